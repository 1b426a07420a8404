import type { End } from '../../graph/graph.js';
import { intOf } from '../attributes.js';
import { longRoles } from '../axes.js';
import { axesText, axisOf, type Handler, Refusal } from '../value.js';
import { signalOf } from './axes.js';
import type { Operator } from './operator.js';

/** Over scores of classes: the axis must be of channels. */
const overClasses =
  (is: End, defaultAxis: number): Handler =>
  (op, from, tracing) => {
    const x = signalOf(from);
    const at = axisOf(intOf(op, 'axis', defaultAxis), x.axes.length);
    const axes = intOf(op, 'joins', 0) === 1 ? x.axes.slice(at) : [x.axes[at]!];
    if (axes.flatMap((axis) => longRoles(x, axis, tracing)).some((role) => role !== 'channel'))
      throw new Refusal(`over axis ${at} of ${axesText(x.axes)}`, { allowed: 'the axis of channels: of classes' });
    const y = { ...x, grid: null, end: { is, by: op } };
    if (is !== 'argmax') return [y];
    const single = x.axes.map((axis, i) => (i === at ? [] : axis));
    return [{ ...y, axes: intOf(op, 'keepdims', 1) === 1 ? single : single.filter((_, i) => i !== at) }];
  };

const sigmoid: Handler = (op, from) => [{ ...signalOf(from), grid: null, end: { is: 'sigmoid', by: op } }];

const only = 'anywhere but at the end of the network';

/** What may make an output of scores; see `End`. */
export const ENDS = {
  Softmax: { trace: overClasses('softmax', -1), becomes: 'the same class: left off', limits: only },
  LogSoftmax: { trace: overClasses('log-softmax', -1), becomes: 'the same class: left off', limits: only },
  ArgMax: { trace: overClasses('argmax', 0), becomes: 'the class', limits: only },
  Sigmoid: { trace: sigmoid, becomes: 'the sign of the score: left off', limits: only },
} satisfies Record<string, Operator>;
