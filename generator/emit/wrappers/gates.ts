import type { ClockGate } from '../../config/clock-gates.js';

/** What stands between the fast clock and the core's. */
interface Gate {
  /** Hand-written module, a file of its own in rtl-templates/lowpower; null: the clock itself stops. */
  module: string | null;
  /** Cell of a part in it, whose model the bench wants; null: none. */
  cell: string | null;
  /** For the head of the wrapper. */
  words: string[];
}

/** How the core's clock is stopped, by what there is to stop it with. */
export const GATES = {
  cell: {
    module: 'bb_clock_gate',
    cell: null,
    words: ["A gate lets through the edges that the core's work takes, no further ones."],
  },
  oscillator: {
    module: null,
    cell: null,
    words: ['The core has every edge of fast_clk_i: who drives it stops it while it is not asked for.'],
  },
  ecp5: {
    module: 'bb_clock_gate_ecp5',
    cell: 'DCCA',
    words: ["A DCCA lets through the edges that the core's work takes, no further ones."],
  },
  gowin: {
    module: 'bb_clock_gate_gowin',
    cell: 'DQCE',
    words: ["A DQCE lets through the edges that the core's work takes, no further ones."],
  },
} as const satisfies Record<ClockGate, Gate>;
