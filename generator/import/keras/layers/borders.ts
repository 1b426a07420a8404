import { z } from 'zod';
import type { Shape } from '../graph/shapes.js';
import { dataFormat, endsPerAxis } from './fields.js';
import { layer } from './kind.js';

type Ends = readonly (readonly [number, number])[];

/** ZeroPadding over `rank` axes. */
export const zeroPadding = (rank: number) =>
  layer(z.object({ padding: endsPerAxis(rank), data_format: dataFormat }), (call, { padding, data_format }) => {
    const x = call.input;
    const shape = call.shapeOf(x, rank + 2);
    const ends = onAllAxes(padding, data_format);
    const pads = call.whole([...ends.map(([before]) => before), ...ends.map(([, after]) => after)]);
    const padded = shape?.map((n, i) => n && n + ends[i]![0] + ends[i]![1]) ?? null;
    return { value: call.op('Pad', [x.value, pads], { attributes: { mode: 'constant' } }), shape: padded };
  });

/** Behind every axis: ONNX cuts an end at the axis' length. */
const END = 2 ** 31 - 1;

/** Cropping over `rank` axes. */
export const cropping = (rank: number) =>
  layer(z.object({ cropping: endsPerAxis(rank), data_format: dataFormat }), (call, { cropping, data_format }) => {
    const x = call.input;
    const shape = call.shapeOf(x, rank + 2);
    const ends = onAllAxes(cropping, data_format);
    const axes = ends.flatMap(([before, after], axis) => (before > 0 || after > 0 ? [axis] : []));
    const cropped: Shape | null = shape?.map((n, i) => n && n - ends[i]![0] - ends[i]![1]) ?? null;
    if (cropped?.some((n) => n !== null && n < 1))
      call.fail({ field: 'cropping', message: 'leaves nothing', value: `[${cropping.map((pair) => `[${pair}]`)}]` });
    if (axes.length === 0) return { value: x.value, shape };
    const starts = call.whole(axes.map((axis) => ends[axis]![0]));
    const stops = call.whole(axes.map((axis) => (ends[axis]![1] === 0 ? END : -ends[axis]![1])));
    return { value: call.op('Slice', [x.value, starts, stops, call.whole(axes)]), shape: cropped };
  });

/** Ends of every axis of a tensor, of those of positions as given. */
const onAllAxes = (positions: Ends, format: 'channels_last' | 'channels_first'): Ends =>
  format === 'channels_last' ? [[0, 0], ...positions, [0, 0]] : [[0, 0], [0, 0], ...positions];
