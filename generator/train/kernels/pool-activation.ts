import type * as TensorFlow from '@tensorflow/tfjs';
import type { Pool } from '../../network/network.js';
import type { Tf } from '../tensorflow.js';
import { type ActivationFunction, limits, plainPoolActivation, sumScale } from './plain-pool-activation.js';
import { haveKernels, MAX_POOL, MAX_POOL_GRADIENT, SUM_POOL, SUM_POOL_GRADIENT } from './register.js';

/**
 * Activation of `x` [batch, 1, positions, channels], then pooling; sums are scaled by 2^-ceil(log2 kernel). The gradient goes straight through a quantiser where
 * its smallest value < x < its largest; a max-pool hands it to the window's first position that holds the largest x (before the
 * quantiser).
 * Throws RangeError if x is shorter than the window, or a setting is no whole number in its range.
 */
export function poolActivation(
  tf: Tf,
  x: TensorFlow.Tensor4D,
  pool: Pool | null,
  activation: ActivationFunction,
): TensorFlow.Tensor4D {
  check(x.shape, pool, activation);
  if (!haveKernels(tf)) return plainPoolActivation(tf, x, pool, activation);
  const run = (name: string, inputs: Record<string, TensorFlow.Tensor>, numbers: object) =>
    tf.engine().runKernel(name, inputs, numbers as TensorFlow.NamedAttrMap);
  const { kind, kernel, stride } = pool ?? { kind: 'max', kernel: 1, stride: 1 };
  const { low, high, step } = limits(activation);
  const sum = { kernel, stride, scale: sumScale(kernel), low, high, step };
  const op = tf.customGrad((input, save) => {
    const values = input as TensorFlow.Tensor4D;
    if (kind === 'sum') {
      (save as Save)([values]);
      return {
        value: run(SUM_POOL, { x: values }, sum) as TensorFlow.Tensor4D,
        gradFunc: (dy: TensorFlow.Tensor4D, [saved]: TensorFlow.Tensor[]) =>
          run(SUM_POOL_GRADIENT, { dy, x: saved! }, sum) as TensorFlow.Tensor,
      };
    }
    const [value, route] = run(MAX_POOL, { x: values }, { kernel, stride, low, high, step }) as [
      TensorFlow.Tensor4D,
      TensorFlow.Tensor,
    ];
    (save as Save)([route]);
    const [batch, , positions, channels] = values.shape;
    return {
      value,
      gradFunc: (dy: TensorFlow.Tensor4D, [saved]: TensorFlow.Tensor[]) =>
        run(MAX_POOL_GRADIENT, { dy, route: saved! }, { batch, positions, channels }) as TensorFlow.Tensor,
    };
  });
  return op(x) as TensorFlow.Tensor4D;
}

type Save = (tensors: TensorFlow.Tensor[]) => void;

function check(x: readonly number[], pool: Pool | null, activation: ActivationFunction): void {
  const wrong = (what: string) =>
    new RangeError(`poolActivation: ${what} (x [${x}], ${JSON.stringify({ pool, activation })})`);
  if (x.length !== 4 || x[1] !== 1) throw wrong('x is not [batch, 1, positions, channels]');
  if (pool !== null) {
    const { kind, kernel, stride } = pool;
    if (kind !== 'max' && kind !== 'sum') throw wrong('kind is neither max nor sum');
    if (!Number.isInteger(kernel) || kernel < 1) throw wrong('kernel is not a whole number of at least 1');
    if (!Number.isInteger(stride) || stride < 1) throw wrong('stride is not a whole number of at least 1');
    if (x[2]! < kernel) throw wrong('x is shorter than the window');
  }
  if (typeof activation === 'object') {
    const { bits, stepLog2 } = activation;
    if (!Number.isInteger(bits) || bits < 1 || bits > 16) throw wrong('bits is not in 1 .. 16');
    if (!Number.isInteger(stepLog2) || Math.abs(stepLog2) > 64) throw wrong('stepLog2 is not in -64 .. 64');
  } else if (activation !== 'relu' && activation !== 'linear') throw wrong('no such activation');
}
