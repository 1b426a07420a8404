import { unsignedBits } from '../../model/encode.js';
import type { FoldedHardware } from '../folded/hardware.js';
import type { LayerHardware, StreamHardware, WideHardware } from '../hardware.js';
import { COEFFICIENTS } from './coefficients.js';

/** What an estimate must know of a part. */
export interface Fabric {
  family: 'ice40' | 'ecp5';
  resources: { dsp: number; spram: number };
}

/**
 * Estimated cells: `lc`, logic cells as the router packs them; `lut`, `ff`; `bram`, blocks; `spram`; `dsp`. Null: the design
 * has a circuit of a kind that was never measured on this family.
 */
export interface Estimate {
  lc: number | null;
  lut: number | null;
  ff: number | null;
  bram: number;
  spram: number;
  dsp: number;
}

/** What an estimate is made from: all but the cycles. */
export type Sized = Pick<StreamHardware, 'architecture' | 'model' | 'layers'> | FoldedHardware;

/** Cells that are estimated as a weighted sum of features. */
export const CELLS = ['lc', 'lut', 'ff'] as const;
export type Cells = (typeof CELLS)[number];

/** One kind of circuit has one set of weights. */
export type Kind = 'single' | 'lanes' | 'wide' | 'folded' | 'ends';

/** Sizes that a circuit's logic grows with; bits, but for `one`. */
export type Features = Record<string, number>;

/** A circuit of a design: an instance in its top module. */
export interface Circuit {
  instance: string;
  kind: Kind;
  features: Features;
}

/** Weight of every feature, for each kind of circuit and cell. */
export type Coefficients = Record<Fabric['family'], Partial<Record<Kind, Record<string, Record<Cells, number>>>>>;

/** The instances that a design's top module has, with what their logic grows with. */
export function circuits(hardware: Sized, fabric: Fabric): Circuit[] {
  const { codeBits, bits } = hardware.model.input;
  const scoreBits = hardware.layers.at(-1)!.outBits;
  // Converter's code to activation, and scores to class.
  const ends: Circuit = {
    instance: 'ends',
    kind: 'ends',
    features: { one: 1, codes: codeBits + bits, scores: scoreBits },
  };
  if (hardware.architecture === 'folded')
    return [{ instance: 'engine', kind: 'folded', features: foldedFeatures(hardware, fabric) }, ends];
  return [...hardware.layers.map((layer) => layerCircuit(layer, fabric)), ends];
}

function layerCircuit(layer: LayerHardware, fabric: Fabric): Circuit {
  const kind = layer.wide !== null ? 'wide' : layer.single !== null ? 'single' : 'lanes';
  return { instance: layer.name, kind, features: layerFeatures(layer, fabric) };
}

/** Multipliers of a layer's engine. */
const multipliersOf = ({ wide }: LayerHardware) => wide?.multipliers ?? 1;

/** What the logic of a layer's engine grows with; its multiplier is a DSP block where the part has any, else logic. */
export function layerFeatures(layer: LayerHardware, { family, resources }: Fabric): Features {
  const { shape, window, lanes, xBits, sumBits, accBits, outBits, encoded, wide } = layer;
  const openWindows = shape.pool === null ? 0 : Math.ceil(shape.pool.kernel / shape.pool.stride);
  const counters =
    unsignedBits(shape.inChannels) +
    unsignedBits(shape.kernel) +
    unsignedBits(window.rows) +
    unsignedBits(layer.lengths.input + 2 * shape.padding) +
    unsignedBits(layer.tiles) +
    unsignedBits(shape.outChannels);
  return {
    one: 1,
    counters,
    sums: lanes * (sumBits + accBits),
    // Banks are turned round by a stage of multiplexers for each bit of the lanes' number.
    ...(lanes > 1 && wide === null ? { turns: lanes * Math.log2(lanes) * xBits } : {}),
    // All taps of a lane go into one tree of adders; what a tile reads is held in registers.
    ...(wide === null ? {} : { trees: lanes * shape.kernel * xBits, segment: wide.segment * xBits }),
    pools: openWindows * outBits,
    products: resources.dsp > 0 ? 0 : multipliersOf(layer) * encoded.alphaBits * sumBits,
    // What is too small for a block: written, and only read.
    cells: bitsInLogic(layer, family, false),
    tables: bitsInLogic(layer, family, true),
  };
}

