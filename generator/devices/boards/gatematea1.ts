import { BOARD, type Board } from '../board.js';

export const GATEMATEA1 = {
  ...BOARD,
  family: 'gatemate',
  title: 'GateMateA1-EVB',
  device: 'CCGM1A1',
  // Logic cells and flip-flops are two in each programmable element, block RAM in halves of 20 kbit.
  resources: { lut: 40960, ff: 40960, bram: 64, spram: 0, dsp: 0 },
  synthesis: 'synth_gatemate -luttree -nomx8 -noiopad',
  // With bridges nextpnr 0.11.1 overflows its stack on designs of this size.
  route: ['--device', 'CCGM1A1', '--vopt', 'no-bridges'],
  targetMHz: 25,
  folder: 'gatematea1',
  pins: 'gatematea1.ccf',
  button: 'button_ni',
  outputs: [{ name: 'led_no', bits: null }],
  clockHz: 10e6,
  // Its RP2040 is the cable.
  load: {
    sram: ['--cable', 'dirtyJtag'],
    flash: ['--board', 'gatemate_evb_jtag', '--cable', 'dirtyJtag', '--write-flash'],
  },
} as const satisfies Board;
