import { BOARD, type Board } from '../board.js';

export const ARTYA7 = {
  ...BOARD,
  family: 'xilinx',
  title: 'Arty A7-35T',
  device: 'xc7a35ticsg324-1L',
  // Block RAM in halves of 18 kbit.
  resources: { lut: 20800, ff: 41600, bram: 100, spram: 0, dsp: 90 },
  synthesis: 'synth_xilinx -family xc7 -flatten -noiopad',
  route: [],
  targetMHz: 100,
  folder: 'artya7',
  pins: 'artya7.xdc',
  button: 'button_ni',
  outputs: [{ name: 'led_o', bits: 3 }],
  scripts: ['vivado.tcl'],
  models: ['BUFG.v'],
  clockHz: 100e6,
  // No router was run here, and designs reach less than the crystal's clock on every part where one was.
  divide: 4,
  load: { sram: ['--board', 'arty_a7_35t'], flash: ['--board', 'arty_a7_35t', '--write-flash'] },
} as const satisfies Board;
