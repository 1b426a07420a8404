import { unsignedBits } from '../../model/encode.js';
import { type Edge, INPUT } from '../../network/network.js';
import { sum } from '../../support/integers.js';
import { bitsInLogic } from '../estimate/blocks.js';
import type { Circuit, Fabric } from '../estimate/circuit.js';
import type { LayerHardware } from './engines.js';
import { MARKS, queueRams } from './memories.js';

/** Names of what joins the engines of a design, in its top module. */
export const JOINT = {
  /** In front of the i-th stream that a layer reads. */
  queue: (layer: string, i: number) => `queue${i}_${layer}`,
  /** Of the streams that are one operand of a layer. */
  concat: (layer: string, operand: number) => `concat${operand}_${layer}`,
  /** Of a stream that several read. */
  fork: (edge: Edge) => `fork_${edge}`,
} as const;

/** Queues and concats in front of a layer, as an estimate sees them. */
export function jointsBefore(layer: LayerHardware, { family }: Fabric): Circuit[] {
  const { name, reads, queues } = layer;
  const rams = queueRams(layer);
  const queued = reads.flat().flatMap(({ bits }, i): Circuit[] => {
    const words = queues.flat()[i]!;
    if (words === 0) return [];
    const own = rams.filter((ram) => ram.name === `operand${i}`);
    const features = { one: 1, counters: 3 * unsignedBits(words), width: bits + MARKS };
    return [
      {
        ...{ instance: JOINT.queue(name, i), kind: 'queue' },
        features: { ...features, cells: bitsInLogic(own, family, 'ram') },
      },
    ];
  });
  const concats = reads.flatMap((parts, operand): Circuit[] => {
    if (parts.length === 1) return [];
    const width = Math.max(...parts.map(({ bits }) => bits));
    const counters = unsignedBits(Math.max(...parts.map(({ channels }) => channels))) + unsignedBits(parts.length);
    return [
      {
        ...{ instance: JOINT.concat(name, operand), kind: 'concat' },
        features: { one: 1, counters, chosen: parts.length * (width + MARKS) },
      },
    ];
  });
  return [...queued, ...concats];
}

/** The fork behind a stream that several layers read. */
export function forkBehind(edge: Edge, layers: readonly LayerHardware[]): Circuit[] {
  const readers = sum(layers.map(({ reads }) => reads.flat().filter((read) => read.edge === edge).length));
  return readers < 2 ? [] : [{ instance: JOINT.fork(edge), kind: 'fork', features: { one: 1, readers } }];
}

/** The fork of the input: before every engine. */
export const inputFork = (layers: readonly LayerHardware[]): Circuit[] => forkBehind(INPUT, layers);
