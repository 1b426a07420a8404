import type { IntegerNetwork, IntegerNode } from '../model/integer-model.js';
import type { Activated, Edge } from '../network/network.js';
import { INPUT } from '../network/network.js';
import { poolScaleLog2 } from '../network/shapes.js';

export { scoreLog2 } from '../model/decision.js';

/** Log2 of the real value of one step of each stream. */
export type Steps = ReadonlyMap<Edge, number>;

/** The step of what a node gives, of the step of its activations; a concat passes on that of what it reads. */
export function givenStep({ pool }: Activated, activationLog2: number): number {
  return activationLog2 + poolScaleLog2(pool);
}

/** The steps of an integer model's streams; what leaves the network has those of its sums. */
export function stepsOf({ layers }: Pick<IntegerNetwork, 'layers'>, inputLog2: number): Steps {
  const steps = new Map<Edge, number>([[INPUT, inputLog2]]);
  for (const node of layers) steps.set(node.name, stepOf(node, steps));
  return steps;
}

function stepOf(node: IntegerNode, steps: Steps): number {
  if (node.kind === 'concat') return steps.get(node.from[0]!)!;
  return givenStep(node, node.scaleLog2 + (node.requant?.shift ?? 0));
}

/** The bits by which the two streams of an add are shifted, and the step of its sum. */
export function alignment(from: readonly [Edge, Edge], steps: Steps): { align: [number, number]; scaleLog2: number } {
  const [a, b] = from.map((edge) => steps.get(edge)!) as [number, number];
  const scaleLog2 = Math.min(a, b);
  return { align: [a - scaleLog2, b - scaleLog2], scaleLog2 };
}
