import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { Evaluator } from '../import/graph/evaluate.js';
import type { LayerGraph } from '../import/graph/graph.js';
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
  /** Share of windows with the same class as the network as imported; null where there is one output. */
  agreement: number | null;
  /** Share of windows with the label's class; null without labels. */
  accuracy: number | null;
}

/** Every level, with the scores [window][output] of the first and the last. */
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
  const two = float.classes.length === 2 && exact[0]!(windowCodes(set, 0)).length === 1;
  for (let i = 0; i < set.names.length; i++) {
    const codes = windowCodes(set, i);
    exact.forEach((scores, k) => {
      const own = scores(codes);
      all[k]!.push(two ? [0, ...own] : own);
    });
    all[2]!.push([...floatScores(float, byChannel(toInput(codes, float), coded.channels))]);
    all[3]!.push([...interpreter.scores(codes)].map((score) => score * step));
    yield (i + 1) / set.names.length;
  }
  const labels = labelsFor(set, float);
  const spread = spreadsOf(all[0]!);
  const names = ['as imported', 'as folded', 'of codes', 'integer'] as const;
  const levels = names.map((level, k): Level => {
    const own = all[k]!;
    const errors = own.flatMap((scores, i) => scores.map((s, o) => (s - all[0]![i]![o]!) / spread[o]!));
    const classes = own.map((scores) => argmax(scores));
    const share = (right: (i: number) => boolean) => classes.filter((_, i) => right(i)).length / classes.length;
    return {
      level,
      largest: errors.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
      rms: Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length),
      agreement: spread.length > 1 ? share((i) => classes[i] === argmax(all[0]![i]!)) : null,
      accuracy: labels === null ? null : share((i) => classes[i] === labels[i]),
    };
  });
  return { levels, scores: { float: all[0]!, integer: all[3]! } };
}

function labelsFor({ targets }: SignalSet, { classes }: FloatNetwork): readonly number[] | null {
  if (targets === null || targets.kind !== 'classes') return null;
  return targets.names.join() === classes.join() ? targets.labels : null;
}

const spreadsOf = (scores: readonly (readonly number[])[]): number[] =>
  scores[0]!.map((_, o) => {
    const own = scores.map((s) => s[o]!);
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
