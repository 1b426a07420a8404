import type { FloatNetwork } from '../../../model/float-model.js';
import type { IntegerNetwork } from '../../../model/integer-model.js';
import { type Edge, isConvolution } from '../../../network/network.js';
import type { Quantiser } from '../../../train/network.js';
import { isGiven } from './given-activations.js';
import type { WeightsOrigin } from './given-network.js';

/** Where a node's numbers come from. */
export interface NodeOrigin {
  node: string;
  /** `file`: exactly those of the file, as sums of bases; `anew`: quantised here. null: a sum has none. */
  weights: 'file' | 'anew' | null;
  /** Most of a weight, where they are the file's. */
  bases?: number;
  /** Why they are not. */
  why?: string;
  /** The grid of the activations; null: the file has none, and one is chosen. */
  activations: 'file' | 'anew' | null;
}

/** Of each node that has weights, or a grid in the file; channels that no score needs are gone from `integer`. */
export function originsOf(
  { layers }: FloatNetwork,
  integer: IntegerNetwork,
  weights: ReadonlyMap<Edge, WeightsOrigin>,
  grids: ReadonlyMap<Edge, unknown>,
  activations: ReadonlyMap<Edge, Quantiser>,
): NodeOrigin[] {
  return layers.flatMap((node): NodeOrigin[] => {
    const { name } = node;
    const grid = grids.has(name) ? (isGiven(integer, name, activations) ? 'file' : 'anew') : null;
    if (!isConvolution(node)) return grid === null ? [] : [{ node: name, weights: null, activations: grid }];
    const origin = weights.get(name)!;
    const own = origin.given
      ? { weights: 'file' as const, bases: origin.bases }
      : { weights: 'anew' as const, why: origin.why };
    return [{ node: name, ...own, activations: grid }];
  });
}
