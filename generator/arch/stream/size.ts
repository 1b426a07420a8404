import { unsignedBits } from '../../model/encode.js';
import { bitsInLogic } from '../estimate/blocks.js';
import type { EngineSize, Fabric, Features } from '../estimate/circuit.js';
import type { Memory } from '../memory.js';
import { openWindows } from '../sizing.js';
import { engineOf, type LayerHardware } from './engines.js';
import { forkBehind, inputFork, jointsBefore } from './joints.js';
import { queueRams } from './memories.js';

/** A layer's engine, as an estimate sees it. */
export function engineSize(layer: LayerHardware, layers: readonly LayerHardware[]): EngineSize {
  const engine = engineOf(layer);
  const memories = engine.memories(layer);
  const multipliers = engine.multipliers(layer);
  return {
    ...{ layer: layer.name, memories: [...memories, ...queueRams(layer)], multipliers },
    circuit: (fabric) => ({
      instance: layer.name,
      kind: engine.circuit,
      features: features(layer, memories, multipliers, fabric),
    }),
    joints: (fabric) => [
      ...(layer === layers[0] ? inputFork(layers) : []),
      ...jointsBefore(layer, fabric),
      ...forkBehind(layer.name, layers),
    ],
  };
}

/** What the logic of a layer's engine grows with; its multipliers are DSP blocks where the part has any, else logic. */
function features(
  layer: LayerHardware,
  memories: readonly Memory[],
  multipliers: number,
  { family, resources }: Fabric,
): Features {
  const { shape, window, lanes, sumBits, accBits, outBits, encoded } = layer;
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
    ...engineOf(layer).features(layer),
    pools: openWindows(shape) * outBits,
    products: resources.dsp > 0 ? 0 : multipliers * encoded.alphaBits * sumBits,
    // What is too small for a block: written, and only read.
    cells: bitsInLogic(memories, family, 'ram'),
    tables: bitsInLogic(memories, family, 'rom'),
  };
}
