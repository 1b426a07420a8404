import { BOARD, type Board } from '../board.js';
import { NEXUS } from '../nexus.js';

export const CROSSLINKNX = {
  ...NEXUS.parts['lifcl-40'],
  ...BOARD,
  family: 'nexus',
  title: 'CrossLink-NX Evaluation Board',
  targetMHz: 60,
  folder: 'crosslinknx',
  pins: 'crosslinknx.pdc',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 12e6,
  load: { sram: ['--board', 'crosslinknx_evn'], flash: ['--board', 'crosslinknx_evn', '--write-flash'] },
} as const satisfies Board;
