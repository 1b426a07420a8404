import { BOARD, type Board } from '../board.js';
import { gowinSynthesis } from '../gowin.js';

export const TANGNANO9K = {
  ...BOARD,
  family: 'gowin',
  title: 'Tang Nano 9K',
  device: 'GW1NR-LV9QN88PC6/I5',
  resources: { lut: 8640, ff: 6480, bram: 26, spram: 0, dsp: 20 },
  synthesis: gowinSynthesis('gw1n'),
  route: ['--device', 'GW1NR-LV9QN88PC6/I5', '--vopt', 'family=GW1N-9C'],
  targetMHz: 60,
  folder: 'tangnano9k',
  pins: 'tangnano9k.cst',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 27e6,
  pack: ['-d', 'GW1N-9C'],
  load: { sram: ['--board', 'tangnano9k'], flash: ['--board', 'tangnano9k', '--write-flash'] },
} as const satisfies Board;
