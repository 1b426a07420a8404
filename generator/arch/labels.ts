import { thresholdsOf } from '../model/decision.js';
import { taskOf } from '../network/task.js';
import type { Hardware } from './hardware.js';

/** What a wrapper needs to find the labels of scores. */
export interface LabelsCircuit {
  labels: number;
  scoreBits: number;
  /** Parameter THRESHOLDS of `bb_labels`, as Verilog. */
  thresholds: string;
}

/** The circuit of a network that tells labels; null: it tells something else. */
export function labelsCircuit({ model, layers }: Pick<Hardware, 'model' | 'layers'>): LabelsCircuit | null {
  if (taskOf(model).kind !== 'labels') return null;
  const scoreBits = layers.at(-1)!.outBits;
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
