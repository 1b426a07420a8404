import { BOARD, type Board } from '../board.js';
import { nexusSynthesis } from '../nexus.js';

export const CROSSLINKNX = {
  ...BOARD,
  family: 'nexus',
  title: 'CrossLink-NX Evaluation Board',
  device: 'LIFCL-40-9BG400C',
  // Two of large RAM, which no design has.
  resources: { lut: 32256, ff: 32256, bram: 84, spram: 0, dsp: 112 },
  synthesis: nexusSynthesis('lifcl'),
  // Its other router finds no way from the clock's pad.
  route: ['--device', 'LIFCL-40-9BG400C', '--router', 'router1'],
  targetMHz: 60,
  folder: 'crosslinknx',
  pins: 'crosslinknx.pdc',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 12e6,
  load: { sram: ['--board', 'crosslinknx_evn'], flash: ['--board', 'crosslinknx_evn', '--write-flash'] },
} as const satisfies Board;
