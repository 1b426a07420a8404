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
}

/** One kind of node is one file of the same name in every room: shapes, ranges, arithmetic, training, hardware. */
export type Node = Convolution;

/**
 * A convolution with what follows it: activation and pooling. A dense layer is a convolution whose kernel covers every input
 * position (so it has one output position); its weights [out][in][tap] are then in the order of a flattened
 * [channel][position] input.
 */
export interface Convolution extends LayerShape {
  kind: 'convolution';
  from: readonly [Edge];
}

/** The numbers of a convolution. */
export interface LayerShape {
  name: Edge;
  inChannels: number;
  outChannels: number;
  /** Taps of the kernel. */
  kernel: number;
  stride: number;
  /** Zeros put before and after the input. */
  padding: number;
  /** Pooling after the ReLU; null: none. */
  pool: Pool | null;
}

/** Pooling along the positions. Windows that do not fit whole are dropped (floor). */
export interface Pool {
  kind: PoolKind;
  kernel: number;
  stride: number;
}

/** A node that does not say yet what it reads. */
export type Unlinked<N extends Node> = Omit<N, 'kind' | 'from'>;

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

/** Whether a node's stream leaves the network: it gives scores, not activations. */
export const isEnd = (network: { layers: readonly Node[] }, { name }: Node): boolean =>
  readers(network, name).length === 0;
