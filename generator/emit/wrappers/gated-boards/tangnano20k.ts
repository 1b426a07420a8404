import { CRYSTAL } from './crystal.js';
import type { GatedBoard } from './gated-board.js';

export const GATED_TANGNANO20K = {
  ...CRYSTAL,
  pins: 'gatedboards/tangnano20k',
  gate: 'gowin',
  clocks: {
    kind: 'crystal',
    divide: 938,
    buffer: { cell: 'BUFG', from: 'I', to: 'O', rest: '' },
    netlist: null,
    where: [
      'A serial converter is on pins 73, 74, 75 and 85, results are on 77, 27, 28, 25, 26, 29, 30 and 31.',
      'LED 0 changes with every result, LED 1 says that the status is not 0; button S1 restarts.',
    ],
  },
  headings: {
    converter: 'pins 73, 74, 75 and 85: a serial converter of 12 bits',
    results: 'pins 77 and 27 to 31: for a cycle of the slow clock with each window',
  },
  leds: { result: 'led_no', error: 'led_error_no' },
} as const satisfies GatedBoard;
