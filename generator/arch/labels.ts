import { thresholdsOf } from '../model/decision.js';
import { taskOf, type WithTask } from '../network/task.js';

/** What a wrapper needs to find the labels of scores. */
export interface LabelsCircuit {
  labels: number;
  scoreBits: number;
  /** Parameter THRESHOLDS of `bb_labels`, as Verilog. */
  thresholds: string;
}

/** The circuit of a model that tells labels; null: it tells something else. */
export function labelsCircuit(model: WithTask, scoreBits: number): LabelsCircuit | null {
  if (taskOf(model).kind !== 'labels') return null;
  const thresholds = thresholdsOf(model);
  return { labels: thresholds.length, scoreBits, thresholds: packed(thresholds, scoreBits) };
}

/** Thresholds a bit wider than scores, that of label 0 lowest; one that no score passes, or that each does, is kept to the nearest. */
function packed(thresholds: readonly number[], scoreBits: number): string {
  const limit = 2 ** (scoreBits - 1);
  const width = scoreBits + 1;
  const word = thresholds.reduceRight(
    (all, threshold) =>
      (all << BigInt(width)) | BigInt.asUintN(width, BigInt(Math.max(-limit - 1, Math.min(limit - 1, threshold)))),
    0n,
  );
  return `${width * thresholds.length}'h${word.toString(16)}`;
}