function foldedFeatures(hardware: FoldedHardware, fabric: Fabric): Features {
  const { folding, format, xBits, sumBits, accBits, tables, activations, signWords, program } = hardware;
  const addresses =
    unsignedBits(activations) * 2 +
    unsignedBits(tables * 2 ** folding.tapsPerLookup) +
    unsignedBits(signWords.length) +
    unsignedBits(program.length);
  return {
    one: 1,
    addresses,
    words: format.wordBits + 2 * format.loopBits + format.countBits,
    values: xBits + sumBits + accBits,
    lanes: folding.lanes,
    // A lane without a DSP block is a multiplier and an accumulator.
    products: fabric.resources.dsp > 0 ? 0 : folding.lanes * (format.alphaBits * sumBits + accBits),
  };
}

/** Estimated cells of a design on a part, or of one family without a limit to its blocks. */
export function estimate(hardware: Sized, fabric: Fabric): Estimate {
  const cells = estimateCells(circuits(hardware, fabric), fabric.family, COEFFICIENTS);
  const memories = hardware.architecture === 'folded' ? foldedMemories(hardware) : streamMemories(hardware);
  const multipliers =
    hardware.architecture === 'folded'
      ? hardware.folding.lanes
      : hardware.layers.reduce((sum, layer) => sum + multipliersOf(layer), 0);
  const spram = hardware.architecture === 'folded' ? spramsOf(hardware) : 0;
  return {
    ...cells,
    bram: memories.reduce((sum, memory) => sum + blocks(memory, fabric.family), 0),
    spram,
    // Synthesis takes a DSP block for every multiplier, even for more than there are.
    dsp: fabric.resources.dsp > 0 ? multipliers : 0,
  };
}

/** Estimated cells of one layer's engine with its memories, its multiplier in a DSP block where the part has any. */
export function estimateLayer(layer: LayerHardware, fabric: Fabric): Omit<Estimate, 'spram'> {
  return {
    ...estimateCells([layerCircuit(layer, fabric)], fabric.family, COEFFICIENTS),
    bram: layerMemories(layer).reduce((sum, memory) => sum + blocks(memory, fabric.family), 0),
    dsp: fabric.resources.dsp > 0 ? multipliersOf(layer) : 0,
  };
}

/** Weighted sums of all features; null: some kind has no weights. */
export function estimateCells(
  list: readonly Circuit[],
  family: Fabric['family'],
  coefficients: Coefficients,
): Record<Cells, number | null> {
  const unknown = list.some(({ kind }) => coefficients[family][kind] === undefined);
  const sum = (cells: Cells) => {
    if (unknown) return null;
    const parts = list.flatMap(({ kind, features }) =>
      Object.entries(features).map(([name, n]) => n * (coefficients[family][kind]![name]?.[cells] ?? 0)),
    );
    return Math.round(parts.reduce((total, part) => total + part, 0));
  };
  return { lc: sum('lc'), lut: sum('lut'), ff: sum('ff') };
}

interface Memory {
  width: number;
  depth: number;
  /** Read only: small ones become logic. */
  rom: boolean;
  /** Block RAM whatever its size. */
  block?: boolean;
}

/** Shapes of a block RAM with separate read and write ports: width x depth. */
const BLOCKS = {
  ice40: [16, 8, 4, 2].map((width) => ({ width, depth: 4096 / width })),
  ecp5: [36, 18, 9, 4, 2, 1].map((width) => ({ width, depth: width > 8 ? 18432 / width : 16384 / width })),
} as const;

/** Bits from which Yosys takes a block RAM and no logic (or on ECP5, distributed RAM). */
const LEAST_BITS = { ice40: { rom: 1025, ram: 65 }, ecp5: { rom: 2305, ram: 1153 } } as const;

