import type { IntegerLayer } from '../integer-model.js';
import type { Arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';

/** The arithmetic of every kind of node. */
export const ARITHMETIC = { convolution } satisfies {
  [K in IntegerLayer['kind']]: Arithmetic<Extract<IntegerLayer, { kind: K }>>;
};
