import type { IntegerNode } from '../integer-model.js';
import { add } from './add.js';
import type { Arithmetic } from './arithmetic.js';
import { concat } from './concat.js';
import { convolution } from './convolution.js';

/** The arithmetic of every kind of node. */
const ARITHMETIC = { convolution, add, concat } satisfies {
  [K in IntegerNode['kind']]: Arithmetic<Extract<IntegerNode, { kind: K }>>;
};

/** What a node computes. */
export const arithmeticOf = ({ kind }: IntegerNode) => ARITHMETIC[kind] as Arithmetic<IntegerNode>;
