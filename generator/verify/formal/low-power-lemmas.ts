import { type Lemma, PDR } from './lemma.js';

/** Of a core whose clock stands between windows. */
export const LOW_POWER_LEMMAS: readonly Lemma[] = [
  {
    name: 'clock-gate',
    statement:
      'Behind a clock gate come whole pulses of its clock and no others: those before whose rising edge the enable was high, for any edges of the clock, if the enable comes from flip-flops of it.',
    checker: 'formal_clock_gate',
    module: 'bb_clock_gate',
    cases: [{}],
    engine: PDR,
    clocks: 'several',
    defects: [
      { module: 'bb_clock_gate', find: 'if (!clk_i) open_q = enable_i;', replace: 'open_q = enable_i;' },
      { module: 'bb_clock_gate', find: 'if (!clk_i) open_q', replace: 'if (clk_i) open_q' },
    ],
  },
  {
    name: 'slow-intake',
    statement:
      'An intake with a slow clock asks for a window whenever one is due and none is in work, once, and tells it as dropped when one is; what describes the window is right, and held until its work is done, which gives one result; samples kept lie in places one behind the other; they are refused, and missed, exactly when they come too early or too late.',
    checker: 'formal_slow_intake',
    module: 'bb_slow_intake',
    cases: [
      { WINDOW: 3, HOP: 2, DEPTH: 4, CYCLES: 2, TIMEOUT: 4 },
      { WINDOW: 2, HOP: 3, DEPTH: 2, CYCLES: 1, TIMEOUT: 3 },
    ],
    engine: PDR,
    // For its reset without a clock.
    clocks: 'several',
    defects: [
      { module: 'bb_slow_intake', find: 'left_q     <= complete ? HOP_C', replace: 'left_q     <= start ? HOP_C' },
      { module: 'bb_slow_intake', find: 'missing_o || overrun_o);', replace: 'missing_o);' },
      { module: 'bb_slow_intake', find: '(request_q && !result_o)', replace: 'request_q' },
      { module: 'bb_slow_intake', find: 'place_q + AHEAD', replace: 'place_q + 1 + AHEAD' },
      { module: 'bb_slow_intake', find: 'going_q && age_q < CYCLES_C', replace: 'age_q < CYCLES_C' },
    ],
  },
  {
    name: 'gated',
    statement:
      'Between a slow clock and a gated one, for any edges of both, whatever the pauses and resets: each window that is asked for is worked on once and gives one result; its samples are the last that were kept when it was asked for, oldest first, whole; the clock is requested while a window is in work, from when the request has come until the work is done the core has every edge, and out of reset no other one.',
    checker: 'formal_gated',
    module: 'bb_window_reader',
    cases: [
      { WINDOW: 2, HOP: 1, DEPTH: 3, CYCLES: 1, TIMEOUT: 2 },
      { WINDOW: 2, HOP: 2, DEPTH: 2, CYCLES: 1, TIMEOUT: 2 },
      { WINDOW: 3, HOP: 2, DEPTH: 4, CYCLES: 1, TIMEOUT: 2 },
    ],
    engine: PDR,
    clocks: 'several',
    defects: [
      { module: 'bb_window_reader', find: '(!valid_q || ready_i);', replace: "(!valid_q || 1'b1);" },
      { module: 'bb_window_reader', find: 'if (active_q && done_i) answer_q', replace: 'if (active_q) answer_q' },
      { module: 'bb_window_reader', find: '!= answer_q && !active_q', replace: '!= answer_q' },
      { module: 'bb_slow_intake', find: 'complete && !request_q', replace: 'complete' },
      { module: 'bb_slow_intake', find: 'request_q && answer == ask_q', replace: 'request_q' },
    ],
  },
];
