import type * as TensorFlow from '@tensorflow/tfjs';
import { plainConv1d } from './kernels/plain-conv1d.js';
import { CONV1D, haveKernels } from './kernels/register.js';
import type { Tf } from './tensorflow.js';

/**
 * Convolution of `x` [batch, 1, positions, in] with `filter` [1, taps, in, out], zeros outside, plus `bias` [out];
 * gives [batch, 1, floor((positions + 2 * padding - taps) / stride) + 1, out].
 *
 * `inputGradient` false: x is data, its gradient is not wanted and may be left out.
 * Throws RangeError if shapes do not fit, or `padding` is not below the number of taps.
 */
export function conv1d(
  tf: Tf,
  x: TensorFlow.Tensor4D,
  filter: TensorFlow.Tensor4D,
  stride: number,
  padding: number,
  inputGradient: boolean,
  bias?: TensorFlow.Tensor1D,
): TensorFlow.Tensor4D {
  checkShapes(x.shape, filter.shape, stride, padding, bias?.shape);
  if (!haveKernels(tf)) return plainConv1d(tf, x, filter, stride, padding, inputGradient, bias);
  const inputs = { x, filter, bias: bias ?? tf.zeros([filter.shape[3]]) };
  return tf.engine().runKernel(CONV1D, inputs, { stride, padding }) as TensorFlow.Tensor4D;
}

function checkShapes(
  x: readonly number[],
  filter: readonly number[],
  stride: number,
  padding: number,
  bias: readonly number[] | undefined,
): void {
  const wrong = (what: string) =>
    new RangeError(`conv1d: ${what} (x [${x}], filter [${filter}], stride ${stride}, padding ${padding})`);
  const [taps, inChannels, outChannels] = filter.slice(1) as [number, number, number];
  if (x.length !== 4 || x[1] !== 1) throw wrong('x is not [batch, 1, positions, in]');
  if (filter.length !== 4 || filter[0] !== 1) throw wrong('filter is not [1, taps, in, out]');
  if (inChannels !== x[3]) throw wrong('x and filter differ in input channels');
  if (!Number.isInteger(stride) || stride < 1) throw wrong('stride is not a whole number of at least 1');
  if (!Number.isInteger(padding) || padding < 0 || padding >= taps) throw wrong('padding is not in 0 .. taps - 1');
  if (x[2]! + 2 * padding < taps) throw wrong('x is shorter than the filter');
  if (bias !== undefined && (bias.length !== 1 || bias[0] !== outChannels)) throw wrong(`bias [${bias}] is not [out]`);
}
