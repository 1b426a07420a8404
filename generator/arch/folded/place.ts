import { unsignedBits } from '../../model/encode.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { type Edge, INPUT } from '../../network/network.js';
import { paddings } from '../../network/nodes/convolution.js';
import { readBy } from '../lower.js';
import { allocate } from './allocate.js';
import type { FoldedSizing } from './hardware.js';
import { type Rows, type RowsRequest, rowsAt } from './layout.js';
import { signWords } from './signs.js';

/** Where every stream lies that a layer reads. */
export type Layout = ReadonlyMap<Edge, Rows>;

/**
 * Places the rows of every stream. A stream lives from the layer that stores it, the input from the start, to the last one that
 * reads it; where windows share work the first layer's lives for ever.
 */
export function placeRows(
  model: IntegerNetwork,
  layers: readonly FoldedSizing[],
  lanes: number,
  keepFirst: boolean,
): { layout: Layout; words: number } {
  const streams = streamsOf(model, layers, lanes);
  const blocks = streams.map(({ edge, request, from, to }) => {
    const always = keepFirst && edge === layers[0]!.name;
    const [first, last] = always ? [0, layers.length] : [from, to];
    return { from: first, to: last, endAt: (base: number) => rowsAt(base, request).end };
  });
  const { bases, words } = allocate(blocks);
  const layout = new Map(streams.map(({ edge, request }, i) => [edge, rowsAt(bases[i]!, request)]));
  return { layout, words };
}

/** Streams that some layer reads. Step 0 stores the inputs, step i + 1 runs layer i. */
function streamsOf(model: IntegerNetwork, layers: readonly FoldedSizing[], lanes: number) {
  const { channels, samples } = model.input;
  const input = { channels, length: samples, stored: samples, offset: 0, unit: 1 };
  const stored = [
    { edge: INPUT, request: input },
    ...layers.map((layer) => ({ edge: layer.name, request: storedBy(layer, lanes) })),
  ];
  return stored.flatMap(({ edge, request }, from) => {
    const readers = layers.flatMap(({ layer, shape }, i) =>
      readBy(layer).includes(edge) ? [{ step: i + 1, ...paddings(shape) }] : [],
    );
    if (readers.length === 0) return [];
    const most = (key: 'step' | 'before' | 'after') => Math.max(...readers.map((reader) => reader[key]));
    const padded: RowsRequest = { ...request, before: most('before'), after: most('after') };
    return [{ edge, request: padded, from, to: most('step') }];
  });
}

/** Rows that a layer stores, without zeros. */
function storedBy(layer: FoldedSizing, lanes: number): Omit<RowsRequest, 'before' | 'after'> {
  const unit = lanes / layer.block;
  const { pool, outChannels } = layer.shape;
  const pooledLater = pool !== null && (pool.kernel !== layer.block || pool.stride !== layer.block);
  return {
    channels: outChannels,
    length: layer.lengths.output,
    stored: layer.tiles * unit,
    // Lanes without a position come first.
    offset: pooledLater ? 0 : (lanes - layer.tilePositions) / layer.block,
    unit,
  };
}

/** What takes most of the activation memory, in words of the model. */
export function widest(layout: Layout): string {
  const [edge] = [...layout].reduce((most, one) => (size(one[1]) > size(most[1]) ? one : most));
  return edge === INPUT ? 'the inputs' : `the output of layer ${edge}`;
}

const size = ({ channels, pitch }: Rows) => channels * pitch;

/** All sign words, and where those of each layer start. */
export interface Signs {
  words: number[];
  /** Address of the first of each layer, a multiple of 2^unit. */
  starts: number[];
  unit: number;
}

export function placeSigns(layers: readonly FoldedSizing[], taps: number): Signs {
  const ofLayers = layers.map((layer) => signWords(layer, taps));
  const all = ofLayers.reduce((sum, { length }) => sum + length, 0);
  // A longer memory starts its layers further apart, so that an address takes no wider an instruction.
  const unit = Math.max(2, unsignedBits(all - 1) - 12);
  const words: number[] = [];
  const starts = ofLayers.map((own) => {
    while (words.length % 2 ** unit !== 0) words.push(0);
    const start = words.length;
    for (const word of own) words.push(word);
    return start;
  });
  if (words.length === 0) words.push(0);
  return { starts, words, unit };
}
