import type { Engine } from '../engine.js';
import { poolRams } from '../memories.js';
import { outputCycles, adder as process } from './adder/cycles.js';
import { type AddHardware, size } from './adder/sizing.js';

export const adder: Engine<AddHardware> = {
  tapsPerCycle: null,
  lanes: () => [],
  size,
  outputCycles,
  processes: (own, layer, [a, b], fragments) => [process(own, layer, a!, b!, fragments)],
  memories: (layer) => poolRams(layer),
  multipliers: () => 0,
  circuit: 'add',
  features: () => ({}),
  hasSumRegister: false,
};
