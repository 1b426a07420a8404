import { weightStream } from '../../../model/encode.js';
import type { Rom } from '../../memory.js';
import type { Engine, LayerHardware } from '../engine.js';
import { poolRams, windowRam } from '../memories.js';
import { weightWords } from '../words.js';
import { outputCycles, ringReader, ringWriter } from './single/cycles.js';
import { lanes, type SingleHardware, size } from './single/sizing.js';

export const single: Engine<SingleHardware> = {
  tapsPerCycle: 1,
  lanes,
  size,
  outputCycles,
  processes: (own, layer, [from], fragments) => [
    ringWriter(own, layer, from!, fragments),
    ringReader(own, layer, fragments),
  ],
  memories: (layer) => [...streamRoms(layer), windowRam(layer, 1, 1, 'lane'), ...poolRams(layer)],
  multipliers: () => 1,
  circuit: 'single',
  features: () => ({}),
  hasSumRegister: false,
};

/** The weight stream, and what of it is logic. */
function streamRoms({ name: layer, encoded, grouping, engine }: LayerHardware<SingleHardware>): Rom[] {
  const { width: bits, depth, rest } = engine.weights;
  const taps = grouping.channelsPerGroup * grouping.tapsPerGroup;
  const part = (name: string, purpose: string, from: number, words: number): Rom => ({
    ...{ layer, name, kind: 'rom', count: 1, words, bits, purpose },
    contents: () => weightWords(weightStream(encoded, taps), bits, from, words),
  });
  const weights = part('weights', 'weights in the order of use: biases, alphas, indexes, signs', 0, depth);
  return rest === 0 ? [weights] : [weights, part('rest', 'the end of the weights', depth, rest)];
}
