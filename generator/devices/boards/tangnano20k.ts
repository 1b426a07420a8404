import { BOARD, type Board } from '../board.js';
import { gowinSynthesis } from '../gowin.js';

export const TANGNANO20K = {
  ...BOARD,
  family: 'gowin',
  title: 'Tang Nano 20K',
  device: 'GW2AR-LV18QN88C8/I7',
  resources: { lut: 20736, ff: 15552, bram: 46, spram: 0, dsp: 48 },
  synthesis: gowinSynthesis('gw2a'),
  route: ['--device', 'GW2AR-LV18QN88C8/I7', '--vopt', 'family=GW2A-18C'],
  targetMHz: 100,
  folder: 'tangnano20k',
  pins: 'tangnano20k.cst',
  button: 'button_i',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 27e6,
  pack: ['-d', 'GW2A-18C'],
  // By its cable: Debian's openFPGALoader does not know the board's name.
  load: { sram: ['--cable', 'ft2232'], flash: ['--cable', 'ft2232', '--write-flash'] },
} as const satisfies Board;
