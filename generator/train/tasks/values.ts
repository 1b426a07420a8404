import type * as TensorFlow from '@tensorflow/tfjs';
import type { ValueTargets } from '../../data/targets.js';
import { meanOf } from '../../support/spread.js';
import { columnOf, type Scores, type Task } from './task.js';
import { spreadsOf } from './value-scale.js';

/** Real values: square error in units of their spread, and what of the spread is left. */
export const values: Task<ValueTargets> = {
  main: 'RMSE',
  better: 'smaller',
  unlearnable: (targets) => {
    const { names, values } = targets;
    const differs = new Set<number>();
    values.forEach((value, at) => {
      if (value !== values[at % names.length]) differs.add(at % names.length);
    });
    return names.filter((_, o) => !differs.has(o)).map((name) => `value ${name} is the same everywhere`);
  },
  expected(targets, examples, { windows }) {
    const { names, values } = targets;
    const { means, spreads } = spreadsOf(targets);
    const each = values.length / windows;
    const rows = new Float32Array(examples.length * each);
    examples.forEach(({ target }, i) => {
      for (const { label, share } of target)
        for (let at = 0; at < each; at++) {
          const o = at % names.length;
          rows[i * each + at]! += (share * (values[label * each + at]! - means[o]!)) / spreads[o]!;
        }
    });
    return { rows, truth: rows };
  },
  loss: (tf, scores, expected) => tf.losses.meanSquaredError(expected, scores) as TensorFlow.Scalar,
  tally(scores, truth) {
    let [squares, at] = [0, 0];
    for (const row of scores) for (const score of row) squares += (score - truth[at++]!) ** 2;
    return [squares, at];
  },
  report: ([squares, all]) => ({ RMSE: Math.sqrt(squares! / all!) }),
  metrics(targets, scores) {
    const each = compared(targets, scores);
    return { RMSE: meanOf(each.map(({ error, spread }) => error / spread)), R2: meanOf(each.map(({ R2 }) => R2)) };
  },
  outputs: (targets, scores) =>
    compared(targets, scores).map(({ error, R2 }, o) => ({
      name: targets.names[o]!,
      ...(targets.units && { unit: targets.units[o]! }),
      error,
      R2,
    })),
  agreement: () => null,
};

/** Root of the mean square error of each output, and the spread of its targets. */
function compared(targets: ValueTargets, scores: Scores) {
  const { names, values } = targets;
  return spreadsOf(targets).spreads.map((spread, o) => {
    const squares = columnOf(scores, o).map((score, i) => (score - values[i * names.length + o]!) ** 2);
    const error = Math.sqrt(meanOf(squares));
    return { error, spread, R2: 1 - (error / spread) ** 2 };
  });
}
