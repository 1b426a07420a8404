import type * as TensorFlow from '@tensorflow/tfjs';
import type { Concat } from '../../network/network.js';
import type { Computing } from './computing.js';

/** Channels of all streams. */
export const concat: Computing<Concat> = (tf, _node, from) => tf.concat([...from], 3) as TensorFlow.Tensor4D;
