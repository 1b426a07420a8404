import type { Family } from './device.js';

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
} as const satisfies Family;
