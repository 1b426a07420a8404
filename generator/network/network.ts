import type { InputSpec } from './input.js';
import type { PoolKind } from './pooling.js';

/*
 * A network is a list of nodes in an order in which each comes behind those that it reads. What a node reads it names: the
 * input, or nodes before it. A chain is the case in which each reads the one before.
 */

/** Name of the input or of a node: of the stream that it gives. */
export type Edge = string;

/** The stream of the network's input. */
export const INPUT: Edge = 'input';

/** What a network is to whoever asks for shapes alone: its weights, if it has some, are fields of the nodes. */
export interface Network<N extends Node = Node> {
  input: InputSpec;
  layers: readonly N[];
  per?: Per | undefined;
}

/** Scores at every position of the network's end; absent: of the window, whose end has one position. */
export type Per = 'step';

/** One kind of node is one file of the same name in every room: shapes, ranges, arithmetic, training, hardware. */
export type Node = Convolution | Add | Concat;
export type NodeKind = Node['kind'];

/**
 * A convolution with what follows it: activation and pooling. A dense layer is a convolution whose kernel covers every input
 * position (so it has one output position); its weights [out][in][tap] are then in the order of a flattened
 * [channel][position] input.
 */
export interface Convolution extends LayerShape {
  kind: 'convolution';
  from: readonly [Edge];
}

/** Sum of two streams of one shape, with what follows it. */
export interface Add extends Activated {
  kind: 'add';
  name: Edge;
  from: readonly [Edge, Edge];
  /** Those of each stream. */
  outChannels: number;
}

/** Channels of streams of as many positions, one stream's behind the other's. */
export interface Concat {
  kind: 'concat';
  name: Edge;
  from: readonly Edge[];
  /** Those of all streams. */
  outChannels: number;
}

/** What follows the sums of a node. */
export interface Activated {
  /** `none`: values keep their sign; absent: a ReLU. What leaves the network is raw in any case. */
  activation?: 'none' | undefined;
  /** Pooling after the activation; null: none. */
  pool: Pool | null;
}

/** The numbers of a convolution. An optional one that is absent is not written either: it was not there before. */
export interface LayerShape extends Activated {
  name: Edge;
  inChannels: number;
  outChannels: number;
  /** Taps of the kernel. */
  kernel: number;
  stride: number;
  /** Positions from one tap to the next; absent: 1. */
  dilation?: number | undefined;
  /** Each output channel reads the input channels of its own group alone, as many groups of both; weights between groups are 0. Absent: 1. */
  channelGroups?: number | undefined;
  /** Zeros put before and, if `paddingAfter` does not say otherwise, after the input. */
  padding: number;
  paddingAfter?: number | undefined;
}

/** Pooling along the positions. Windows that do not fit whole are dropped (floor). */
export interface Pool {
  kind: PoolKind;
  kernel: number;
  stride: number;
}

/** A node that does not say yet what it reads. */
export type Unlinked<N extends Convolution> = Omit<N, 'kind' | 'from'>;

/** Convolutions one behind the other, the first behind the input. */
export function chained<S extends LayerShape>(shapes: readonly S[]): (NoInfer<S> & Convolution)[] {
  return shapes.map((shape, i) => ({ ...shape, kind: 'convolution', from: [shapes[i - 1]?.name ?? INPUT] }));
}

/** Nodes that read a stream. */
export function readers<N extends Node>({ layers }: { layers: readonly N[] }, edge: Edge): N[] {
  return layers.filter(({ from }) => from.includes(edge));
}

/** Nodes that nothing reads: their streams leave the network. */
export function ends<N extends Node>(network: { layers: readonly N[] }): N[] {
  return network.layers.filter(({ name }) => readers(network, name).length === 0);
}

export const isConvolution = <N extends Node>(node: N): node is Extract<N, { kind: 'convolution' }> =>
  node.kind === 'convolution';

/** Nodes that have weights of their own. */
export const convolutions = <N extends Node>(nodes: readonly N[]): Extract<N, { kind: 'convolution' }>[] =>
  nodes.filter(isConvolution);

/** Those of some nodes that have no weights. */
export type Joining<N extends Node> = Exclude<N, { kind: 'convolution' }>;

/** Convolutions changed, each with its number among them; other nodes as they are. */
export function mapConvolutions<N extends Node, C extends Convolution>(
  nodes: readonly N[],
  change: (layer: Extract<N, { kind: 'convolution' }>, index: number) => C,
): (C | Joining<N>)[] {
  let next = 0;
  return nodes.map((node) => (isConvolution(node) ? change(node, next++) : (node as Joining<N>)));
}

/** Whether a node's stream leaves the network: it gives scores, not activations. */
export const isEnd = (network: { layers: readonly Node[] }, { name }: Node): boolean =>
  readers(network, name).length === 0;
