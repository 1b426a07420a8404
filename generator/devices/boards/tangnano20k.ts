import { BOARD, type Board } from '../board.js';
import { GOWIN } from '../gowin.js';

export const TANGNANO20K = {
  ...GOWIN.parts['gw2ar-18'],
  ...BOARD,
  family: 'gowin',
  title: 'Tang Nano 20K',
  folder: 'tangnano20k',
  pins: 'tangnano20k.cst',
  button: 'button_i',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 27e6,
  pack: ['-d', 'GW2A-18C'],
  // By its cable: Debian's openFPGALoader does not know the board's name.
  load: { sram: ['--cable', 'ft2232'], flash: ['--cable', 'ft2232', '--write-flash'] },
} as const satisfies Board;
