import type { IntegerNetwork } from '../../model/integer-model.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { type Batch, groupsRead, joined, type Output, outputsOf, smallestBatches, weightsOf } from './batches.js';
import type { FoldedFolding, FoldedSizing, PassWork } from './hardware.js';
import { blockOf } from './layout.js';
import { phasesOf, tapOrder } from './taps.js';

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
function tablesOf({ work, span }: Pick<FoldedSizing, 'work' | 'span'>, groups: number, taps: number): number {
  return work === 'tables' ? groups * span : Math.ceil((groups * span) / taps);
}

function cutLayer(layer: LayerSizing, { lanes, tapsPerLookup: taps }: FoldedFolding): Cut {
  const { convPositions, grouping, shape, pixelwise, requantShift } = layer;
  const block = blockOf(shape, lanes);
  // Scores leave position by position.
  const tilePositions = requantShift === null ? 1 : Math.min(lanes, Math.ceil(convPositions / block) * block);
  const phases = phasesOf(shape);
  const order = tapOrder(layer, phases);
  const tablesPerGroup = Math.ceil(order.length / taps);
  const { work, outputs } = cheapest(layer, taps, order);
  const lookups = { tables: tablesPerGroup, words: order.length, weights: 1 }[work];
  const all = Array.from({ length: grouping.groups }, (_, group) => group);
  return {
    ...layer,
    tiles: Math.ceil(convPositions / (requantShift === null ? 1 : lanes)),
    ...{ tilePositions, block, phases, tablesPerGroup, work, lookups },
    span: work === 'tables' ? tablesPerGroup : order.length,
    // All taps of a channel are filled at once.
    smallest: pixelwise ? [{ outputs, groups: all }] : smallestBatches(outputs),
  };
}

/** How passes look up what they add, so that building and passes take the fewest cycles. */
function cheapest(
  { encoded, pixelwise }: LayerSizing,
  taps: number,
  order: readonly number[],
): { work: PassWork; outputs: Output[] } {
  const outputs = outputsOf(encoded);
  const passes = outputs.reduce((sum, output) => sum + output.passes.length, 0);
  const groups = groupsRead(outputs).length;
  const tables = Math.ceil(order.length / taps);
  const built = taps === 1 ? Number.POSITIVE_INFINITY : groups * tables * buildCycles(taps) + passes * tables;
  const words = passes * order.length;
  const readOnce = groups === outputs.reduce((sum, output) => sum + groupsRead([output]).length, 0);
  // More readers would each store the sums of all bases.
  if (readOnce && !pixelwise) {
    const weights = weightsOf(outputs, encoded.signs, order);
    const each = weights.reduce((sum, output) => sum + output.passes.length, 0);
    if (each < Math.min(words, built)) return { work: 'weights', outputs: weights };
  }
  return { work: words < built ? 'words' : 'tables', outputs };
}

/** Cycles in which a table is built: every tap, then two for each sum. */
export const buildCycles = (taps: number): number => taps + 2 ** taps;
