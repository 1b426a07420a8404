import type { Node, NodeKind } from '../../network/network.js';
import { add } from './add.js';
import type { Computing } from './computing.js';
import { concat } from './concat.js';
import { convolution } from './convolution.js';

const NODES = { convolution, add, concat } satisfies { [K in NodeKind]: Computing<Extract<Node, { kind: K }>> };

/** What a node computes. */
export const nodesOf = ({ kind }: Node) => NODES[kind] as Computing<Node>;
