import type { GatedBoard } from './gated-board.js';

export const GATED_ICEBREAKER = {
  templates: 'lowpower/icebreaker',
  pins: 'lowpower/icebreaker',
  gate: 'oscillator',
  slowHz: 10_000,
  bitCycles: 8,
  clocks: {
    kind: 'oscillators',
    wakeCycles: 2,
    fastHz: { '0b00': 48e6, '0b01': 24e6, '0b10': 12e6, '0b11': 6e6 },
  },
  headings: {
    converter: 'PMOD 1A: a serial converter of 12 bits',
    results: 'PMOD 1B: for a cycle of the slow clock with each window',
  },
  leds: { result: 'led_o', error: 'led_error_no' },
} as const satisfies GatedBoard;
