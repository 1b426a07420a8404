import type { Family } from './device.js';

export const GATEMATE = {
  // A cell CC_L2T4 or CC_L2T5 is half of a programmable element, as an adder is.
  cells: {
    lut: ['CC_LUT*', 'CC_L2T4', 'CC_L2T5', 'CC_ADDF', 'CC_MX*', 'CC_MULT'],
    ff: ['CC_DFF'],
    bram: ['CC_BRAM_20K', 'CC_BRAM_40K'],
    spram: [],
    dsp: [],
  },
  weights: { CC_BRAM_40K: 2 },
  units: { lut: 'LUT tree', bram: '20 kbit' },
  // Debian's does not know the cells that the router takes.
  yosys: { from: 'pypi', atLeast: '0.70' },
  models: null,
  synthesis: null,
  // Pads: synth_gatemate makes them at the ports of every module that is kept apart, so it is told not to.
  finish: ['iopadmap -bits -inpad CC_IBUF Y:I -outpad CC_OBUF A:O', 'clean'],
  router: {
    name: 'nextpnr-himbaechel-gatemate',
    source: { from: 'pypi', atLeast: '0.11' },
    packed: { lc: ['CPE_LT'], bram: ['RAM_HALF'], spram: [], dsp: [] },
    pins: (pins) => ['--vopt', `ccf=${pins}`],
    leaves: (routed) => ['--vopt', `out=${routed}`],
    routed: 'txt',
    packer: {
      name: 'yowasp-gmpack',
      // It tells no version; it comes with the router.
      source: { from: 'python', package: 'yowasp-nextpnr-himbaechel-gatemate', atLeast: '0.11' },
      arguments: (routed, bitstream) => ['--input', routed, '--bit', bitstream],
      ending: 'bit',
    },
  },
  harness: null,
  fusesoc: null,
  parts: {},
} as const satisfies Family;
