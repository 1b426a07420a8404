import { encodeLayer, roundingHalf, unsignedBits } from '../../model/encode.js';
import { grouping } from '../../model/grouping.js';
import type { IntegerModel } from '../../model/integer-model.js';
import { accumulatorRange, inputRanges, largestActivation, type Range, signedBits } from '../../model/ranges.js';
import { layerLengths } from '../../network/shapes.js';
import { UserError } from '../../support/errors.js';
import { usedPositions } from '../stream/layer.js';
import type { Limits } from './assembler.js';
import { atPorts, programCycles } from './cycles.js';
import type { FoldedFolding, FoldedHardware, FoldedLayer } from './hardware.js';
import { encode, type Instruction, leastWordBits } from './isa.js';
import { blockOf, rowsAt } from './layout.js';
import { buildProgram, type Layout } from './program.js';
import { signWords } from './signs.js';
import { sharedWork } from './sliding.js';

/** Words of a single-port RAM of the iCE40UP5K, and its bits. */
const SPRAM = { words: 16384, bits: 16 };
/** Single-port RAMs of the part. */
const SPRAMS = 4;
export const MOST_LANES = 64;

const hull = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((least, r) => Math.min(least, r.min), 0),
  max: ranges.reduce((most, r) => Math.max(most, r.max), 0),
});

/** The `folded` architecture for a model. `where` names the configuration in errors; `registered`: see `Ports`. Throws UserError. */
export function foldedHardware(
  name: string,
  model: IntegerModel,
  folding: FoldedFolding,
  where: string,
  registered = false,
): FoldedHardware {
  refuseFolding(folding, where);
  const { lanes, tapsPerLookup: taps } = folding;
  const layers = foldedLayers(model, folding);
  const yLayers = layers.filter(({ requantShift }) => requantShift !== null);
  const yBits = rangeOf(yLayers.map((layer) => layer.yBits));
  const shift = rangeOf(yLayers.map((layer) => layer.requantShift!));
  const xBits = Math.max(model.input.bits, ...yLayers.map(({ yBits: y, outBits }) => Math.max(y, outBits) + 1));
  const sumBits = signedBits(layers.map(({ xRange }) => tableRange(xRange, taps)));
  const alphaBits = Math.max(...layers.map(({ encoded }) => encoded.alphaBits));
  // Also wide enough for a coefficient, +-2 at least, and for a bit of the value that the least shift leaves.
  const accBits = Math.max(
    ...[xBits, sumBits, Math.max(3, alphaBits + 1), shift.min + 2],
    ...layers.map((layer) => layer.accBits),
  );
  const tables = Math.max(...layers.map((layer) => layer.tablesPerGroup * layer.grouping.groups));
  refuseSprams(folding, sumBits, tables, where);
  const { shared } = sharedWork(layers[0]!, folding);
  const { layout, words } = placeRows(model, layers, lanes, shared !== null);
  const { starts, words: signs, unit } = placeSigns(layers, taps);

  // Wider words hold longer steps and make the program shorter: the narrowest that all fields fit is taken.
  const tapBits = taps === 4 ? 2 : 1;
  const tableBits = Math.max(1, unsignedBits(tables - 1));
  const fixed = {
    alphaBits,
    groupBits: layers.every((layer) => layer.grouping.groups === 1)
      ? 0
      : Math.max(1, unsignedBits(mostAdvance(layers))),
    countBits: unsignedBits(
      Math.max(lanes, ...layers.map(({ tablesPerGroup: t, shape }) => Math.max(t, shape.kernel))),
    ),
    stepBits: Math.max(2, unsignedBits(Math.max(...layers.map(({ shape }) => shape.stride)))),
    tapBits,
    tableBits,
    windowBits: taps === 1 ? tableBits : tableBits + tapBits,
    laneBits: Math.max(1, Math.log2(lanes)),
    shiftBits: Math.max(1, unsignedBits(shift.max - shift.min)),
    bitsBits: Math.max(1, unsignedBits(yBits.max - yBits.min)),
    signUnit: unit,
    shiftMin: shift.min,
    bitsMin: yBits.min,
  };
  const needs = {
    biasBits: Math.max(...layers.map(({ encoded }) => encoded.biasBits)),
    signBits: unsignedBits(Math.ceil(signs.length / 2 ** unit)),
  };
  const { program, format } = narrowest((wordBits) => {
    const limits: Limits = { step: 2 ** (wordBits - 6) - 1, store: 2 ** fixed.countBits };
    const built = buildProgram(layers, layout, folding, starts, limits, shared);
    const loopBits = Math.max(2, unsignedBits(mostRounds(built.instructions)));
    const addressBits = Math.max(1, unsignedBits(built.instructions.length - 1));
    const poolStepBits = signedBits(poolSteps(built.instructions));
    const needed = leastWordBits({ ...fixed, ...needs, poolStepBits, loopBits, addressBits });
    return needed > wordBits ? null : { program: built, format: { ...fixed, wordBits, loopBits, addressBits } };
  });

  const cycles = atPorts(programCycles(program, layers, folding), registered);
  const activations = 2 ** Math.max(unsignedBits(words - 1), format.stepBits + 1, format.laneBits + 1);
  if (folding.spram?.activations && words > SPRAM.words) {
    throw new UserError({
      where,
      field: 'folding.spram.activations',
      message: `activations take ${words} words, most of them ${widest(layout, layers)}`,
      value: true,
      allowed: `at most ${SPRAM.words} words`,
      fix: lanes < 8 ? `false, or 8 lanes: they pool more before it is stored` : 'false',
    });
  }
  return {
    architecture: 'folded',
    name,
    model,
    folding,
    layers: layers.map((layer, i) => ({ ...layer, ...program.places[i]!, cycles: cycles.layers[i]! })),
    latencyCycles: cycles.ends.at(-1)! - cycles.first + 1,
    layerCycles: cycles.ends.map((end) => Math.max(0, end - cycles.first + 1)),
    intervalCycles: cycles.interval,
    firstCompletion: cycles.ends.at(-1)!,
    codeCycles: cycles.codes,
    xBits,
    sumBits,
    accBits,
    yBits,
    shift,
    program: program.instructions,
    end: program.end,
    shared,
    format,
    signWords: signs,
    tables,
    activations,
    memoryBits: {
      signs: signs.length * taps,
      program: program.instructions.length * format.wordBits,
      tables: tableWords(tables, taps) * lanes * sumBits,
      activations: words * xBits,
    },
  };
}

