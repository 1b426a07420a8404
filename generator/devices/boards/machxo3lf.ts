import { BOARD, type Board } from '../board.js';
import { MACHXO3_SYNTHESIS } from '../machxo3.js';

export const MACHXO3LF = {
  ...BOARD,
  family: 'machxo3',
  title: 'MachXO3LF Starter Kit',
  device: 'LCMXO3LF-6900C-5BG256C',
  resources: { lut: 6864, ff: 6864, bram: 26, spram: 0, dsp: 0 },
  synthesis: MACHXO3_SYNTHESIS,
  route: ['--device', 'LCMXO3LF-6900C-5BG256C'],
  targetMHz: 40,
  folder: 'machxo3lf',
  pins: 'machxo3lf.lpf',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: 3 }],
  clockHz: 12e6,
  unpacked:
    'the xo2pack of PyPI has no data of MachXO3. With ecppack of Project Trellis and its data base: ' +
    'ecppack --compress --input results/routed-machxo3lf-<seed>.config --bit <file>',
  load: { sram: ['--board', 'machXO3SK'], flash: ['--board', 'machXO3SK', '--write-flash'] },
} as const satisfies Board;
