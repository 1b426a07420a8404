import { BOARD, type Board } from '../board.js';
import { ECP5 } from '../ecp5.js';

export const ORANGECRAB = {
  ...BOARD,
  ...ECP5.parts['ecp5-25f'],
  family: 'ecp5',
  title: 'OrangeCrab r0.2 25F',
  device: 'LFE5U-25F-8MG285C',
  route: ['--25k', '--package', 'CSFBGA285', '--speed', '8'],
  folder: 'orangecrab',
  pins: 'orangecrab.lpf',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 48e6,
  // The clock at which the board's boot loader reads the flash.
  pack: ['--freq', '38.8'],
  load: { sram: null, flash: ['--board', 'orangeCrab'] },
} as const satisfies Board;
