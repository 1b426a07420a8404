import { z } from 'zod';
import { inChannelsFirst } from './channels-first.js';
import { dataFormat, onOff, padding, perAxis } from './fields.js';
import { layer } from './kind.js';
import { windowAttributes, windowedShape } from './windows.js';

/** MaxPooling and AveragePooling over `rank` axes; an average counts no padding. */
export const pooling = (rank: number, op: 'MaxPool' | 'AveragePool') =>
  layer(
    z.object({ pool_size: perAxis(rank), strides: perAxis(rank).nullish(), padding, data_format: dataFormat }),
    (call, { pool_size: kernel, strides, padding, data_format }) => {
      const x = call.input;
      call.shapeOf(x, rank + 2);
      const windows = { kernel, strides: strides ?? kernel, dilation: kernel.map(() => 1), padding };
      return inChannelsFirst(call, x, rank, data_format, ({ value, shape }) => ({
        value: call.op(op, [value], { attributes: windowAttributes(windows) }),
        shape: windowedShape(call, shape, shape?.[1] ?? null, windows),
      }));
    },
  );

/** GlobalAveragePooling and GlobalMaxPooling: over all positions. */
export const globalPooling = (rank: number, op: 'ReduceMean' | 'ReduceMax') =>
  layer(z.object({ data_format: dataFormat, keepdims: onOff(false) }), (call, { data_format, keepdims }) => {
    const x = call.input;
    const shape = call.shapeOf(x, rank + 2);
    const axes = Array.from({ length: rank }, (_, i) => i + (data_format === 'channels_last' ? 1 : 2));
    const left = shape?.flatMap((n, i) => (!axes.includes(i) ? [n] : keepdims ? [1] : [])) ?? null;
    const attributes = { keepdims: keepdims ? 1 : 0 };
    return { value: call.op(op, [x.value, call.whole(axes)], { attributes }), shape: left };
  });
