import type * as TensorFlow from '@tensorflow/tfjs';
import { plainConv1d } from './kernels/plain-conv1d.js';
import { CONV1D, haveKernels } from './kernels/register.js';
import type { Window } from './kernels/window.js';
import type { Tf } from './tensorflow.js';

export type { Window } from './kernels/window.js';

/** The plainest window: each position, as many zeros on both sides. */
export const window = (stride: number, padding: number): Window => ({
  ...{ stride, dilation: 1, before: padding, after: padding, groups: 1 },
});

/**
 * Convolution of `x` [batch, 1, positions, in] with `filter` [1, taps, in / groups, out] plus `bias` [out]; gives [batch, 1,
 * floor((before + positions + after - (taps - 1) * dilation - 1) / stride) + 1, out].
 *
 * `inputGradient` false: x is data, its gradient is not wanted and may be left out.
 * Throws RangeError if shapes do not fit.
 */
export function conv1d(
  tf: Tf,
  x: TensorFlow.Tensor4D,
  filter: TensorFlow.Tensor4D,
  window: Window,
  inputGradient: boolean,
  bias?: TensorFlow.Tensor1D,
): TensorFlow.Tensor4D {
  checkShapes(x.shape, filter.shape, window, bias?.shape);
  if (!haveKernels(tf)) return plainConv1d(tf, x, filter, window, inputGradient, bias);
  const inputs = { x, filter, bias: bias ?? (tf.zeros([filter.shape[3]]) as TensorFlow.Tensor1D) };
  return tf.engine().runKernel(CONV1D, inputs, { ...window }) as TensorFlow.Tensor4D;
}

function checkShapes(
  x: readonly number[],
  filter: readonly number[],
  window: Window,
  bias: readonly number[] | undefined,
): void {
  const wrong = (what: string) =>
    new RangeError(`conv1d: ${what} (x [${x}], filter [${filter}], ${JSON.stringify(window)})`);
  const { stride, dilation, before, after, groups } = window;
  const [taps, inChannels, outChannels] = filter.slice(1) as [number, number, number];
  if (x.length !== 4 || x[1] !== 1) throw wrong('x is not [batch, 1, positions, in]');
  if (filter.length !== 4 || filter[0] !== 1) throw wrong('filter is not [1, taps, in, out]');
  for (const [name, value, least] of [
    ['stride', stride, 1],
    ['dilation', dilation, 1],
    ['padding before', before, 0],
    ['padding after', after, 0],
    ['groups', groups, 1],
  ] as const)
    if (!Number.isInteger(value) || value < least) throw wrong(`${name} is not a whole number of at least ${least}`);
  if (inChannels * groups !== x[3]) throw wrong('x and filter differ in input channels');
  if (outChannels % groups !== 0) throw wrong('output channels are not as many in each group');
  if (x[2]! + before + after < (taps - 1) * dilation + 1) throw wrong('x is shorter than the filter');
  if (bias !== undefined && (bias.length !== 1 || bias[0] !== outChannels)) throw wrong(`bias [${bias}] is not [out]`);
}