/** Words of the program memory. */
export function programImage({ program, format }: FoldedHardware): number[] {
  return program.map((instruction) => encode(instruction, format));
}

/** Words of the window and table memory; as TABLE_WORDS in bb_folded. */
export function tableWords(tables: number, taps: number): number {
  if (taps === 1) return Math.max(2, tables);
  const rounded = 2 ** Math.max(1, unsignedBits(tables - 1));
  return rounded * 2 ** (taps - 1) + (taps - 1) * rounded + tables;
}

/** Single-port RAMs that the tables of a design can lie in, beside that of the activations. */
export function mostTableSprams(
  { folding, sumBits, tables }: Pick<FoldedHardware, 'folding' | 'sumBits' | 'tables'>,
  activations: boolean,
): number {
  if (tableWords(tables, folding.tapsPerLookup) > SPRAM.words) return 0;
  return Math.min(SPRAMS - Number(activations), Math.ceil((folding.lanes * sumBits) / SPRAM.bits));
}

function narrowest<T>(attempt: (wordBits: number) => T | null): T {
  for (let wordBits = 10; ; wordBits++) {
    const found = attempt(wordBits);
    if (found !== null) return found;
  }
}

/** Most tables that a pass skips. */
function mostAdvance(layers: readonly FoldedLayer[]): number {
  return Math.max(
    ...layers.map(({ tablesPerGroup, encoded }) =>
      encoded.passes.reduce((most, { skip }) => Math.max(most, skip * tablesPerGroup), 0),
    ),
  );
}

/** Steps of reads that pool. */
function poolSteps(instructions: readonly Instruction[]): Range[] {
  return instructions.flatMap((i) => (i.op === 'pool' ? [{ min: i.step, max: i.step }] : []));
}

function mostRounds(instructions: readonly Instruction[]): number {
  return instructions.reduce(
    (most, i) => (i.op === 'setLoop0' || i.op === 'setLoop1' ? Math.max(most, i.rounds) : most),
    2,
  );
}

const rangeOf = (values: number[]): Range =>
  values.length === 0 ? { min: 1, max: 1 } : { min: Math.min(...values), max: Math.max(...values) };

/** Range of +x0 +-x1 +-x2 ...: the signs of a table are taken relative to that of its first tap. */
function tableRange({ min, max }: Range, taps: number): Range {
  return { min: min + (taps - 1) * Math.min(min, -max), max: max + (taps - 1) * Math.max(max, -min) };
}

