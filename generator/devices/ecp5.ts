import type { Family } from './device.js';

// abc9's third script gave the fastest clock.
const SYNTHESIS = 'scratchpad -copy abc9.script.flow3 abc9.script; synth_ecp5 -abc9';

const part = <const S extends string>(size: S, device: string) =>
  ({
    device,
    board: 'ULX3S',
    synthesis: SYNTHESIS,
    route: [`--${size}`, '--package', 'CABGA381', '--speed', '6'],
    targetMHz: 100,
    harnessPins: null,
  }) as const;

const PARTS = {
  'ecp5-25f': {
    ...part('25k', 'LFE5U-25F-6BG381C'),
    resources: { lut: 24288, ff: 24288, bram: 56, spram: 0, dsp: 28 },
  },
  'ecp5-85f': {
    ...part('85k', 'LFE5U-85F-6BG381C'),
    resources: { lut: 83640, ff: 83640, bram: 208, spram: 0, dsp: 156 },
  },
} as const;

export const ECP5 = {
  cells: {
    lut: ['LUT4', 'CCU2C', 'TRELLIS_DPR16X4'],
    ff: ['TRELLIS_FF'],
    bram: ['DP16KD', 'PDPW16KD'],
    spram: [],
    dsp: ['MULT18X18D'],
  },
  // LUT4s: a carry cell is two, a distributed RAM cell four.
  weights: { CCU2C: 2, TRELLIS_DPR16X4: 4 },
  units: { lut: 'LUT4', bram: '18 kbit' },
  yosys: { from: 'system', tool: 'yosys' },
  models: { yosys: 'ecp5/cells_sim.v', defines: [], own: 'ecp5.v' },
  synthesis: SYNTHESIS,
  finish: [],
  router: {
    name: 'nextpnr-ecp5',
    // Debian has none.
    source: { from: 'pypi', atLeast: '0.4' },
    // Here a logic cell is a LUT4 with its carry; flip-flops are counted apart.
    packed: { lc: ['TRELLIS_COMB'], bram: ['DP16KD'], spram: [], dsp: ['MULT18X18D'] },
    pins: (pins) => ['--lpf', pins],
    leaves: (routed) => ['--textcfg', routed],
    routed: 'config',
    packer: {
      name: 'ecppack',
      source: { from: 'pypi', atLeast: '1.4' },
      arguments: (routed, bitstream) => ['--compress', '--input', routed, '--bit', bitstream],
      ending: 'bit',
    },
  },
  harness: {
    flipFlop: (name, d, q) =>
      `TRELLIS_FF #(.GSR("DISABLED")) ${name} (.CLK(clk_i), .LSR(1'b0), .CE(1'b1), .DI(${d}), .Q(${q}));`,
    xor: (name, a, b, y) => `LUT4 #(.INIT(16'h6666)) ${name} (.A(${a}), .B(${b}), .C(1'b0), .D(1'b0), .Z(${y}));`,
    logicCells: ({ outputs }) => outputs,
    logic: ['TRELLIS_COMB'],
    setup: 'synth',
  },
  fusesoc: { flow: 'trellis', pins: 'LPF', packer: 'ecppack_options' },
  parts: PARTS,
} as const satisfies Family;
