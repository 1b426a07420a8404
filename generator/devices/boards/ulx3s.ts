import { BOARD, type Board } from '../board.js';
import { ECP5 } from '../ecp5.js';

const ULX3S = {
  ...BOARD,
  family: 'ecp5',
  folder: 'ulx3s',
  pins: 'ulx3s.lpf',
  button: 'button_i',
  outputs: [
    { name: 'led_o', bits: 3 },
    { name: 'wifi_gpio0_o', bits: null, level: 1, comment: 'high keeps the ESP32 from loading another bitstream' },
  ],
  clockHz: 25e6,
  load: { sram: ['--board', 'ulx3s'], flash: ['--board', 'ulx3s', '--write-flash'] },
} as const;

export const ULX3S_25F = { ...ULX3S, ...ECP5.parts['ecp5-25f'], title: 'ULX3S 25F' } as const satisfies Board;
export const ULX3S_85F = { ...ULX3S, ...ECP5.parts['ecp5-85f'], title: 'ULX3S 85F' } as const satisfies Board;
