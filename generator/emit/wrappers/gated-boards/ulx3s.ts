import { CRYSTAL } from './crystal.js';
import type { GatedBoard } from './gated-board.js';

export const GATED_ULX3S = {
  ...CRYSTAL,
  pins: 'gatedboards/ulx3s',
  gate: 'ecp5',
  clocks: {
    kind: 'crystal',
    divide: 868,
    buffer: { cell: 'DCCA', from: 'CLKI', to: 'CLKO', rest: ", .CE(1'b1)" },
    netlist: 'netlist.ys',
    where: [
      'A serial converter is on GP0 to GP3 of header J1, results are on GN0 to GN7. LED D0 changes with',
      'every result, D1 says that the status is not 0; button FIRE1 restarts.',
    ],
  },
  headings: {
    converter: 'J1, GP0 to GP3: a serial converter of 12 bits',
    results: 'J1, GN0 to GN7: for a cycle of the slow clock with each window',
  },
  leds: { result: 'led_o', error: 'led_error_o' },
} as const satisfies GatedBoard;
