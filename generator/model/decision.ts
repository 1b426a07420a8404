import { ends } from '../network/network.js';
import { outputsOf, taskOf, type WithTask } from '../network/task.js';
import type { IntegerNetwork } from './integer-model.js';
import { argmax } from './interpreter.js';
import { outputModels, ownScores } from './outputs.js';

/** What integer scores of one window say. */
export type Decision =
  | { kind: 'classes'; index: number }
  /** One for each label: it holds. */
  | { kind: 'labels'; set: boolean[] }
  /** In their units. */
  | { kind: 'values'; values: number[] }
  /** Of each output. */
  | { kind: 'several'; outputs: Decision[] };

/** Log2 of the real value of one step of the scores. */
export function scoreLog2(model: Pick<IntegerNetwork, 'layers'>): number {
  const [end] = ends(model);
  return end!.kind === 'concat' ? 0 : end!.scaleLog2;
}

/** The score above which each label holds. */
export const thresholdsOf = (model: WithTask): number[] =>
  outputsOf(model).flatMap(({ task, classes }) =>
    classes.map((_, i) => (task.kind === 'labels' ? (task.thresholds?.[i] ?? 0) : 0)),
  );

/** Real value of one step of each score. */
export const scoreSteps = (model: WithTask & Pick<IntegerNetwork, 'layers'>): number[] =>
  outputsOf(model).flatMap(({ count, scaleLog2 = 0 }) =>
    new Array<number>(count).fill(2 ** (scoreLog2(model) + scaleLog2)),
  );

/** Labels that hold, by whole scores alone: what hardware and driver do. */
export const labelsSet = (model: WithTask, scores: ArrayLike<number>): boolean[] =>
  thresholdsOf(model).map((threshold, i) => scores[i]! > threshold);

/** Labels as hardware has them, label 0 in bit 0. */
export const labelWord = (set: readonly boolean[]): bigint =>
  set.reduceRight((word, one) => (word << 1n) | BigInt(one), 0n);

export function decisionOf(model: WithTask & Pick<IntegerNetwork, 'layers'>, scores: ArrayLike<number>): Decision {
  switch (taskOf(model).kind) {
    case 'classes':
      return { kind: 'classes', index: argmax(scores) };
    case 'labels':
      return { kind: 'labels', set: labelsSet(model, scores) };
    case 'values': {
      const step = 2 ** scoreLog2(model);
      return { kind: 'values', values: Array.from(scores, (score) => score * step) };
    }
    case 'several':
      return {
        kind: 'several',
        outputs: outputModels(model as IntegerNetwork).map((one) =>
          decisionOf(one.model, ownScores(one.output, scores)),
        ),
      };
  }
}

/** A value with as many digits as it may be read with. */
export const shownValue = (value: number): string => `${Number(value.toPrecision(6))}`;

/** Units of values; undefined: not known, or the model tells no values. */
export function unitsOf(model: WithTask): readonly string[] | undefined {
  const task = taskOf(model);
  return task.kind === 'values' ? task.units : undefined;
}

/** The unit of a value, with the blank before it; empty: not known. */
export function unitOf(model: WithTask, output: number): string {
  const unit = unitsOf(model)?.[output];
  return unit === undefined ? '' : ` ${unit}`;
}
