import type * as TensorFlow from '@tensorflow/tfjs';
import type { Targets } from '../../data/targets.js';
import type { Example } from '../augment/augmentation.js';
import type { Tf } from '../tensorflow.js';

/** Scores [row][output]; a row is a window, or a step of one. */
export type Scores = readonly (readonly number[])[];

/**
 * accuracy: share of rows with the right class. F1: of all labels together. RMSE: root of the mean square error of each output in
 * units of its targets' spread, their mean. R2: share of the targets' variance that is explained, the mean of all.
 */
export type MetricKind = 'accuracy' | 'F1' | 'RMSE' | 'R2';
export type Metrics = Readonly<Partial<Record<MetricKind, number>>>;

/** What one output is worth by itself. */
export interface OutputMetrics {
  name: string;
  unit?: string;
  /** Of the classes of one of several outputs. */
  accuracy?: number;
  /** null: the label never holds and is never said. */
  F1?: number | null;
  /** Root of the mean square error, in the unit. */
  error?: number;
  R2?: number;
}

/** What the scores of a batch are to become. */
export interface Expected {
  /** [row][output]: probabilities of classes, of labels, or values in spreads from their mean. */
  rows: Float32Array;
  /** What is counted by: the class of each row, or a number for each output of each row. */
  truth: ArrayLike<number>;
}

/** How a batch is made of the targets of a set. */
export interface Drawing {
  /** Windows of the set. */
  windows: number;
  /** Share of a probability that is spread evenly over all that could be. */
  smoothing: number;
}

/** What a kind of targets is to training, quantisation and evaluation. */
export interface Task<T extends Targets = Targets> {
  /** The metric that counts. */
  main: MetricKind;
  better: 'larger' | 'smaller';
  /** Outputs that cannot be learned from these targets, in words. */
  unlearnable(targets: T): string[];
  /** `examples` share the targets of windows by their numbers, or, of classes of windows, the classes themselves. */
  expected(targets: T, examples: readonly Example[], drawing: Drawing): Expected;
  /** Mean over rows, differentiable in scores [row][output]. */
  loss(tf: Tf, scores: TensorFlow.Tensor2D, expected: TensorFlow.Tensor2D): TensorFlow.Scalar;
  /** Sums over the rows of a batch, which are added up over an epoch. */
  tally(scores: Scores, truth: ArrayLike<number>): number[];
  /** What such sums come to. */
  report(tally: readonly number[]): Metrics;
  metrics(targets: T, scores: Scores): Metrics;
  /** Of each output by itself, where that says more. */
  outputs(targets: T, scores: Scores): OutputMetrics[];
  /** Share of decisions that are those of other scores; null: nothing is decided. */
  agreement(scores: Scores, others: Scores): number | null;
}

/** Scores [output][step] of a window as one row of outputs for each step. */
export function rowsOf(scores: ArrayLike<number>, outputs: number): number[][] {
  const steps = scores.length / outputs;
  return Array.from({ length: steps }, (_, t) => Array.from({ length: outputs }, (_, o) => scores[o * steps + t]!));
}

export const share = (right: readonly boolean[]) => right.filter(Boolean).length / right.length;
export const columnOf = (scores: Scores, output: number) => scores.map((own) => own[output]!);

/** The largest part of an example's target, the first of equal ones. */
export const dominant = ({ target }: Example): number =>
  target.reduce((largest, one) => (one.share > largest.share ? one : largest)).label;
