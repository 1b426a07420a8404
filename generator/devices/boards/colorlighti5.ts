import { BOARD, type Board } from '../board.js';
import { ECP5 } from '../ecp5.js';

export const COLORLIGHTI5 = {
  ...BOARD,
  ...ECP5.parts['ecp5-25f'],
  family: 'ecp5',
  title: 'Colorlight i5 7.0',
  folder: 'colorlighti5',
  pins: 'colorlighti5.lpf',
  button: null,
  outputs: [{ name: 'led_no', bits: null }],
  clockHz: 25e6,
  load: { sram: ['--board', 'colorlight-i5'], flash: ['--board', 'colorlight-i5', '--write-flash'] },
} as const satisfies Board;
