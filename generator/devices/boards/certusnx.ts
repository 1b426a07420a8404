import { BOARD, type Board } from '../board.js';
import { nexusSynthesis } from '../nexus.js';

export const CERTUSNX = {
  ...BOARD,
  family: 'nexus',
  title: 'Certus-NX Versa Board',
  device: 'LFD2NX-40-8BG256C',
  resources: { lut: 32256, ff: 32256, bram: 84, spram: 0, dsp: 112 },
  synthesis: nexusSynthesis('lfd2nx'),
  // Its other router finds no way from the clock's pad.
  route: ['--device', 'LFD2NX-40-8BG256C', '--router', 'router1'],
  targetMHz: 60,
  folder: 'certusnx',
  pins: 'certusnx.pdc',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 25e6,
  // Debian's openFPGALoader knows neither the board nor its part.
  load: { byHand: 'load it with a later openFPGALoader, --board certusnx_versa_evn, or with ecpprog -S' },
} as const satisfies Board;
