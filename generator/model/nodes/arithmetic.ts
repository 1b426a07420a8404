import type { LayerLengths } from '../../network/nodes/convolution.js';
import type { Range } from '../range.js';

/** What a kind of node computes, in whole numbers. */
export interface Arithmetic<N> {
  /** Prepares a node; what comes back makes, of the values [channel][position] that it reads, those that it gives. */
  interpret(node: N, lengths: LayerLengths): (from: readonly Int32Array[]) => Int32Array;
  /** The range of what it gives, from the ranges of what it reads. */
  range(node: N, from: readonly Range[]): Range;
}
