import type { ClassTargets, LabelTargets, Targets, ValueTargets } from '../data/signal-set.js';
import { argmax } from '../model/interpreter.js';
import { meanOf, spreadOf } from './spread.js';

/** Scores [window][output]. */
export type Scores = readonly (readonly number[])[];

/**
 * accuracy: share of windows with the right class. F1: of all labels together. RMSE: root of the mean square error of each output in
 * units of its targets' spread, their mean; smaller is better. R2: share of the targets' variance that is explained, the mean of all.
 */
export type MetricKind = 'accuracy' | 'F1' | 'RMSE' | 'R2';
export type Metrics = Readonly<Partial<Record<MetricKind, number>>>;

/** What one output is worth by itself. */
export interface OutputMetrics {
  name: string;
  unit?: string;
  /** null: the label never holds and is never said. */
  F1?: number | null;
  /** Root of the mean square error, in the unit. */
  error?: number;
  R2?: number;
}

/** What scores are compared with. */
export interface Task {
  /** The metric that counts; null: there are no targets. */
  main: MetricKind | null;
  /** Share of decisions (classes, or labels) that are those of other scores; null: there is nothing to decide. */
  agreement(scores: Scores, others: Scores): number | null;
  metrics(scores: Scores): Metrics;
  outputs(scores: Scores): OutputMetrics[];
}

/** No targets: outputs are taken for classes. */
const UNKNOWN: Task = { main: null, agreement: sameClass, metrics: () => ({}), outputs: () => [] };

/** The task that targets of windows are; scores are of the same windows. */
export function taskOf(targets: Targets | null): Task {
  switch (targets?.kind) {
    case 'classes':
      return classification(targets);
    case 'labels':
      return labelling(targets);
    case 'values':
      return regression(targets);
    default:
      return UNKNOWN;
  }
}

function classification({ labels }: ClassTargets): Task {
  const accuracy = (scores: Scores) => share(scores.map((own, i) => argmax(own) === labels[i]));
  return {
    main: 'accuracy',
    agreement: sameClass,
    metrics: (scores) => ({ accuracy: accuracy(scores) }),
    outputs: () => [],
  };
}

/** A label is said where its score is above 0. */
function labelling({ names, bits }: LabelTargets): Task {
  return {
    main: 'F1',
    agreement: (scores, others) => share(scores.flatMap((own, i) => own.map((s, o) => s > 0 === others[i]![o]! > 0))),
    metrics: (scores) => ({ F1: f1(scores.flat(), bits) ?? 0 }),
    outputs: (scores) =>
      names.map((name, o) => {
        const own = bits.filter((_, at) => at % names.length === o);
        return { name, F1: f1(columnOf(scores, o), own) };
      }),
  };
}

/** 2 TP / (2 TP + FP + FN); null: 0 / 0. */
function f1(scores: readonly number[], bits: Uint8Array): number | null {
  let [right, said, there] = [0, 0, 0];
  scores.forEach((score, i) => {
    const [yes, is] = [score > 0, bits[i] === 1];
    if (yes && is) right++;
    if (yes) said++;
    if (is) there++;
  });
  return said + there === 0 ? null : (2 * right) / (said + there);
}

function regression({ names, units, values }: ValueTargets): Task {
  const wanted = names.map((_, o) => Array.from(values.filter((_, at) => at % names.length === o)));
  // Targets that are all the same have no spread: their errors are as large as they are.
  const spreads = wanted.map(spreadOf);
  const errors = (scores: Scores) =>
    wanted.map((own, o) => Math.sqrt(meanOf(columnOf(scores, o).map((s, i) => (s - own[i]!) ** 2))));
  const r2 = (error: number, o: number) => 1 - (error / spreads[o]!) ** 2;
  return {
    main: 'RMSE',
    agreement: () => null,
    metrics(scores) {
      const each = errors(scores);
      return { RMSE: meanOf(each.map((error, o) => error / spreads[o]!)), R2: meanOf(each.map(r2)) };
    },
    outputs: (scores) =>
      errors(scores).map((error, o) => ({
        name: names[o]!,
        ...(units && { unit: units[o]! }),
        error,
        R2: r2(error, o),
      })),
  };
}

function sameClass(scores: Scores, others: Scores): number | null {
  if (others[0]!.length < 2) return null;
  return share(scores.map((own, i) => argmax(own) === argmax(others[i]!)));
}

const share = (right: readonly boolean[]) => right.filter(Boolean).length / right.length;
const columnOf = (scores: Scores, output: number) => scores.map((own) => own[output]!);
