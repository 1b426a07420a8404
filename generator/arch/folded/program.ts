import { poolSum } from '../pool.js';
import { Assembler, type Limits, pieces } from './assembler.js';
import type { FoldedFolding, FoldedLayer, FoldedSizing, SharedWork } from './hardware.js';
import { type Instruction, RESTART, SOURCES } from './isa.js';
import type { Rows } from './layout.js';

/** Where each layer's inputs lie; [layer]. The last layer's values leave as scores. */
export type Layout = readonly Rows[];

/** A program and what it says about its layers. */
export interface Program {
  instructions: Instruction[];
  /** Layer of each instruction; -1: inputs. */
  layerOf: number[];
  /** Where each layer's values are stored. */
  places: Pick<FoldedLayer, 'biases' | 'pooled'>[];
  /** Behind the bias that pushes the last score out. */
  end: number;
}

/**
 * The program of a model: stores the inputs, then layer by layer and tile by tile fills the window, builds the tables and
 * computes every output channel. `signs`: first sign word of each layer. `shared`: what later windows take over from the
 * one before; they then go on behind the last layer, and join the first window's way at the second layer.
 */
export function buildProgram(
  layers: readonly FoldedSizing[],
  layout: Layout,
  folding: FoldedFolding,
  signs: readonly number[],
  limits: Limits,
  shared: SharedWork | null,
): Program {
  const assembler = new Assembler(
    limits,
    layers.some((layer) => layer.pixelwise),
  );
  const layerOf: number[] = [];
  const belongs = (layer: number) => {
    while (layerOf.length < assembler.address) layerOf.push(layer);
  };
  const [first, ...rest] = layers;
  const rows = layout[1] ?? null;

  storeInputs(assembler, layout[0]!);
  belongs(-1);
  const places = [runLayer(assembler, first!, layout[0]!, rows, folding, signs[0]!)];
  belongs(0);
  const joint = { address: assembler.address, load: assembler.load, store: assembler.store };
  assembler.forget();
  rest.forEach((layer, i) => {
    places.push(runLayer(assembler, layer, layout[i + 1]!, layout[i + 2] ?? null, folding, signs[i + 1]!));
    belongs(i + 1);
  });
  const end = assembler.address;

  if (shared === null || rows === null) {
    assembler.emit(RESTART);
  } else {
    storeInputs(assembler, layout[0]!);
    belongs(-1);
    prepareLayer(assembler, first!, folding);
    moveRows(assembler, first!, rows, shared);
    if (shared.head > 0) runTiles(assembler, first!, layout[0]!, rows, folding, signs[0]!, 0, shared.head);
    runTiles(assembler, first!, layout[0]!, rows, folding, signs[0]!, shared.tail, first!.tiles - shared.tail);
    // Where the last tile has more positions than the row, it has stored into the zeros behind it.
    if ((first!.tiles * folding.lanes) / first!.block > rows.length) zerosBetween(assembler, rows);
    assembler.moveLoad(joint.load - assembler.load);
    assembler.moveStore(joint.store - assembler.store);
    // A loop of two rounds whose end is its jump.
    assembler.emit({ op: 'setLoop1', rounds: 2 }, { op: 'next', loop: 1, target: joint.address });
    places[0] = { biases: { from: 0, to: 0 }, pooled: null };
  }
  belongs(shared === null ? -1 : 0);
  return { instructions: assembler.instructions, layerOf, places, end };
}

function storeInputs(assembler: Assembler, rows: Rows): void {
  const { channels, length, padding, pitch, start } = rows;
  if (channels === 1) {
    assembler.moveStore(start - padding - assembler.store);
    if (padding > 0) assembler.storeMany('zeros', padding);
    assembler.storeMany('inputs', length);
    if (padding > 0) assembler.storeMany('zeros', padding);
    return;
  }
  // Inputs come position by position; a round ends at the channel after the last.
  assembler.moveStore(start - assembler.store);
  assembler.loop(0, length, () => {
    assembler.pitch(pitch);
    assembler.emit(
      ...pieces(channels, assembler.limits.store).map(
        (count) => ({ op: 'store', source: SOURCES.inputs, count }) as const,
      ),
    );
    assembler.store += channels * pitch;
    assembler.moveStore(1 - channels * pitch);
  });
  zerosBetween(assembler, rows);
}

