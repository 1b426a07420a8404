import { z } from 'zod';
import type { WeightSpec } from '../weights/weight-scope.js';
import { transposed } from './channels-first.js';
import { axisOf, number, onOff, orElse } from './fields.js';
import { layer } from './kind.js';

const axis = z.union([z.int(), z.array(z.int()).min(1)]);
const schema = z.object({ axis: orElse(axis, -1), epsilon: number(1e-3), center: onOff(true), scale: onOff(true) });

/** `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, with numbers for each element of one axis. */
export const batchNormalization = layer(schema, (call, { axis, epsilon, center, scale }) => {
  const x = call.input;
  const axes = Array.isArray(axis) ? axis : [axis];
  if (call.training) return { passOn: 'that normalises by the batch (training=True)' };
  if (axes.length > 1) return { passOn: `over several axes (${axes})` };
  if (x.shape === null) return { passOn: 'of an unknown shape' };
  const { shape } = x;
  const at = axisOf(axes[0]!, shape.length);
  if (at === null || at === 0) return call.fail({ field: 'axis', message: 'no axis of its input', value: axes[0] });
  const length = shape[at] ?? null;
  const vector = (name: string): WeightSpec => ({ name, shape: [length] });
  const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'moving_mean', 'moving_variance'];
  const found = call.weights(names.map(vector));
  const [mean, variance] = found.slice(-2) as [(typeof found)[number], (typeof found)[number]];
  if (mean === null || variance === null) return { passOn: 'without statistics' };
  const constantOf = (name: string, absent: number) =>
    call.constant(
      name,
      () =>
        found[names.indexOf(name)] ?? { shape: mean.shape, values: new Float64Array(mean.values.length).fill(absent) },
    );
  const constants = [
    constantOf('gamma', 1),
    constantOf('beta', 0),
    ...['moving_mean', 'moving_variance'].map((name) => constantOf(name, 0)),
  ];
  const normalized = (from: string) => call.op('BatchNormalization', [from, ...constants], { attributes: { epsilon } });
  if (at === 1) return { value: normalized(x.value), shape };
  // The operator wants the axis behind that of windows.
  const others = shape
    .map((_, i) => i)
    .slice(1)
    .filter((i) => i !== at);
  const order = [0, at, ...others];
  const first = transposed(call, x, order, 'channels_first');
  const back = order.map((_, i) => order.indexOf(i));
  return transposed(call, { ...first, value: normalized(first.value) }, back, 'channels_last');
});
