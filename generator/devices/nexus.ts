import type { Family } from './device.js';

/** CrossLink-NX and Certus-NX: one fabric, of which Yosys is told the name. */
export const nexusSynthesis = (family: 'lifcl' | 'lfd2nx') => `synth_nexus -family ${family} -abc9 -noiopad`;

const PARTS = {
  'lifcl-40': {
    device: 'LIFCL-40-9BG400C',
    board: 'CrossLink-NX Evaluation Board',
    // Two of large RAM, which no design has.
    resources: { lut: 32256, ff: 32256, bram: 84, spram: 0, dsp: 112 },
    synthesis: nexusSynthesis('lifcl'),
    // Its other router finds no way from the clock's pad.
    route: ['--device', 'LIFCL-40-9BG400C', '--router', 'router1'],
    targetMHz: 100,
    harnessPins: [
      'ldc_set_location -site {L13} [get_ports {clk_i}]',
      'ldc_set_location -site {F16} [get_ports {scan_i}]',
      'ldc_set_location -site {F18} [get_ports {scan_o}]',
    ],
  },
} as const;

export const NEXUS = {
  cells: {
    lut: ['LUT4', 'CCU2', 'DPR16X4', 'WIDEFN9'],
    ff: ['FD1P3*'],
    bram: ['DP16K*', 'PDP16K*', 'PDPSC16K*'],
    spram: ['DPSC512K*', 'SP512K*'],
    dsp: ['MULT*'],
  },
  // LUT4s: a carry cell is two, a distributed RAM cell four. Multipliers are counted in halves of 9 bits.
  weights: { CCU2: 2, DPR16X4: 4, WIDEFN9: 2, MULT18X18: 2 },
  units: { lut: 'LUT4', bram: '18 kbit' },
  // PyPI's ties the head of a carry chain to a constant that the router refuses.
  yosys: { from: 'system', tool: 'yosys' },
  models: null,
  synthesis: null,
  // Pads: of every module that is kept apart if Yosys' own command made them.
  finish: ['iopadmap -bits -inpad IB O:I -outpad OB I:O', 'clean'],
  router: {
    name: 'nextpnr-nexus',
    source: { from: 'pypi', atLeast: '0.11' },
    packed: { lc: ['OXIDE_COMB'], bram: ['OXIDE_EBR'], spram: [], dsp: ['MULT9_CORE'] },
    pins: (pins) => ['--pdc', pins],
    leaves: (routed) => ['--fasm', routed],
    routed: 'fasm',
    packer: {
      name: 'prjoxide',
      source: { from: 'pypi', atLeast: '0.1' },
      arguments: (routed, bitstream) => ['pack', routed, bitstream],
      ending: 'bit',
    },
  },
  harness: {
    flipFlop: (name, d, q) => `FD1P3DX #(.GSR("DISABLED")) ${name} (.CK(clk_i), .D(${d}), .Q(${q}));`,
    xor: (name, a, b, y) => `LUT4 #(.INIT("0x6666")) ${name} (.A(${a}), .B(${b}), .Z(${y}));`,
    logicCells: ({ outputs }) => outputs,
    logic: ['OXIDE_COMB'],
    setup: 'boards',
  },
  fusesoc: null,
  parts: PARTS,
} as const satisfies Family;
