import type { Ram } from '../../memory.js';
import type { Engine, LayerHardware } from '../engine.js';
import { writer } from '../handshakes.js';
import { poolRams, weightRoms, windowRam } from '../memories.js';
import { issuer, leaver, outputCycles } from './wide/cycles.js';
import { lanes, size, type WideHardware } from './wide/sizing.js';

export const wide: Engine<WideHardware> = {
  tapsPerCycle: 'kernel',
  lanes,
  size,
  outputCycles,
  processes: (own, layer, [from], fragments) => [
    writer(own, layer, from!, fragments),
    issuer(own, layer, fragments),
    leaver(own, layer, fragments),
  ],
  memories: (layer) => {
    const window = windowRam(layer, layer.engine.segment, 1, 'position that a tile reads');
    return [
      ...weightRoms(layer, layer.grouping.tapsPerGroup, ', those of a cycle a word'),
      { ...window, block: layer.engine.blockWindow },
      queue(layer),
      ...poolRams(layer, layer.engine.maxOf),
    ];
  },
  multipliers: (layer) => layer.engine.multipliers,
  circuit: 'wide',
  // All taps of a lane go into one tree of adders; what a tile reads is held in registers.
  features: ({ lanes: count, shape, xBits, engine }) => ({
    trees: count * shape.kernel * xBits,
    segment: engine.segment * xBits,
  }),
  hasSumRegister: false,
};

/** Values on their way to the pool. */
function queue({ name: layer, lanes: count, yBits, engine }: LayerHardware<WideHardware>): Ram {
  const { multipliers, maxOf, held } = engine;
  return {
    ...{ layer, name: 'queue', kind: 'ram', count: 1, purpose: 'values on their way to the pool' },
    ...{ words: (held * count) / multipliers, bits: (multipliers / maxOf) * yBits },
  };
}
