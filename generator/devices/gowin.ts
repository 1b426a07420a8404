import { BOARD, type Family } from './device.js';

// Of the scripts of abc9 the third gave the fewest cells, as on the other families.
const synthesis = (family: string) =>
  `scratchpad -copy abc9.script.flow3 abc9.script; synth_gowin -family ${family} -noiopads`;

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
    files: (pins, routed) => ['--vopt', `cst=${pins}`, '--write', routed],
    routed: 'json',
    packer: {
      name: 'gowin_pack',
      source: { from: 'python', package: 'apycula', atLeast: '0.32' },
      arguments: (routed, bitstream) => ['-o', bitstream, routed],
      ending: 'fs',
    },
  },
  harness: null,
  fusesoc: null,
  parts: {},
  boards: {
    tangnano9k: {
      ...BOARD,
      title: 'Tang Nano 9K',
      device: 'GW1NR-LV9QN88PC6/I5',
      resources: { lut: 8640, ff: 6480, bram: 26, spram: 0, dsp: 20 },
      synthesis: synthesis('gw1n'),
      route: ['--device', 'GW1NR-LV9QN88PC6/I5', '--vopt', 'family=GW1N-9C'],
      targetMHz: 60,
      folder: 'tangnano9k',
      pins: 'tangnano9k.cst',
      button: 'button_ni',
      outputs: [{ name: 'led_no', bits: 3 }],
      clockHz: 27e6,
      pack: ['-d', 'GW1N-9C'],
      load: { sram: ['--board', 'tangnano9k'], flash: ['--board', 'tangnano9k', '--write-flash'] },
    },
    tangnano20k: {
      ...BOARD,
      title: 'Tang Nano 20K',
      device: 'GW2AR-LV18QN88C8/I7',
      resources: { lut: 20736, ff: 15552, bram: 46, spram: 0, dsp: 48 },
      synthesis: synthesis('gw2a'),
      route: ['--device', 'GW2AR-LV18QN88C8/I7', '--vopt', 'family=GW2A-18C'],
      targetMHz: 100,
      folder: 'tangnano20k',
      pins: 'tangnano20k.cst',
      button: 'button_i',
      outputs: [{ name: 'led_no', bits: 3 }],
      clockHz: 27e6,
      pack: ['-d', 'GW2A-18C'],
      // By its cable: Debian's openFPGALoader does not know the board's name.
      load: { sram: ['--cable', 'ft2232'], flash: ['--cable', 'ft2232', '--write-flash'] },
    },
  },
} as const satisfies Family;