/** Zeros before the first row and after each, where the next layer reads padding. */
function zerosBetween(assembler: Assembler, { channels, start, length, pitch, padding }: Rows): void {
  if (padding === 0) return;
  assembler.moveStore(start - padding - assembler.store);
  assembler.storeMany('zeros', padding);
  assembler.loop(0, channels, () => {
    assembler.moveStore(length);
    assembler.storeMany('zeros', pitch - length);
  });
}

/** One layer. */
function runLayer(
  assembler: Assembler,
  layer: FoldedSizing,
  from: Rows,
  to: Rows | null,
  folding: FoldedFolding,
  signs: number,
): Pick<FoldedLayer, 'biases' | 'pooled'> {
  const { pool } = layer.shape;
  prepareLayer(assembler, layer, folding);
  const biases = runTiles(assembler, layer, from, to, folding, signs, 0, layer.tiles);
  if (to === null) return { biases, pooled: null };
  const whole = pool === null || (pool.kernel === layer.block && pool.stride === layer.block);
  const pooled = whole ? null : poolRows(assembler, layer, to, folding.lanes);
  zerosBetween(assembler, to);
  return { biases, pooled };
}

/** Registers that stay the same in a layer. */
function prepareLayer(assembler: Assembler, layer: FoldedSizing, { tapsPerLookup }: FoldedFolding): void {
  const { kernel, stride } = layer.shape;
  const groupWords = layer.tablesPerGroup * tapsPerLookup;
  const windowStep = layer.pixelwise ? Math.min(stride, kernel) * groupWords : 1;
  assembler.emit(
    { op: 'setPass', lookups: layer.tablesPerGroup },
    ...(assembler.pixelwise ? [{ op: 'setStep', step: windowStep } as const] : []),
    {
      op: 'setOutput',
      raw: layer.requantShift === null,
      sum: poolSum(layer.shape) === 1,
      block: layer.block,
      shift: layer.requantShift ?? 0,
      bits: layer.requantShift === null ? 0 : layer.yBits,
    },
  );
}

/** `tiles` tiles from the `first` on. Returns the addresses of the biases. */
function runTiles(
  assembler: Assembler,
  layer: FoldedSizing,
  from: Rows,
  to: Rows | null,
  { lanes, tapsPerLookup }: FoldedFolding,
  signs: number,
  first: number,
  tiles: number,
): { from: number; to: number } {
  const { outChannels, stride, padding } = layer.shape;
  const { block, tilePositions } = layer;
  if (to !== null) assembler.moveStore(to.store + first * (lanes / block) - assembler.store);
  assembler.moveLoad(from.start - padding + first * lanes * stride - assembler.load);

  let biases = { from: 0, to: 0 };
  assembler.loop(0, tiles, () => {
    const tileStart = { load: assembler.load, store: assembler.store };
    fillAndBuild(assembler, layer, from.pitch, tapsPerLookup, signs);
    if (to !== null) assembler.pitch(to.pitch);
    const start = assembler.address;
    emitOutputs(assembler, layer);
    biases = { from: start, to: assembler.address };
    if (to !== null) {
      assembler.store += outChannels * to.pitch;
      // The last value is stored in the cycle after its bias; no read may fall into it.
      assembler.setPitch(1);
      if (tiles > 1) assembler.moveStore(tileStart.store + lanes / block - assembler.store);
    }
    if (tiles > 1) assembler.moveLoad(tileStart.load + tilePositions * stride - assembler.load);
  });
  return biases;
}

/** Moves the values that two windows share to where the later one has them. */
function moveRows(assembler: Assembler, layer: FoldedSizing, rows: Rows, { shift, from, count }: SharedWork): void {
  assembler.moveStore(rows.start + from - assembler.store);
  assembler.moveLoad(rows.start + from + shift - assembler.load);
  assembler.loop(0, layer.shape.outChannels, () => {
    const start = { load: assembler.load, store: assembler.store };
    assembler.pitch(1);
    assembler.loop(1, count, () => {
      assembler.emit({ op: 'pool', step: 1, first: true, store: true });
      if (count === 1) assembler.setPitch(1);
      assembler.load += 1;
      assembler.store += 1;
    });
    assembler.moveLoad(start.load + rows.pitch - assembler.load);
    assembler.moveStore(start.store + rows.pitch - assembler.store);
  });
}

/**
 * Shifts the inputs of a tile through the lanes, channel by channel and phase of the stride by phase, and builds the tables.
 * A group's first build begins with the window word that the lanes still hold; the word is written two cycles after its
 * fill, so another instruction must lie between.
 */
