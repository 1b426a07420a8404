import { BOARD, type Board } from '../board.js';
import { ICE40 } from '../ice40.js';

export const UPDUINO = {
  ...BOARD,
  ...ICE40.parts.up5k,
  family: 'ice40',
  title: 'UPduino 3',
  folder: 'upduino',
  pins: 'upduino.pcf',
  button: null,
  outputs: [
    { name: 'led_no', bits: 3 },
    { name: 'flash_no', bits: null, level: 1, comment: 'high: the flash leaves its pins to the UART' },
  ],
  clockHz: 12e6,
  // The USB chip is not the one of openFPGALoader's generic board.
  load: { by: 'iceprog', sram: null, flash: [] },
} as const satisfies Board;
