import type { Family } from './device.js';

// Of the scripts of abc9 the third gave the fewest cells, as on the other families.
export const gowinSynthesis = (family: string) =>
  `scratchpad -copy abc9.script.flow3 abc9.script; synth_gowin -family ${family} -noiopads`;

const PARTS = {
  'gw2ar-18': {
    device: 'GW2AR-LV18QN88C8/I7',
    board: 'Tang Nano 20K',
    resources: { lut: 20736, ff: 15552, bram: 46, spram: 0, dsp: 48 },
    synthesis: gowinSynthesis('gw2a'),
    route: ['--device', 'GW2AR-LV18QN88C8/I7', '--vopt', 'family=GW2A-18C'],
    targetMHz: 100,
    harnessPins: ['IO_LOC "clk_i" 4;', 'IO_LOC "scan_i" 70;', 'IO_LOC "scan_o" 69;'],
  },
} as const;

export const GOWIN = {
  cells: {
    lut: ['LUT*', 'ALU', 'RAM16S*'],
    ff: ['DFF*'],
    bram: ['SP', 'SPX9', 'SDP*', 'DPB', 'DPX9B', 'pROM*'],
    spram: [],
    dsp: ['MULT9X9', 'MULT18X18'],
  },
  weights: { RAM16S1: 1, RAM16S2: 2, RAM16S4: 4, RAM16SDP1: 1, RAM16SDP2: 2, RAM16SDP4: 4 },
  units: { lut: 'LUT4', bram: '18 kbit' },
  // Debian's maps cells that the router does not take.
  yosys: { from: 'pypi', atLeast: '0.70' },
  models: { yosys: 'gowin/cells_sim.v', defines: [], own: 'gowin.v' },
  synthesis: null,
  // Pads: synth_gowin makes them at the ports of every module that is kept apart, so it is told not to.
  finish: ['iopadmap -bits -inpad IBUF O:I -outpad OBUF I:O', 'clean'],
  router: {
    name: 'nextpnr-himbaechel-gowin',
    source: { from: 'pypi', atLeast: '0.11' },
    // An ALU stands in the place of a LUT.
    packed: { lc: ['LUT4', 'ALU'], bram: ['BSRAM'], spram: [], dsp: ['MULT9X9', 'MULT18X18'] },
    pins: (pins) => ['--vopt', `cst=${pins}`],
    leaves: (routed) => ['--write', routed],
    routed: 'json',
    packer: {
      name: 'gowin_pack',
      source: { from: 'python', package: 'apycula', atLeast: '0.32' },
      arguments: (routed, bitstream) => ['-o', bitstream, routed],
      ending: 'fs',
    },
  },
  harness: {
    flipFlop: (name, d, q) => `DFF ${name} (.CLK(clk_i), .D(${d}), .Q(${q}));`,
    xor: (name, a, b, y) => `LUT2 #(.INIT(4'h6)) ${name} (.I0(${a}), .I1(${b}), .F(${y}));`,
    // The input of a flip-flop comes from the LUT before it, as a wire if need be.
    logicCells: ({ inputs, outputs }) => inputs + outputs,
    logic: ['LUT1', 'LUT2', 'LUT3', 'LUT4', 'ALU'],
    setup: 'boards',
  },
  fusesoc: null,
  parts: PARTS,
} as const satisfies Family;
