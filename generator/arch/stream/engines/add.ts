import type { Engine } from '../engine.js';
import { poolRams } from '../memories.js';
import { adder, outputCycles } from './add/cycles.js';
import { type AddHardware, size } from './add/sizing.js';

export const add: Engine<AddHardware> = {
  tapsPerCycle: null,
  lanes: () => [],
  size,
  outputCycles,
  processes: (own, layer, [a, b], fragments) => [adder(own, layer, a!, b!, fragments)],
  memories: (layer) => poolRams(layer),
  multipliers: () => 0,
  circuit: 'add',
  features: () => ({}),
  hasSumRegister: false,
};
