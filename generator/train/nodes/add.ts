import type * as TensorFlow from '@tensorflow/tfjs';
import type { Add } from '../../network/network.js';
import { poolActivation } from '../kernels/pool-activation.js';
import type { Computing } from './computing.js';

/** Sum, activation, pooling. */
export const add: Computing<Add> = (tf, { pool }, [a, b], _, activation) =>
  poolActivation(tf, tf.add(a!, b!) as TensorFlow.Tensor4D, pool, activation);
