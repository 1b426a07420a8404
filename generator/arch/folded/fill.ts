import { type Assembler, pieces } from './assembler.js';
import type { Batch } from './batches.js';
import type { FoldedSizing } from './hardware.js';
import type { Rows } from './layout.js';
import { tapsByPhase } from './taps.js';

/** What a tile reads: streams whose channels lie one behind the other, from `offset` behind the start of each row. */
export interface TileInput {
  streams: readonly Rows[];
  offset: number;
}

/** Some rows of a stream. */
interface Run {
  address: number;
  pitch: number;
  count: number;
}

/**
 * Shifts the inputs that a batch reads through the lanes, channel by channel and phase by phase of the stride, and builds its
 * tables. A group's first build begins with the window word that the lanes still hold; the word is written two cycles after its
 * fill, so another instruction must lie between. `between`: emitted once behind the first group's fill.
 */
export function fillAndBuild(
  assembler: Assembler,
  layer: FoldedSizing,
  input: TileInput,
  batch: Batch,
  taps: number,
  between: () => void,
): void {
  if (batch.groups.length === 0) {
    // Outputs are told by a fill from those of the batch before.
    assembler.emit({ op: 'fill', step: layer.shape.stride, count: 1, write: false });
    assembler.load += layer.shape.stride;
    between();
  } else if (layer.pixelwise) fillPixelwise(assembler, layer, input, batch, taps, between);
  else if (layer.work !== 'tables') fillWords(assembler, layer, input, batch, between);
  else fillGroups(assembler, layer, input, batch, taps, between);
}

/** Window words of all groups one behind the other. */
function fillWords(
  assembler: Assembler,
  layer: FoldedSizing,
  input: TileInput,
  batch: Batch,
  between: () => void,
): void {
  setWindow(assembler, 0);
  for (const run of runsOf(layer, input, batch.groups)) fillRun(assembler, layer, run);
  between();
}

/** Group by group, each with its tables. */
function fillGroups(
  assembler: Assembler,
  layer: FoldedSizing,
  input: TileInput,
  { groups }: Batch,
  taps: number,
  between: () => void,
): void {
  const { tablesPerGroup, grouping } = layer;
  const groupWords = wordsOfGroup(layer, taps);
  const missing = groupWords - grouping.channelsPerGroup * grouping.tapsPerGroup;
  groups.forEach((group, place) => {
    setWindow(assembler, place * groupWords + missing);
    for (const run of runsOf(layer, input, [group])) fillRun(assembler, layer, run);
    if (place === 0) between();
    if (groups.length > 1) assembler.emit({ op: 'setTable', table: place * tablesPerGroup });
    settle(assembler);
    assembler.emit({ op: 'build', one: 1, missing, zero: false });
  });
}

/** A group is a tap of all channels: every tap of a channel goes to its own group. */
function fillPixelwise(
  assembler: Assembler,
  layer: FoldedSizing,
  input: TileInput,
  { groups, outputs }: Batch,
  taps: number,
  between: () => void,
): void {
  const { tablesPerGroup, work, shape, phases } = layer;
  const groupWords = wordsOfGroup(layer, taps);
  const missing = groupWords - shape.inChannels;
  let channel = 0;
  for (const { address, pitch, count } of channelRuns(input.streams, 0, shape.inChannels)) {
    assembler.moveLoad(address + input.offset - assembler.load);
    for (let i = 0; i < count; i++, channel++)
      fillChannel(assembler, layer, pitch, (phase) => setWindow(assembler, phase * groupWords + missing + channel));
  }
  between();
  if (work !== 'tables') return;
  const read = new Set(outputs.flatMap(({ passes }) => passes.map(({ group }) => group)));
  // The lanes hold a word of the tap that was filled last.
  const last = tapsByPhase(shape.kernel, phases).at(-1)!.at(-1)!;
  for (const group of [last, ...groups.filter((g) => g !== last && read.has(g))]) {
    if (groups.length > 1) assembler.emit({ op: 'setTable', table: group * tablesPerGroup });
    assembler.emit({ op: 'build', one: 1, missing, zero: group !== last });
  }
}

/** Place of a group in the window memory, in window words. */
export const wordsOfGroup = ({ work, span }: FoldedSizing, taps: number): number =>
  work === 'tables' ? span * taps : span;

/** Channels from `from` on, stream by stream. */
function channelRuns(streams: readonly Rows[], from: number, count: number): Run[] {
  let before = 0;
  return streams.flatMap(({ channels, start, pitch }) => {
    const first = Math.max(0, from - before);
    const end = Math.min(channels, from + count - before);
    before += channels;
    return end > first ? [{ address: start + first * pitch, pitch, count: end - first }] : [];
  });
}

/** Rows of groups of whole channels, those of neighbouring groups together. */
function runsOf({ grouping }: FoldedSizing, { streams, offset }: TileInput, groups: readonly number[]): Run[] {
  const { channelsPerGroup } = grouping;
  const ranges: { from: number; count: number }[] = [];
  for (const group of groups) {
    const before = ranges.at(-1);
    const from = group * channelsPerGroup;
    if (before !== undefined && before.from + before.count === from) before.count += channelsPerGroup;
    else ranges.push({ from, count: channelsPerGroup });
  }
  return ranges
    .flatMap(({ from, count }) => channelRuns(streams, from, count))
    .map((run) => ({ ...run, address: run.address + offset }));
}

function fillRun(assembler: Assembler, layer: FoldedSizing, { address, pitch, count }: Run): void {
  assembler.moveLoad(address - assembler.load);
  assembler.loop(1, count, () => fillChannel(assembler, layer, pitch, () => {}));
}

/** One channel, phase by phase; the load address is then that of the next one. */
function fillChannel(assembler: Assembler, layer: FoldedSizing, pitch: number, begin: (phase: number) => void): void {
  const { kernel, stride, dilation = 1 } = layer.shape;
  const { tilePositions, phases } = layer;
  const start = assembler.load;
  const shift = (count: number, write: boolean) => {
    if (count > 0) assembler.emit({ op: 'fill', step: stride, count, write });
    assembler.load += count * stride;
  };
  tapsByPhase(kernel, phases).forEach(({ length }, phase) => {
    assembler.moveLoad(start + phase * dilation - assembler.load);
    begin(phase);
    shift(tilePositions - 1, false);
    const atOnce = phases.apart === 1 ? length : 1;
    for (let tap = 0; tap < length; tap += atOnce) {
      if (tap > 0) nextTap(assembler, layer, shift);
      shift(atOnce, true);
    }
  });
  assembler.moveLoad(start + pitch - assembler.load);
}

/** To a tap further away: what lies between goes through the lanes, or, where that is shorter, they are filled anew. */
function nextTap(
  assembler: Assembler,
  { tilePositions, phases: { apart }, shape }: FoldedSizing,
  shift: (count: number, write: boolean) => void,
): void {
  const skipped = (apart - tilePositions) * shape.stride;
  const { step, store } = assembler.limits;
  const anew = pieces(skipped, step).length + (tilePositions > 1 ? tilePositions : 0);
  const through = apart <= anew && apart <= store;
  if (!through) assembler.moveLoad(skipped);
  shift((through ? apart : tilePositions) - 1, false);
}

/** The last window word is written two cycles after its fill: another instruction must lie between. */
function settle(assembler: Assembler): void {
  if (assembler.instructions.at(-1)?.op === 'fill') assembler.emit({ op: 'read', step: 0 });
}

function setWindow(assembler: Assembler, address: number): void {
  settle(assembler);
  assembler.emit({ op: 'setWindow', address });
}
