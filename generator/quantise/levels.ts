import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { Evaluator } from '../import/graph/evaluate.js';
import type { LayerGraph } from '../import/graph/graph.js';
import { graphShapes } from '../import/graph/shapes.js';
import type { CodedInput } from '../import/to-network/float-model.js';
import type { FloatNetwork } from '../model/float-model.js';
import { floatScores } from '../model/float-network.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import type { LongWork } from '../support/long-work.js';
import { toInput } from '../train/real-input.js';
import { scoreLog2 } from './steps.js';

/** How near a level is to the one before it, and what it is worth. */
export interface Level {
  level: 'as imported' | 'as folded' | 'of codes' | 'integer';
  /** Largest difference of any score from the network as imported, and the root of the mean square, in spreads of that score. */
  largest: number;
  rms: number;
  /** Share of windows, or of their steps, with the same class as the network as imported; null where there is one output. */
  agreement: number | null;
  /** Share of windows with the label's class; null without labels. */
  accuracy: number | null;
}

/** Every level, with the scores [window][output] of the first and the last, or [window][output][step]. */
export interface Compared {
  levels: Level[];
  scores: { float: number[][]; integer: number[][] };
}

/** Computes the windows on every level. */
export function* comparingLevels(
  graph: LayerGraph,
  folded: LayerGraph,
  float: FloatNetwork,
  integer: IntegerNetwork,
  set: SignalSet,
  coded: CodedInput,
): LongWork<Compared> {
  const exact = [graph, folded].map((each) => scorer(each, coded));
  const interpreter = new Interpreter(integer);
  const step = 2 ** scoreLog2(integer);
  const all: number[][][] = [[], [], [], []];
  const outputs = float.classes.length;
  const one = graphShapes(graph).get(graph.outputs[0]!.edge)!.channels === 1;
  for (let i = 0; i < set.names.length; i++) {
    const codes = windowCodes(set, i);
    exact.forEach((scores, k) => {
      const own = scores(codes);
      all[k]!.push(outputs === 2 && one ? [...own.map(() => 0), ...own] : own);
    });
    all[2]!.push([...floatScores(float, byChannel(toInput(codes, float), coded.channels))]);
    all[3]!.push([...interpreter.scores(codes)].map((score) => score * step));
    yield (i + 1) / set.names.length;
  }
  const labels = labelsFor(set, float);
  const steps = all[0]![0]!.length / outputs;
  const spread = spreadsOf(all[0]!, outputs);
  const imported = all[0]!.flatMap((scores) => classesOf(scores, outputs));
  const names = ['as imported', 'as folded', 'of codes', 'integer'] as const;
  const levels = names.map((level, k): Level => {
    const own = all[k]!;
    const errors = own.flatMap((scores, i) =>
      scores.map((s, o) => (s - all[0]![i]![o]!) / spread[Math.floor(o / steps)]!),
    );
    const classes = own.flatMap((scores) => classesOf(scores, outputs));
    const share = (right: (i: number) => boolean) => classes.filter((_, i) => right(i)).length / classes.length;
    return {
      level,
      largest: errors.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
      rms: Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length),
      agreement: spread.length > 1 ? share((i) => classes[i] === imported[i]) : null,
      accuracy: labels === null ? null : share((i) => classes[i] === labels[i]),
    };
  });
  return { levels, scores: { float: all[0]!, integer: all[3]! } };
}

/** The class of each step of scores [output][step]. */
function classesOf(scores: readonly number[], outputs: number): number[] {
  const steps = scores.length / outputs;
  return Array.from({ length: steps }, (_, t) =>
    argmax(Array.from({ length: outputs }, (_, o) => scores[o * steps + t]!)),
  );
}

/** Labels are of windows. */
function labelsFor({ targets }: SignalSet, { classes, per }: FloatNetwork): readonly number[] | null {
  if (targets === null || targets.kind !== 'classes' || per === 'step') return null;
  return targets.names.join() === classes.join() ? targets.labels : null;
}

/** Of each output over windows and steps. */
const spreadsOf = (scores: readonly (readonly number[])[], outputs: number): number[] =>
  Array.from({ length: outputs }, (_, o) => {
    const steps = scores[0]!.length / outputs;
    const own = scores.flatMap((s) => s.slice(o * steps, (o + 1) * steps));
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    return Math.sqrt(own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / own.length) || 1;
  });

/** Values [position][channel] as [channel][position]. */
function byChannel(values: Float32Array, channels: number): Float64Array {
  const samples = values.length / channels;
  return Float64Array.from(values, (_, i) => values[(i % samples) * channels + Math.floor(i / samples)]!);
}

/** Scores of a window of codes, whose real values the network sees. */
function scorer(graph: LayerGraph, { zero, gain, channels }: CodedInput): (codes: ArrayLike<number>) => number[] {
  const evaluator = new Evaluator(graph);
  return (codes) => {
    const real = Float32Array.from(codes, (code, i) => (code - zero[i % channels]!) / gain[i % channels]!);
    return [...evaluator.streams(byChannel(real, channels)).get(graph.outputs[0]!.edge)!];
  };
}
