import { type Edge, INPUT } from '../../network/network.js';
import { ceilDivide, sum } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import { engineFor, type LayerHardware, type Taps } from './engines.js';
import { burstsOf, inputBursts, pooledBursts } from './order.js';

/**
 * Sizes the engines of all layers, [layer], without queues. `lanesOfLayers` and `taps`: of those that have lanes, in their
 * order; lanes must be legal (see `chooseLanes`).
 */
export function layerHardware(
  layers: readonly LayerSizing[],
  lanesOfLayers: readonly number[],
  taps: Taps | readonly Taps[] = 1,
): LayerHardware[] {
  const orders = new Map<Edge, readonly number[]>();
  const given = lanesOfLayers.map((lanes, i) => ({ lanes, taps: typeof taps === 'object' ? taps[i]! : taps }));
  return layers.map((layer) => {
    const { edge } = layer.reads[0]![0]!;
    const read = edge === INPUT ? inputBursts(layer.lengths.input) : orders.get(edge)!;
    const inputBurst = Math.max(...read);
    const adds = layer.layer.align !== null;
    const { lanes, taps } = adds ? { lanes: inputBurst, taps: 1 as const } : given.shift()!;
    const tiles = adds ? read.length : ceilDivide(layer.convPositions, lanes);
    const engine = engineFor(layer, lanes, taps);
    const tileCycles = sum(engine.outputCycles(layer, lanes));
    const placed = { ...layer, lanes, tiles };
    const bursts = adds ? pooledBursts(read, layer.shape.pool, layer.lengths.output) : burstsOf(placed);
    orders.set(layer.name, bursts);
    return {
      ...{ ...placed, ...engine.size(layer, { lanes, tiles, inputBurst }) },
      ...{ tileCycles, cycles: adds ? layer.shape.outChannels * layer.lengths.input : tiles * tileCycles },
      ...{ continuing: false, beats: layer.shape.outChannels * layer.lengths.output },
      ...{ tilePositions: lanes, inputBursts: read, bursts, queues: layer.reads.map((parts) => parts.map(() => 0)) },
    };
  });
}
