import type { LayerLengths } from '../../network/nodes/shaping.js';
import type { Range } from '../range.js';

/** What a kind of node computes, in whole numbers. */
export interface Arithmetic<N> {
  /** Prepares a node; what comes back makes, of the values [channel][position] that it reads, those that it gives. */
  interpret(node: N, lengths: LayerLengths): (from: readonly Int32Array[]) => Int32Array;
  /** Ranges of the sums that 32 bits must hold, of each output or of all. */
  sums(node: N, from: readonly Range[]): Range[];
  /** The range of what it gives, from the ranges of what it reads. */
  range(node: N, from: readonly Range[]): Range;
}
