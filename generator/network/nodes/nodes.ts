import type { Node, NodeKind } from '../network.js';
import { add } from './add.js';
import { concat } from './concat.js';
import { convolution } from './convolution.js';
import type { Shape, Shaping } from './shaping.js';

/** The shapes of every kind of node. */
const SHAPING = { convolution, add, concat } satisfies { [K in NodeKind]: Shaping<Extract<Node, { kind: K }>> };

/** How a node is shaped. */
export const shapingOf = (node: Node) => SHAPING[node.kind] as Shaping<Node>;

/** Channels of what a node gives: those of its own, or of what it reads. */
export function channelsOf(node: Node, from: readonly Pick<Shape, 'channels'>[]): number {
  const [first] = from;
  if (node.kind === 'convolution') return node.outChannels;
  return node.kind === 'add' ? first!.channels : from.reduce((sum, { channels }) => sum + channels, 0);
}
