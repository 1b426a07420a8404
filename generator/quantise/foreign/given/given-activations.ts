import { isDeepStrictEqual } from 'node:util';
import type { Grid } from '../../../import/graph/graph.js';
import type { IntegerNetwork } from '../../../model/integer-model.js';
import type { Activated, Edge, Node } from '../../../network/network.js';
import type { Quantiser } from '../../../train/network.js';
import { quantiserOf } from '../../to-integer.js';
import { EXACT } from './given-network.js';
import type { Factors } from './stream-factors.js';

/** Bits of an activation that hardware takes. */
const BITS = { min: 2, max: 8 };

/**
 * Grids of activations that are those of an integer network, by the node that gives them: their step is a power of two, their numbers are all of so many
 * bits, without a sign behind a ReLU. (Of two equally near steps the file takes the even one, hardware the upper.)
 *
 * @param most bits that are wanted
 */
export function givenActivations(
  nodes: readonly Node[],
  grids: ReadonlyMap<Edge, readonly Grid[]>,
  factors: Factors,
  most: number,
): Map<Edge, Quantiser> {
  return new Map(
    nodes.flatMap((node) => {
      const own = grids.get(node.name) ?? [];
      if (node.kind === 'concat') return [];
      const [first, ...others] = own.map((grid) => quantiser(grid, node.activation, factors.get(node.name) ?? 1));
      if (first == null || first.bits > most || others.some((other) => !isDeepStrictEqual(other, first))) return [];
      return [[node.name, first] as const];
    }),
  );
}

/** null: it is none of an integer network. */
function quantiser(
  { scale, zero, low, high }: Grid,
  activation: Activated['activation'],
  factor: number,
): Quantiser | null {
  const [step, middle] = [scale[0]!, zero[0]!];
  if (scale.some((each) => each !== step) || zero.some((each) => each !== middle)) return null;
  const stepLog2 = Math.round(Math.log2(step / factor));
  if (Math.abs(step / factor / 2 ** stepLog2 - 1) > EXACT) return null;
  const [least, largest] = [low - middle, high - middle];
  const signed = activation === 'none';
  const bits = Math.log2(largest + 1) + (signed ? 1 : 0);
  const whole = Number.isInteger(bits) && bits >= BITS.min && bits <= BITS.max;
  return whole && (signed ? least === -largest - 1 : least <= 0) ? { bits, stepLog2 } : null;
}

/** Whether a node's activations lie on the given grid. */
export function isGiven({ layers }: IntegerNetwork, name: Edge, given: ReadonlyMap<Edge, Quantiser>): boolean {
  const node = layers.find((layer) => layer.name === name);
  const [own, wanted] = [node === undefined ? null : quantiserOf(node), given.get(name)];
  return own !== null && own.bits === wanted?.bits && own.stepLog2 === wanted.stepLog2;
}