function fillAndBuild(assembler: Assembler, layer: FoldedSizing, pitch: number, taps: number, signs: number): void {
  const { inChannels, kernel, stride } = layer.shape;
  const { tilePositions, tablesPerGroup, grouping, pixelwise } = layer;
  const { groups, channelsPerGroup, tapsPerGroup } = grouping;
  const groupWords = tablesPerGroup * taps;
  const missing = groupWords - channelsPerGroup * tapsPerGroup;
  const phases = Math.min(stride, kernel);
  const runs = Array.from({ length: phases }, (_, phase) => Math.ceil((kernel - phase) / stride));

  const channel = (c: number) => {
    const start = assembler.load;
    runs.forEach((count, phase) => {
      assembler.moveLoad(start + phase - assembler.load);
      if (pixelwise) setWindow(assembler, phase * groupWords + missing + c);
      if (tilePositions > 1) assembler.emit({ op: 'fill', step: stride, count: tilePositions - 1, write: false });
      assembler.emit({ op: 'fill', step: stride, count, write: true });
      assembler.load += (tilePositions - 1 + count) * stride;
    });
    assembler.moveLoad(start + pitch - assembler.load);
  };
  const build = (group: number, zero: boolean) => {
    if (taps === 1) return;
    if (groups > 1) assembler.emit({ op: 'setTable', table: group * tablesPerGroup });
    assembler.emit({ op: 'build', one: 1, missing, zero });
  };

  if (pixelwise) {
    for (let c = 0; c < inChannels; c++) channel(c);
    assembler.emit({ op: 'signs', address: signs });
    // The lanes hold a word of the tap that was filled last.
    const last = phases - 1 + (runs.at(-1)! - 1) * phases;
    build(last, false);
    for (let group = 0; group < groups; group++) if (group !== last) build(group, true);
    return;
  }
  for (let group = 0; group < groups; group++) {
    setWindow(assembler, group * groupWords + missing);
    assembler.loop(1, channelsPerGroup, () => channel(0));
    if (group === 0) assembler.emit({ op: 'signs', address: signs });
    build(group, false);
  }
}

/** The last window word is written two cycles after its fill: another instruction must lie between. */
function setWindow(assembler: Assembler, address: number): void {
  const before = assembler.instructions.at(-1);
  if (before?.op === 'fill') assembler.emit({ op: 'read', step: 0 });
  assembler.emit({ op: 'setWindow', address });
}

/** Every output's bias and passes; a last bias pushes the last output out. */
function emitOutputs(assembler: Assembler, { encoded, tablesPerGroup }: FoldedSizing): void {
  let output = 0;
  let first = true;
  for (const { alpha, skip, last } of encoded.passes) {
    if (first) assembler.emit({ op: 'bias', value: encoded.biases[output]! });
    if (alpha > 0) assembler.emit({ op: 'pass', alpha, advance: skip * tablesPerGroup });
    first = last;
    if (last) output++;
  }
  assembler.emit({ op: 'bias', value: 0 });
}

/** Windows of several blocks: each is read, pooled, and stored in the same row, never ahead of what is still to be read. Returns the address of the store. */
function poolRows(assembler: Assembler, layer: FoldedSizing, rows: Rows, lanes: number): number {
  const { pool, outChannels } = layer.shape;
  const blocks = pool!.kernel / layer.block;
  const stride = pool!.stride / layer.block;
  const skipped = (lanes - layer.tilePositions) / layer.block;
  assembler.moveStore(rows.store - assembler.store);
  assembler.moveLoad(rows.store + skipped - assembler.load);
  let address = 0;
  assembler.loop(0, outChannels, () => {
    const start = { load: assembler.load, store: assembler.store };
    assembler.pitch(1);
    assembler.loop(1, rows.length, () => {
      for (let i = 0; i < blocks; i++) {
        const step = i < blocks - 1 ? 1 : stride - blocks + 1;
        assembler.emit({ op: 'pool', step, first: i === 0, store: i === blocks - 1 });
      }
      // The value is stored in the next cycle; no read may fall into it. The loop's end is none.
      address = assembler.address;
      if (rows.length === 1) assembler.setPitch(1);
      assembler.load += stride;
      assembler.store += 1;
    });
    assembler.moveLoad(start.load + rows.pitch - assembler.load);
    assembler.moveStore(start.store + rows.pitch - assembler.store);
  });
  return address;
}