function foldedLayers(model: IntegerModel, { lanes, tapsPerLookup }: FoldedFolding): FoldedLayer[] {
  const lengths = layerLengths(model.input.samples, model.layers);
  const ranges = inputRanges(model);
  return model.layers.map((layer, i) => {
    const encoded = encodeLayer(layer);
    const half = roundingHalf(layer);
    const { outputs, bases } = accumulatorRange(layer, ranges[i]!);
    const accRange = hull(outputs.map(({ min, max }) => ({ min: min + half, max: max + half })));
    const accBits = signedBits([accRange]);
    const convPositions = usedPositions(layer, lengths[i]!.output);
    const block = blockOf(layer, lanes);
    const groups = grouping(layer, layer.structure);
    const { name, inChannels, outChannels, kernel, stride, padding, pool } = layer;
    return {
      name,
      shape: { name, inChannels, outChannels, kernel, stride, padding, pool },
      lengths: lengths[i]!,
      grouping: groups,
      pixelwise: layer.structure.kind === 'pixelwise',
      encoded,
      convPositions,
      tiles: Math.ceil(convPositions / lanes),
      tilePositions: Math.min(lanes, Math.ceil(convPositions / block) * block),
      tablesPerGroup: Math.ceil((groups.channelsPerGroup * groups.tapsPerGroup) / tapsPerLookup),
      block,
      xBits: i === 0 ? model.input.bits : unsignedBits(ranges[i]!.max),
      xRange: ranges[i]!,
      sumRange: hull(bases),
      accBits,
      accRange,
      requantShift: layer.requant?.shift ?? null,
      yBits: layer.requant?.bits ?? accBits,
      outBits: layer.requant === null ? accBits : unsignedBits(largestActivation(layer)),
      pooled: null,
      biases: { from: 0, to: 0 },
      cycles: 0,
    };
  });
}

/** Rows of every layer's inputs: even ones from address 0, odd ones behind them, so that no layer reads what it writes. */
function placeRows(
  model: IntegerModel,
  layers: readonly FoldedLayer[],
  lanes: number,
  keepFirst: boolean,
): { layout: Layout; words: number } {
  const channels = model.layers[0]!.inChannels;
  const samples = model.input.samples;
  const requests = layers.map((layer, i) => {
    const padding = layer.shape.padding;
    const before = layers[i - 1];
    if (before === undefined) return { channels, length: samples, stored: samples, offset: 0, padding, unit: 1 };
    const unit = lanes / before.block;
    const { pool } = before.shape;
    const pooledLater = pool !== null && (pool.kernel !== before.block || pool.stride !== before.block);
    return {
      channels: before.shape.outChannels,
      length: before.lengths.output,
      stored: before.tiles * unit,
      // Lanes without a position come first.
      offset: pooledLater ? 0 : (lanes - before.tilePositions) / before.block,
      padding,
      unit,
    };
  });
  const even = requests.filter((_, i) => i % 2 === 0).map((request) => rowsAt(0, request).end);
  const base = Math.max(...even);
  const layout = requests.map((request, i) => rowsAt(i % 2 === 0 ? 0 : base, request));
  // What the next window takes over lies behind everything else.
  if (keepFirst && layout.length > 1)
    layout[1] = rowsAt(Math.max(...layout.map(({ end }, i) => (i === 1 ? base : end))), requests[1]!);
  return { layout, words: Math.max(...layout.map(({ end }) => end)) };
}

/** What takes most of the activation memory, in words of the model. */
function widest(layout: Layout, layers: readonly FoldedLayer[]): string {
  const sizes = layout.map(({ channels, pitch }) => channels * pitch);
  const most = sizes.indexOf(Math.max(...sizes));
  return most === 0 ? 'the inputs' : `the output of layer ${layers[most - 1]!.name}`;
}

/** All sign words, each layer's from a multiple of 2^unit on, and where they start. */
function placeSigns(layers: readonly FoldedLayer[], taps: number): { starts: number[]; words: number[]; unit: number } {
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

function refuseFolding({ lanes, tapsPerLookup }: FoldedFolding, where: string): void {
  const legal = Array.from({ length: Math.log2(MOST_LANES) + 1 }, (_, e) => 2 ** e);
  if (!legal.includes(lanes)) {
    const nearest = legal.reduce((best, l) => (Math.abs(l - lanes) < Math.abs(best - lanes) ? l : best));
    throw new UserError({
      where,
      field: 'folding.lanes',
      message: 'the engine cannot have this number of lanes',
      value: lanes,
      allowed: `a power of two from 1 to ${MOST_LANES}`,
      fix: `${nearest}`,
    });
  }
  if (![1, 2, 4].includes(tapsPerLookup)) {
    throw new UserError({
      where,
      field: 'folding.tapsPerLookup',
      message: 'a table cannot have this number of taps',
      value: tapsPerLookup,
      allowed: '1, 2 or 4',
      fix: tapsPerLookup > 3 ? '4' : '2',
    });
  }
}

function refuseSprams(folding: FoldedFolding, sumBits: number, tables: number, where: string): void {
  const { lanes, tapsPerLookup, spram } = folding;
  const most = mostTableSprams({ folding, sumBits, tables }, spram?.activations ?? false);
  if (spram === undefined || spram.tables <= most) return;
  const words = tableWords(tables, tapsPerLookup);
  throw new UserError({
    where,
    field: 'folding.spram.tables',
    message: `more single-port RAMs than the part has or the tables take, ${words} words of ${lanes * sumBits} bits`,
    value: spram.tables,
    allowed: most === 0 ? `none: a RAM has ${SPRAM.words} words` : `at most ${most}`,
    fix: `${most}`,
  });
}
