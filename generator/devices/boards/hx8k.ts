import { BOARD, type Board } from '../board.js';
import { ICE40 } from '../ice40.js';

export const HX8K = {
  ...BOARD,
  ...ICE40.parts.hx8k,
  family: 'ice40',
  title: 'iCE40-HX8K breakout',
  folder: 'hx8k',
  pins: 'hx8k.pcf',
  button: null,
  outputs: [{ name: 'led_o', bits: 3 }],
  clockHz: 12e6,
  load: { sram: null, flash: ['--board', 'ice40_generic'] },
} as const satisfies Board;
