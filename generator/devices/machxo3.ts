import type { Family } from './device.js';

/** Of MachXO2 the same with `xo2`. */
export const MACHXO3_SYNTHESIS = 'synth_lattice -family xo3';

export const MACHXO3 = {
  cells: {
    lut: ['LUT4', 'CCU2D', 'TRELLIS_DPR16X4'],
    ff: ['TRELLIS_FF'],
    bram: ['DP8KC', 'PDPW8KC'],
    spram: [],
    dsp: [],
  },
  // LUT4s: a carry cell is two, a distributed RAM cell four.
  weights: { CCU2D: 2, TRELLIS_DPR16X4: 4 },
  units: { lut: 'LUT4', bram: '9 kbit' },
  yosys: { from: 'pypi', atLeast: '0.70' },
  models: null,
  synthesis: null,
  finish: [],
  router: {
    name: 'nextpnr-machxo2',
    source: { from: 'pypi', atLeast: '0.11' },
    packed: { lc: ['TRELLIS_COMB'], bram: ['DP8KC'], spram: [], dsp: [] },
    pins: (pins) => ['--lpf', pins],
    leaves: (routed) => ['--textcfg', routed],
    routed: 'config',
    packer: {
      name: 'xo2pack',
      source: { from: 'pypi', atLeast: '1.4' },
      arguments: (routed, bitstream) => ['--compress', '--input', routed, '--bit', bitstream],
      ending: 'bit',
    },
  },
  harness: null,
  fusesoc: null,
  parts: {},
} as const satisfies Family;