/** Block RAMs of a memory: those of the shape that takes the fewest. */
export function blocks({ width, depth, rom, block = false }: Memory, family: Fabric['family']): number {
  if (!block && width * depth < LEAST_BITS[family][rom ? 'rom' : 'ram']) return 0;
  const shapes = BLOCKS[family];
  const narrowest = Math.min(...shapes.map((b) => b.width));
  // Several words of a narrower memory that is only read share one of the block's.
  if (rom && width < narrowest)
    return blocks({ width: narrowest, depth: Math.ceil((depth * width) / narrowest), rom }, family);
  return Math.min(...shapes.map((b) => Math.ceil(width / b.width) * Math.ceil(depth / b.depth)));
}

function streamMemories({ layers }: Pick<StreamHardware, 'layers'>): Memory[] {
  return layers.flatMap(layerMemories);
}

/** Most words of a memory of `bb_wide_window` that may be logic. */
const WIDE_LOGIC_WORDS = 64;

/** Values on their way to the pool. */
const queueOf = ({ multipliers, maxOf, held }: WideHardware, lanes: number, yBits: number): Memory => ({
  width: (multipliers / maxOf) * yBits,
  depth: (held * lanes) / multipliers,
  rom: false,
});

function layerMemories(layer: LayerHardware): Memory[] {
  const { shape, window, lanes, xBits, yBits, outBits, encoded, grouping, single, wide } = layer;
  const openWindows = shape.pool === null ? 0 : Math.ceil(shape.pool.kernel / shape.pool.stride);
  const phases = single === null && wide === null ? 2 ** unsignedBits(shape.stride - 1) : 1;
  const depth = shape.inChannels * window.rows * phases;
  const bank = { width: xBits, depth, rom: false, block: wide !== null && depth > WIDE_LOGIC_WORDS };
  const pool = { width: openWindows * outBits, depth: shape.outChannels, rom: false };
  const weights =
    single === null
      ? [
          { width: wide === null ? 16 : grouping.tapsPerGroup, depth: layer.signWords, rom: true },
          { width: 1 + encoded.skipBits + encoded.alphaBits, depth: encoded.passes.length, rom: true },
          { width: encoded.biasBits, depth: encoded.biases.length, rom: true },
        ]
      : [{ width: single.weights.width, depth: single.weights.depth, rom: true }];
  const banks = Array.from({ length: wide?.segment ?? lanes }, () => bank);
  const queue = wide === null ? [] : [queueOf(wide, lanes, yBits)];
  return [...weights, ...banks, ...queue, ...(openWindows > 0 ? [pool] : [])];
}

/** Bits of a layer's memories that take no block. */
function bitsInLogic(layer: LayerHardware, family: Fabric['family'], rom: boolean): number {
  return layerMemories(layer)
    .filter((memory) => memory.rom === rom && blocks(memory, family) === 0)
    .reduce((sum, { width, depth }) => sum + width * depth, 0);
}

function foldedMemories(hardware: FoldedHardware): Memory[] {
  const { folding, format, signWords, program, activations, xBits } = hardware;
  const { width, depth } = tableMemory(hardware);
  // What single-port RAMs hold is in no block.
  const inBlocks = Math.max(0, width - 16 * (folding.spram?.tables ?? 0));
  return [
    { width: format.wordBits, depth: program.length, rom: true },
    { width: folding.tapsPerLookup, depth: signWords.length, rom: true },
    { width: inBlocks, depth, rom: false },
    ...(folding.spram?.activations ? [] : [{ width: xBits, depth: activations, rom: false }]),
  ];
}

function spramsOf(hardware: FoldedHardware): number {
  const { spram } = hardware.folding;
  const tables = Math.min(spram?.tables ?? 0, Math.ceil(tableMemory(hardware).width / 16));
  return tables + Number(spram?.activations ?? false);
}

/** The memory of tables of sums and of the inputs that they are built from. */
function tableMemory({ folding, sumBits, tables }: FoldedHardware): { width: number; depth: number } {
  const { lanes, tapsPerLookup: taps } = folding;
  const entries = 2 ** (Math.max(1, unsignedBits(tables - 1)) + (taps === 4 ? 3 : 1));
  return { width: lanes * sumBits, depth: taps === 1 ? tables : entries + tables * taps };
}
