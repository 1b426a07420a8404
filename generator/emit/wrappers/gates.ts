import type { ClockGate } from '../../config/clock-gates.js';

/** What stands between the fast clock and the core's. */
interface Gate {
  /** Hand-written module, a file of its own in rtl-templates/lowpower; null: the clock itself stops. */
  module: string | null;
  /** For the head of the wrapper. */
  words: string[];
}

/** How the core's clock is stopped, by what there is to stop it with. */
export const GATES = {
  cell: {
    module: 'bb_clock_gate',
    words: ["A gate lets through the edges that the core's work takes, no further ones."],
  },
  oscillator: {
    module: null,
    words: ['The core has every edge of fast_clk_i: who drives it stops it while it is not asked for.'],
  },
} as const satisfies Record<ClockGate, Gate>;
