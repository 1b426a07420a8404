import { BOARD, type Board } from '../board.js';
import { ICE40 } from '../ice40.js';

export const FOMU = {
  ...BOARD,
  ...ICE40.parts.up5k,
  family: 'ice40',
  title: 'Fomu PVT',
  device: 'iCE40UP5K-UWG30',
  route: ['--up5k', '--package', 'uwg30'],
  folder: 'fomu',
  pins: 'fomu.pcf',
  button: null,
  outputs: [
    { name: 'led_no', bits: 3 },
    { name: 'usb_dp_o', bits: null, level: 0, comment: 'low, as the two below: the host sees no device' },
    { name: 'usb_dn_o', bits: null, level: 0 },
    { name: 'usb_dp_pu_o', bits: null, level: 0 },
  ],
  clockHz: 48e6,
  divide: 4,
  // Its boot loader writes the flash.
  load: { sram: null, flash: ['--board', 'fomu'] },
} as const satisfies Board;
