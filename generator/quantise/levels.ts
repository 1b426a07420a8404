import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { atPositionsOf } from '../data/step-targets.js';
import { stepsOf } from '../data/targets.js';
import { Evaluator } from '../import/graph/evaluate.js';
import type { LayerGraph } from '../import/graph/graph.js';
import type { CodedInput } from '../import/to-network/float-model.js';
import type { FloatNetwork } from '../model/float-model.js';
import { floatScores } from '../model/float-network.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import type { LongWork } from '../support/long-work.js';
import { spreadOf } from '../support/spread.js';
import { toInput } from '../train/real-input.js';
import { type MetricKind, type Metrics, type OutputMetrics, rowsOf, type Scores } from '../train/tasks/task.js';
import { judgedBy } from '../train/tasks/tasks.js';
import { scoreLog2 } from './steps.js';

/** One network on every level. */
export interface Networks {
  graph: LayerGraph;
  folded: LayerGraph;
  float: FloatNetwork;
  integer: IntegerNetwork;
  /** One score of the first two is the second of two classes of the others, whose first has 0. */
  two: boolean;
}

/** How near a level is to the one before it, and what it is worth. */
export interface Level {
  level: 'as imported' | 'as folded' | 'of codes' | 'integer';
  /** Largest difference of any score from the network as imported, and the root of the mean square, in spreads of that score. */
  largest: number;
  rms: number;
  /** Share of classes (of windows or of their steps), or of labels, that are those of the network as imported; null where nothing is decided. */
  agreement: number | null;
  /** By the targets; none without them. */
  metrics: Metrics;
}

/** One output as imported and as an integer, by its targets. */
export interface ComparedOutput extends Pick<OutputMetrics, 'name' | 'unit'> {
  float: Omit<OutputMetrics, 'name' | 'unit'>;
  integer: Omit<OutputMetrics, 'name' | 'unit'>;
}

/** Every level, and what it is worth. */
export interface Compared {
  levels: Level[];
  /** The metric that counts, of the network as imported and of the integer network; without targets how far they agree. */
  metric: { kind: MetricKind | 'agreement'; float: number | null; integer: number | null };
  /** Of labels and values, each. */
  outputs: ComparedOutput[];
}

/** Computes the windows on every level; their targets, where they have some, are those of the outputs. */
export function* comparingLevels(
  { graph, folded, float, integer, two }: Networks,
  set: SignalSet,
  coded: CodedInput,
): LongWork<Compared> {
  const exact = [graph, folded].map((each) => scorer(each, coded));
  const interpreter = new Interpreter(integer);
  const step = 2 ** scoreLog2(integer);
  const all: number[][][] = [[], [], [], []];
  const outputs = float.classes.length;
  for (let i = 0; i < set.names.length; i++) {
    const codes = windowCodes(set, i);
    exact.forEach((scores, k) => {
      const own = scores(codes);
      all[k]!.push(two ? [...own.map(() => 0), ...own] : own);
    });
    all[2]!.push([...floatScores(float, byChannel(toInput(codes, float), coded.channels))]);
    all[3]!.push([...interpreter.scores(codes)].map((score) => score * step));
    yield (i + 1) / set.names.length;
  }
  const steps = all[0]![0]!.length / outputs;
  const { targets } = atPositionsOf(set, float);
  const asMany = targets !== null && stepsOf(targets, set.names.length) === steps;
  const task = judgedBy(asMany && (float.per ?? 'window') === set.per ? targets : null);
  const spread = spreadsOf(all[0]!, outputs);
  // Of two classes that one label became, what is above 0 is how far the second is ahead.
  const one = two && set.targets?.kind === 'labels';
  const rows = all.map((own) => own.flatMap((scores) => rowsOf(scores, outputs)));
  const judged: Scores[] = one ? rows.map((own) => own.map(([no, yes]) => [yes! - no!])) : rows;
  const imported = judged[0]!;
  const names = ['as imported', 'as folded', 'of codes', 'integer'] as const;
  const levels = names.map((level, k): Level => {
    const own = all[k]!;
    const errors = own.flatMap((scores, i) =>
      scores.map((s, o) => (s - all[0]![i]![o]!) / spread[Math.floor(o / steps)]!),
    );
    return {
      level,
      largest: errors.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
      rms: Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length),
      agreement: task.agreement(judged[k]!, imported),
      metrics: task.metrics(judged[k]!),
    };
  });
  const [first, last] = [levels[0]!, levels.at(-1)!];
  const worth = ({ metrics, agreement }: Level) => (task.main === null ? agreement : metrics[task.main]!);
  const integers = task.outputs(judged.at(-1)!);
  return {
    levels,
    metric: { kind: task.main ?? 'agreement', float: worth(first), integer: worth(last) },
    outputs: task.outputs(imported).map(({ name, unit, ...own }, i) => {
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
