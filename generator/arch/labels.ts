import { thresholdsOf } from '../model/decision.js';
import type { Hardware } from './hardware.js';
import type { Said } from './said.js';

/** What a wrapper needs to find the labels of scores. */
export interface LabelsCircuit {
  labels: number;
  scoreBits: number;
  /** Parameter THRESHOLDS of `bb_labels`, as Verilog. */
  thresholds: string;
}

/** The circuit of an output of labels. */
export function labelsCircuit({ output }: Said, { layers }: Pick<Hardware, 'layers'>): LabelsCircuit {
  const scoreBits = layers.at(-1)!.outBits;
  const thresholds = thresholdsOf(output);
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
