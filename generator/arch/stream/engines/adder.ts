import type { Engine } from '../engine.js';
import { poolRams } from '../memories.js';
import { outputCycles, summing } from './adder/cycles.js';
import { type AddHardware, size } from './adder/sizing.js';

export const adder: Engine<AddHardware> = {
  tapsPerCycle: null,
  lanes: () => [],
  size,
  outputCycles,
  processes: (own, layer, [a, b], fragments) => [summing(own, layer, a!, b!, fragments)],
  memories: (layer) => poolRams(layer),
  multipliers: () => 0,
  circuit: 'add',
  features: () => ({}),
  hasSumRegister: false,
};
