import { BOARD, type Board } from '../board.js';
import { ICE40 } from '../ice40.js';

export const ICESUGAR = {
  ...BOARD,
  ...ICE40.parts.up5k,
  family: 'ice40',
  title: 'iCESugar 1.5',
  folder: 'icesugar',
  pins: 'icesugar.pcf',
  button: null,
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 12e6,
  load: { byHand: 'copy it to the drive iCELink that the board is on USB, or load it with icesprog' },
} as const satisfies Board;
