import { unsignedBits } from '../../../model/encode.js';
import { SIGN_WORD_BITS } from '../../../model/storage.js';
import type { Engine } from '../engine.js';
import { writer } from '../handshakes.js';
import { poolRams, weightRoms, windowRam } from '../memories.js';
import { outputCycles, reader } from './several/cycles.js';
import { lanes, type SeveralHardware, size } from './several/sizing.js';

export const several: Engine<SeveralHardware> = {
  tapsPerCycle: 1,
  lanes,
  size,
  outputCycles,
  processes: (own, layer, [from], fragments) => [writer(own, layer, from!, fragments), reader(own, layer, fragments)],
  // A lane's bank has a power of two of words for the positions of a stride.
  memories: (layer) => [
    ...weightRoms(layer, SIGN_WORD_BITS),
    windowRam(layer, layer.lanes, 2 ** unsignedBits(layer.shape.stride - 1), 'lane'),
    ...poolRams(layer),
  ],
  multipliers: () => 1,
  circuit: 'lanes',
  // Banks are turned round by a stage of multiplexers for each bit of the lanes' number.
  features: (layer) => ({ turns: layer.lanes * Math.log2(layer.lanes) * layer.xBits }),
  hasSumRegister: true,
};
