import type { LabelTargets } from '../../data/targets.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { columnOf, dominant, type Scores, share, type Task } from './task.js';

/** Labels, of which any number may hold: binary cross entropy, and F1. A label is said where its score is above 0. */
export const labels: Task<LabelTargets> = {
  main: 'F1',
  better: 'larger',
  unlearnable({ names, bits }) {
    const held = new Set<number>();
    bits.forEach((bit, at) => {
      if (bit === 1) held.add(at % names.length);
    });
    return names.filter((_, o) => !held.has(o)).map((name) => `label ${name} never holds`);
  },
  expected({ bits }, examples, { windows, smoothing }) {
    const each = bits.length / windows;
    const rows = new Float32Array(examples.length * each).fill(smoothing / 2);
    const truth = new Uint8Array(rows.length);
    examples.forEach((example, i) => {
      truth.set(ofWindow(bits, dominant(example), each), i * each);
      for (const { label, share } of example.target)
        ofWindow(bits, label, each).forEach((bit, at) => {
          rows[i * each + at]! += (1 - smoothing) * share * bit;
        });
    });
    return { rows, truth };
  },
  loss: (tf, scores, expected) => binaryCrossEntropy(tf, scores, expected.dataSync() as Float32Array, expected.size),
  tally(scores, truth) {
    let [right, said, there] = [0, 0, 0];
    let at = 0;
    for (const row of scores)
      for (const score of row) {
        const [yes, is] = [score > 0, truth[at++] === 1];
        if (yes && is) right++;
        if (yes) said++;
        if (is) there++;
      }
    return [right, said, there];
  },
  report: (tally) => ({ F1: f1(tally) ?? 0 }),
  metrics: ({ bits }, scores) => labels.report(labels.tally(scores, bits)),
  outputs: ({ names, bits }, scores) =>
    names.map((name, o) => {
      const own = bits.filter((_, at) => at % names.length === o);
      const column = columnOf(scores, o).map((score) => [score]);
      return { name, F1: f1(labels.tally(column, own)) };
    }),
  agreement: (scores: Scores, others: Scores) =>
    share(scores.flatMap((own, i) => own.map((s, o) => s > 0 === others[i]![o]! > 0))),
};

/** 2 TP / (2 TP + FP + FN); null: 0 / 0. */
export const f1 = ([right, said, there]: readonly number[]): number | null =>
  said! + there! === 0 ? null : (2 * right!) / (said! + there!);

const ofWindow = (bits: Uint8Array, window: number, each: number) => bits.subarray(window * each, (window + 1) * each);
