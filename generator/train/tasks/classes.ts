import type * as TensorFlow from '@tensorflow/tfjs';
import type { ClassTargets } from '../../data/targets.js';
import { argmax } from '../../model/interpreter.js';
import { dominant, type Scores, share, type Task } from './task.js';

/** One class of many: cross entropy, and the share that is right. */
export const classes: Task<ClassTargets> = {
  main: 'accuracy',
  better: 'larger',
  unlearnable: ({ names, labels }) => {
    const found = new Set(labels);
    return names.filter((_, label) => !found.has(label)).map((name) => `no example of class ${name}`);
  },
  expected({ names, labels }, examples, { windows, smoothing }) {
    const steps = labels.length / windows;
    // A class of a window may be another than the window's own: see `premature-beat`.
    const of = (label: number) => (steps === 1 ? [label] : labels.slice(label * steps, (label + 1) * steps));
    const rows = new Float32Array(examples.length * steps * names.length).fill(smoothing / names.length);
    examples.forEach(({ target }, i) => {
      for (const { label, share } of target)
        of(label).forEach((own, t) => {
          rows[(i * steps + t) * names.length + own]! += (1 - smoothing) * share;
        });
    });
    return { rows, truth: examples.flatMap((example) => of(dominant(example))) };
  },
  loss: (tf, scores, expected) => tf.losses.softmaxCrossEntropy(expected, scores) as TensorFlow.Scalar,
  tally: (scores, truth) => [scores.filter((own, i) => argmax(own) === truth[i]).length, scores.length],
  report: ([right, all]) => ({ accuracy: right! / all! }),
  metrics: ({ labels }, scores) => classes.report(classes.tally(scores, labels)),
  outputs: () => [],
  agreement: sameClass,
};

/** Share of rows of the same class; null: there is one output, so nothing to decide. */
export function sameClass(scores: Scores, others: Scores): number | null {
  if (others[0]!.length < 2) return null;
  return share(scores.map((own, i) => argmax(own) === argmax(others[i]!)));
}
