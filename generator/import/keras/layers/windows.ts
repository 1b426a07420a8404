import type { Attribute } from '../../op-graph.js';
import type { LayerCall } from '../graph/layer-call.js';
import { reachOf, type Shape, type Window, windowed } from '../graph/shapes.js';

/** Windows along each axis of positions. */
export interface Windows {
  kernel: readonly number[];
  strides: readonly number[];
  dilation: readonly number[];
  padding: Window['padding'];
}

const windowOf = ({ kernel, strides, dilation, padding }: Windows, axis: number): Window => ({
  kernel: kernel[axis]!,
  stride: strides[axis]!,
  dilation: dilation[axis]!,
  padding,
});

/**
 * The padding as attributes. `same` pads one more behind than before, as TensorFlow does, and with strides depends on the length:
 * then it is left to the operator. `causal` pads before only.
 */
export function windowAttributes(windows: Windows): Record<string, Attribute> {
  const { kernel, strides, dilation, padding } = windows;
  const attributes: Record<string, Attribute> = { kernel_shape: kernel, strides };
  if (dilation.some((d) => d !== 1)) attributes.dilations = dilation;
  if (padding === 'valid') return attributes;
  if (padding === 'same' && strides.some((stride) => stride !== 1)) return { ...attributes, auto_pad: 'SAME_UPPER' };
  const total = kernel.map((_, axis) => reachOf(windowOf(windows, axis)) - 1);
  const before = padding === 'same' ? total.map((n) => Math.floor(n / 2)) : total;
  return { ...attributes, pads: [...before, ...total.map((n, axis) => n - before[axis]!)] };
}

/** Shape [window, channels, ...] of what windows make of a tensor [window, channel, ...]. @throws Abandoned */
export function windowedShape(
  call: LayerCall,
  shape: Shape | null,
  channels: number | null,
  windows: Windows,
): Shape | null {
  if (shape === null) return null;
  const lengths = shape.slice(2).map((length, axis) => {
    const window = windowOf(windows, axis);
    const made = windowed(length, window);
    if (made !== null && made < 1)
      call.fail({
        message: `a window of ${reachOf(window)} positions does not fit into its input`,
        value: length,
        allowed: `${reachOf(window)} positions or more`,
      });
    return made;
  });
  return [shape[0] ?? null, channels, ...lengths];
}
