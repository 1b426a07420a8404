import { BOARD, type Family } from './device.js';

export const XILINX = {
  cells: {
    lut: ['LUT*', 'RAM*X1*', 'RAM32M', 'RAM64M'],
    ff: ['FD*'],
    bram: ['RAMB18*', 'RAMB36*'],
    spram: [],
    dsp: ['DSP48E1'],
  },
  // Two halves; what a distributed RAM takes.
  weights: { RAMB36E1: 2, RAM32M: 4, RAM64M: 4 },
  units: { lut: 'LUT6', bram: '18 kbit' },
  yosys: { from: 'system', tool: 'yosys' },
  models: null,
  synthesis: null,
  // As the other families' synthesis does at its end: cells are named after their nets, so that their instance is known.
  finish: ['autoname'],
  router: null,
  harness: null,
  fusesoc: null,
  parts: {},
  boards: {
    artya7: {
      ...BOARD,
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
      clockHz: 100e6,
      // No router was run here, and designs reach less than the crystal's clock on every part where one was.
      divide: 4,
      load: { sram: ['--board', 'arty_a7_35t'], flash: ['--board', 'arty_a7_35t', '--write-flash'] },
    },
  },
} as const satisfies Family;
