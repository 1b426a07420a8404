import type { Family } from './device.js';

/**
 * Yosys' command for iCE40: of what it offers, abc9 with flip-flops and its third script gave the fewest logic cells. What is
 * placed and routed and what is simulated as a netlist are made by the same command.
 */
export const ICE40_SYNTHESIS = 'scratchpad -copy abc9.script.flow3 abc9.script; synth_ice40 -abc9 -dff';

const PARTS = {
  up5k: {
    device: 'iCE40UP5K-SG48',
    board: 'iCEBreaker',
    resources: { lut: 5280, ff: 5280, bram: 30, spram: 4, dsp: 8 },
    synthesis: `${ICE40_SYNTHESIS} -dsp -device u`,
    route: ['--up5k', '--package', 'sg48'],
    targetMHz: 48,
    harnessPins: null,
  },
  hx8k: {
    device: 'iCE40HX8K-CT256',
    board: 'iCE40-HX8K breakout',
    resources: { lut: 7680, ff: 7680, bram: 32, spram: 0, dsp: 0 },
    synthesis: `${ICE40_SYNTHESIS} -device hx`,
    route: ['--hx8k', '--package', 'ct256'],
    targetMHz: 100,
    harnessPins: null,
  },
} as const;

export const ICE40 = {
  cells: { lut: ['SB_LUT4'], ff: ['SB_DFF*'], bram: ['SB_RAM40_4K*'], spram: ['SB_SPRAM256KA'], dsp: ['SB_MAC16'] },
  weights: {},
  units: { lut: 'LUT4', bram: '4 kbit' },
  yosys: { from: 'system', tool: 'yosys' },
  // Ports without a default: Yosys connects all, and not every simulator takes them.
  models: { yosys: 'ice40/cells_sim.v', defines: ['NO_ICE40_DEFAULT_ASSIGNMENTS'], own: null },
  synthesis: `${ICE40_SYNTHESIS} -dsp`,
  finish: [],
  router: {
    name: 'nextpnr-ice40',
    source: { from: 'system', tool: 'nextpnr-ice40' },
    // A logic cell is a LUT4 with its carry and its flip-flop.
    packed: { lc: ['ICESTORM_LC'], bram: ['ICESTORM_RAM'], spram: ['ICESTORM_SPRAM'], dsp: ['ICESTORM_DSP'] },
    pins: (pins) => ['--pcf', pins],
    leaves: (routed) => ['--asc', routed],
    routed: 'asc',
    packer: {
      name: 'icepack',
      // It does not tell its version; it comes with the router's data base.
      source: { from: 'debian', package: 'fpga-icestorm' },
      arguments: (routed, bitstream) => [routed, bitstream],
      ending: 'bin',
    },
  },
  harness: {
    flipFlop: (name, d, q) => `SB_DFF ${name} (.C(clk_i), .D(${d}), .Q(${q}));`,
    xor: (name, a, b, y) =>
      `SB_LUT4 #(.LUT_INIT(16'h6666)) ${name} (.I0(${a}), .I1(${b}), .I2(1'b0), .I3(1'b0), .O(${y}));`,
    logicCells: ({ inputs, outputs }) => inputs + outputs,
    logic: ['ICESTORM_LC'],
    setup: 'synth',
  },
  fusesoc: { flow: 'icestorm', pins: 'PCF', packer: 'icepack_options' },
  parts: PARTS,
} as const satisfies Family;
