import { z } from 'zod';
import { productOf, type Shape } from '../graph/shapes.js';
import { transposed } from './channels-first.js';
import { dataFormat, positive } from './fields.js';
import { layer } from './kind.js';

/** All axes behind that of windows as one, channels innermost whatever the layout. */
export const flatten = layer(z.object({ data_format: dataFormat }), (call, { data_format }) => {
  const given = call.input;
  const rank = given.shape?.length ?? null;
  if (rank === null && data_format === 'channels_first') return { passOn: 'of an unknown shape' };
  const turned = data_format === 'channels_first' && rank! > 2;
  const order = [0, ...Array.from({ length: rank ?? 0 }, (_, i) => i).slice(2), 1];
  const x = turned ? transposed(call, given, order, 'channels_last') : given;
  const value = call.op('Flatten', [x.value], { attributes: { axis: 1 } });
  return { value, shape: x.shape && [x.shape[0] ?? null, productOf(x.shape.slice(1))] };
});

/** Most axes that a tensor is given. */
const MAX_RANK = 8;

export const reshape = layer(
  z.object({ target_shape: z.array(z.union([positive, z.literal(-1)])).max(MAX_RANK) }),
  (call, { target_shape: target }) => {
    const { value, shape } = call.input;
    const open = target.indexOf(-1);
    if (open !== target.lastIndexOf(-1))
      call.fail({ field: 'target_shape', message: 'leaves more than one length open', value: `[${target}]` });
    const known = target.filter((n) => n !== -1).reduce((a, b) => a * b, 1);
    const size = shape && productOf(shape.slice(1));
    if (size !== null && (open < 0 ? size !== known : size % known !== 0))
      call.fail({ field: 'target_shape', message: `does not hold ${size} numbers`, value: `[${target}]` });
    // 0: the length that was there, of windows.
    const reshaped = call.op('Reshape', [value, call.whole([0, ...target])]);
    const lengths: Shape = target.map((n) => (n !== -1 ? n : size === null ? null : size / known));
    return { value: reshaped, shape: [shape?.[0] ?? null, ...lengths] };
  },
);

/** Axes behind that of windows in another order, counted from 1. */
export const permute = layer(z.object({ dims: z.array(positive).max(MAX_RANK) }), (call, { dims }) => {
  const x = call.input;
  call.shapeOf(x, dims.length + 1);
  if (dims.toSorted((a, b) => a - b).some((n, i) => n !== i + 1))
    call.fail({ field: 'dims', message: `not an order of the axes 1 to ${dims.length}`, value: `[${dims}]` });
  return transposed(call, x, [0, ...dims]);
});
