import type { IntegerAdd, IntegerLayer, IntegerNetwork, IntegerNode } from '../model/integer-model.js';
import { type Concat, type Edge, type Node, readers } from '../network/network.js';
import { shapes } from '../network/shapes.js';
import { type Channels, type Cuts, partsOf } from './output-lanes.js';

/*
 * Hardware has one kind of layer: a convolution that reads one stream or several, one's channels behind the other's. An add is
 * one with a tap and, for each output channel, two groups of one channel; all other groups are pruned, so it costs no pass and
 * no bit but its two. A concat is no layer: who reads it reads its parts; nor is a convolution that is cut (`Cuts`). So all that is
 * proven of a convolution's widths, bits and cycles holds for every node.
 */

/** A convolution of hardware. Its `from` names the first stream that it reads; its input channels are those of all. */
export interface HardwareLayer extends IntegerLayer {
  /** The streams that it reads: of an add two lists, else one. */
  operands: readonly (readonly Edge[])[];
  /** The channels that it computes: all of the node of its name, or some of one that is cut. */
  channels: Channels;
  /** Of an add the shift of each of its two operands to the left, which are its alphas as exponents; null: no add. */
  align: readonly [number, number] | null;
}

/** The layers of a network, in the order of its nodes. */
export function lowered(network: IntegerNetwork, cuts: Cuts = new Map()): HardwareLayer[] {
  const channels = new Map([...shapes(network)].map(([edge, shape]) => [edge, shape.channels]));
  const concats = new Map(network.layers.filter((node) => node.kind === 'concat').map((node) => [node.name, node]));
  const names = new Set(network.layers.map(({ name }) => name));
  const cut = new Map(
    network.layers.flatMap((node) => {
      const firsts = cuts.get(node.name);
      return firsts === undefined || node.kind !== 'convolution' ? [] : [[node.name, partsOf(node, firsts, names)]];
    }),
  );
  const parts = (edge: Edge): Edge[] =>
    concats.get(edge)?.from.flatMap(parts) ?? cut.get(edge)?.map(({ layer }) => layer.name) ?? [edge];
  const layersOf = (node: IntegerNode): HardwareLayer[] => {
    switch (node.kind) {
      case 'convolution':
        return (cut.get(node.name) ?? [{ layer: node, channels: whole(node) }]).map(({ layer, channels: own }) => ({
          ...layer,
          ...{ operands: [parts(node.from[0])], align: null, channels: own },
        }));
      case 'add':
        return [adding(node, node.from.map(parts))];
      case 'concat':
        return leaves(network, node) ? [passing(node, parts(node.name), channels)] : [];
    }
  };
  return network.layers.flatMap(layersOf);
}

/** The streams that a layer reads, one's channels behind the other's. */
export const readBy = ({ operands }: Pick<HardwareLayer, 'operands'>): Edge[] => operands.flat();

const whole = ({ name }: Node): Channels => ({ node: name, first: 0 });

const leaves = (network: IntegerNetwork, { name }: Node) => readers(network, name).length === 0;

function adding(node: IntegerAdd, operands: Edge[][]): HardwareLayer {
  const { name, outChannels, align, activation, pool, requant, scaleLog2 } = node;
  return {
    ...{ kind: 'convolution', name, from: [operands[0]![0]!], operands, align, pool, requant, scaleLog2 },
    channels: whole(node),
    ...(activation === undefined ? {} : { activation }),
    ...picking(2 * outChannels, outChannels, (channel) => [channel, outChannels + channel], align),
  };
}

/** What leaves the network through a concat: its channels as they are. */
function passing(node: Concat, parts: Edge[], channels: ReadonlyMap<Edge, number>): HardwareLayer {
  const { name } = node;
  const outChannels = parts.reduce((sum, edge) => sum + channels.get(edge)!, 0);
  return {
    ...{ kind: 'convolution', name, from: [parts[0]!], operands: [parts], align: null },
    ...{ pool: null, requant: null, scaleLog2: 0, channels: whole(node) },
    ...picking(outChannels, outChannels, (channel) => [channel], [0]),
  };
}

/** Weights of one tap: each output channel is a sum of some input channels, the k-th times 2^shifts[k]. */
function picking(
  inChannels: number,
  outChannels: number,
  inputsOf: (channel: number) => number[],
  shifts: readonly number[],
) {
  const bitwidths = new Uint8Array(outChannels * inChannels);
  for (let o = 0; o < outChannels; o++) for (const c of inputsOf(o)) bitwidths[o * inChannels + c] = 1;
  const alphas = Uint16Array.from({ length: outChannels * shifts.length }, (_, i) => 2 ** shifts[i % shifts.length]!);
  return {
    ...{ inChannels, outChannels, kernel: 1, stride: 1, padding: 0, structure: { kind: 'kernelwise' } as const },
    ...{ alphaBits: Math.max(...shifts) + 1, bitwidths, alphas },
    ...{ signs: new Uint8Array(alphas.length), bias: new Int32Array(outChannels) },
  };
}
