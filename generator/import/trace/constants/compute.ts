import type { Op, Tensor } from '../../op-graph.js';
import { Refusal } from '../value.js';

/** What an operator makes of known numbers. */
export type Compute = (op: Op, from: readonly (Tensor | null)[]) => readonly Tensor[];

export const needed = (from: readonly (Tensor | null)[], at: number): Tensor => {
  const tensor = from[at];
  if (tensor === null || tensor === undefined) throw new Refusal(`input ${at} is missing`);
  return tensor;
};
export const numbers = (tensor: Tensor | null | undefined) => (tensor == null ? null : [...tensor.values]);
