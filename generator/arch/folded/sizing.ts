import type { IntegerNetwork } from '../../model/integer-model.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { type Batch, groupsRead, joined, outputsOf, smallestBatches } from './batches.js';
import type { FoldedFolding, FoldedSizing } from './hardware.js';
import { blockOf } from './layout.js';
import { phasesOf } from './taps.js';

type Cut = Omit<FoldedSizing, 'batches'> & { smallest: Batch[] };

/** The layers of a network, cut into tiles, tables and batches. */
export function foldedSizings(model: IntegerNetwork, folding: FoldedFolding): FoldedSizing[] {
  const { tapsPerLookup } = folding;
  const cut = layerSizings(model).map((layer) => cutLayer(layer, folding));
  // No layer's batches take more tables than some layer needs.
  const most = Math.max(
    ...cut.flatMap((layer) => layer.smallest.map(({ groups }) => tablesOf(layer, groups.length, tapsPerLookup))),
  );
  return cut.map(({ smallest, ...layer }) => ({
    ...layer,
    batches: joined(smallest, (groups) => tablesOf(layer, groups, tapsPerLookup) <= most),
  }));
}

/** Most tables of a batch. */
export const tablesNeeded = (layers: readonly FoldedSizing[], taps: number): number =>
  Math.max(1, ...layers.flatMap((layer) => layer.batches.map(({ groups }) => tablesOf(layer, groups.length, taps))));

/** Tables whose place so many groups take. */
function tablesOf({ direct, lookups }: Pick<FoldedSizing, 'direct' | 'lookups'>, groups: number, taps: number): number {
  return direct ? Math.ceil((groups * lookups) / taps) : groups * lookups;
}

function cutLayer(layer: LayerSizing, { lanes, tapsPerLookup: taps }: FoldedFolding): Cut {
  const { convPositions, grouping, shape, pixelwise, encoded, requantShift } = layer;
  const block = blockOf(shape, lanes);
  // Scores leave position by position.
  const tilePositions = requantShift === null ? 1 : Math.min(lanes, Math.ceil(convPositions / block) * block);
  const size = grouping.channelsPerGroup * grouping.tapsPerGroup;
  const tablesPerGroup = Math.ceil(size / taps);
  const outputs = outputsOf(encoded);
  const passes = outputs.reduce((sum, output) => sum + output.passes.length, 0);
  const built = groupsRead(outputs).length * tablesPerGroup * buildCycles(taps) + passes * tablesPerGroup;
  const direct = taps === 1 || passes * size < built;
  const all = Array.from({ length: grouping.groups }, (_, group) => group);
  return {
    ...layer,
    tiles: Math.ceil(convPositions / (requantShift === null ? 1 : lanes)),
    tilePositions,
    block,
    tablesPerGroup,
    direct,
    lookups: direct ? size : tablesPerGroup,
    phases: phasesOf(shape),
    // All taps of a channel are filled at once.
    smallest: pixelwise ? [{ outputs, groups: all }] : smallestBatches(outputs),
  };
}

/** Cycles in which a table is built: every tap, then two for each sum. */
export const buildCycles = (taps: number): number => taps + 2 ** taps;
