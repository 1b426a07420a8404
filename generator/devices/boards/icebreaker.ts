import { BOARD, type Board } from '../board.js';
import { ICE40 } from '../ice40.js';

export const ICEBREAKER = {
  ...BOARD,
  ...ICE40.parts.up5k,
  family: 'ice40',
  title: 'iCEBreaker',
  folder: 'icebreaker',
  pins: 'icebreaker.pcf',
  button: 'button_ni',
  outputs: [
    { name: 'led_o', bits: 2 },
    { name: 'led_error_no', bits: null },
  ],
  clockHz: 12e6,
  // The FPGA starts from the flash only; openFPGALoader knows the wiring as this board's.
  load: { sram: null, flash: ['--board', 'ice40_generic'] },
} as const satisfies Board;
