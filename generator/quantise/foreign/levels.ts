import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { atPositionsOf } from '../../data/step-targets.js';
import { stepsOf } from '../../data/targets.js';
import { Evaluator } from '../../import/graph/evaluate.js';
import type { LayerGraph } from '../../import/graph/graph.js';
import type { CodedInput } from '../../import/to-network/float-model.js';
import type { FloatNetwork } from '../../model/float-model.js';
import { floatStreams } from '../../model/float-network.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { isEnd } from '../../network/network.js';
import type { LongWork } from '../../support/long-work.js';
import { spreadOf } from '../../support/spread.js';
import { toInput } from '../../train/real-input.js';
import type { MetricKind, OutputMetrics, Scores } from '../../train/tasks/task.js';
import { judgedBy } from '../../train/tasks/tasks.js';
import { scoreLog2 } from '../steps.js';
import { type LayerDifference, layerDifferences } from './layer-differences.js';
import { type Imported, judged, type Level, levelOf } from './level.js';

/** One network on every level. */
export interface Networks {
  graph: LayerGraph;
  folded: LayerGraph;
  float: FloatNetwork;
  integer: IntegerNetwork;
  /** One score of the first two is the second of two classes of the others, whose first has 0. */
  two: boolean;
  /** Scores of the first two are those of the others times this. */
  factor: number;
}

/** One output as imported and as an integer, by its targets. */
export interface ComparedOutput extends Pick<OutputMetrics, 'name' | 'unit'> {
  float: Omit<OutputMetrics, 'name' | 'unit'>;
  integer: Omit<OutputMetrics, 'name' | 'unit'>;
}

/** Every level, and what it is worth. */
export interface Compared {
  levels: Level[];
  /** Of the integer network, but for those whose channels were taken away. */
  layers: LayerDifference[];
  imported: Imported;
  /** The metric that counts, of the network as imported and of the integer network; without targets how far they agree. */
  metric: { kind: MetricKind | 'agreement'; float: number | null; integer: number | null };
  /** Of labels and values, each. */
  outputs: ComparedOutput[];
}

/** Computes the windows on every level; their targets, where they have some, are those of the outputs. */
export function* comparingLevels(
  { graph, folded, float, integer, two, factor }: Networks,
  set: SignalSet,
  coded: CodedInput,
): LongWork<Compared> {
  const exact = [graph, folded].map((each) => scorer(each, coded));
  const interpreter = new Interpreter(integer);
  const end = float.layers.findIndex((layer) => isEnd(float, layer));
  const step = factor * 2 ** scoreLog2(integer);
  const all: number[][][] = [[], [], [], []];
  const layers = layerDifferences(float, integer);
  for (let i = 0; i < set.names.length; i++) {
    const codes = windowCodes(set, i);
    exact.forEach((scores, k) => {
      const own = scores(codes);
      all[k]!.push(two ? [...own.map(() => 0), ...own] : own);
    });
    const streams = floatStreams(float, byChannel(toInput(codes, float), coded.channels));
    const integers = interpreter.run(codes).map(({ values }) => values);
    layers.add(streams, integers);
    all[2]!.push([...streams[end]!].map((score) => score * factor));
    all[3]!.push([...integers[end]!].map((score) => score * step));
    yield (i + 1) / set.names.length;
  }
  // Of as many rows as there are scores.
  const { targets: own } = atPositionsOf(set, float);
  const steps = all[0]![0]!.length / float.classes.length;
  const asMany = own !== null && stepsOf(own, set.names.length) === steps;
  const targets = asMany && (float.per ?? 'window') === set.per ? own : null;
  const task = judgedBy(targets, integer);
  const spread = spreadsOf(all[0]!, float.classes.length);
  const imported = { spread, one: two && targets?.kind === 'labels', factor, scores: all[0]! };
  const names = ['as imported', 'as folded', 'of codes', 'integer'] as const;
  const levels = names.map((level, k) => levelOf(level, all[k]!, imported, task));
  const [first, last] = [levels[0]!, levels.at(-1)!];
  const worth = ({ metrics, agreement }: Level) => (task.main === null ? agreement : metrics[task.main]!);
  const integers = task.outputs(judged(all.at(-1)!, imported));
  return {
    levels,
    layers: layers.found(),
    imported,
    metric: { kind: task.main ?? 'agreement', float: worth(first), integer: worth(last) },
    outputs: task.outputs(judged(all[0]!, imported)).map(({ name, unit, ...own }, i) => {
      const { name: _, unit: __, ...integer } = integers[i]!;
      return { name, ...(unit !== undefined && { unit }), float: own, integer };
    }),
  };
}

/** Of each output over windows and steps. */
const spreadsOf = (scores: Scores, outputs: number): number[] =>
  Array.from({ length: outputs }, (_, o) => {
    const steps = scores[0]!.length / outputs;
    return spreadOf(scores.flatMap((own) => own.slice(o * steps, (o + 1) * steps)));
  });

/** Values [position][channel] as [channel][position]. */
function byChannel(values: Float32Array, channels: number): Float64Array {
  const samples = values.length / channels;
  return Float64Array.from(values, (_, i) => values[(i % samples) * channels + Math.floor(i / samples)]!);
}

/** The real values [channel][sample] of a window of codes. */
export function realWindow(codes: ArrayLike<number>, { zero, gain, channels }: CodedInput): Float64Array {
  const real = Float32Array.from(codes, (code, i) => (code - zero[i % channels]!) / gain[i % channels]!);
  return byChannel(real, channels);
}

/** Scores of a window of codes, whose real values the network sees. */
function scorer(graph: LayerGraph, coded: CodedInput): (codes: ArrayLike<number>) => number[] {
  const evaluator = new Evaluator(graph);
  return (codes) => [...evaluator.streams(realWindow(codes, coded)).get(graph.outputs[0]!.edge)!];
}
