import { coreCycles } from '../../arch/monitor.js';
import { BIT_CYCLES, type GatedTop } from '../../emit/wrappers/gated-board.js';
import { TICK_PS } from '../../emit/wrappers/gated-board-bench.js';
import { resultFrameCycles } from '../../link/result-frames.js';
import { random } from '../../support/random.js';

/** The oscillators of a simulated board, in ps. */
export interface Oscillators {
  /** Half a period of the slow one. */
  slowHalf: number;
  /** Half a period of the fast one, before its divider. */
  fastHalf: number;
  /** From its power to a stable clock. */
  wake: number;
}

/** As their data sheets have them. */
export const OSCILLATORS: Oscillators = { slowHalf: 50_000_000, fastHalf: 10_417, wake: 100_000_000 };

/** A tenth off, each to the other side, and of no ratio. */
export const SLOW_IS_FAST: Oscillators = { slowHalf: 45_454_561, fastHalf: 11_471, wake: 100_000_000 };
export const SLOW_IS_SLOW: Oscillators = { slowHalf: 55_555_541, fastHalf: 9_473, wake: 60_000_000 };

/** Ticks of the bench in so many cycles of the slow oscillator. */
export const ticksOf = ({ slowHalf }: Oscillators, cycles: number): number => (cycles * 2 * slowHalf) / TICK_PS;

/** A button that is pressed: samples after the last reset, then cycles until it is, and the cycles that it is held. */
export interface Press {
  samples: number;
  cycles: number;
  held: number;
  /** The core is at work then. */
  atWork: boolean;
}

/** What is played to the top of a gated monitor. */
export interface GatedBoardScript {
  samples: { code: number; leadOff: boolean }[];
  presses: Press[];
  /** Cycles after the last sample until all is said. */
  drain: number;
}

/** From a press to the reset: two flip-flops and the reset's own. */
export const PRESSED = 3;
/** From the sample that completes a window to the first edge of the core's clock: the request, and what the oscillator takes. */
const STARTS = 4;
const HELD = 40;
/** Of the converter's frame from its start to when it is left. */
const SELECTED = 16;

/**
 * A signal and a button for the top of a gated monitor: the button is pressed in the middle of a window, while the core is at
 * work, and while a result is on the line; then come windows, of which some are flat and one has no contact.
 */
export function gatedBoardScript({ gated, period }: GatedTop): GatedBoardScript {
  const { hardware, hopSamples: hop, coreHz, clockHz, workCycles } = gated;
  const { samples: window, codeBits } = hardware.model.input;
  const rng = random(1);
  const drawn = (count: number) =>
    Array.from({ length: count }, () => ({ code: rng.integer(0, 2 ** codeBits - 1), leadOff: false }));
  const still = (count: number) => Array.from({ length: count }, () => ({ code: 0, leadOff: false }));
  const work = (coreCycles(hardware).workCycles / coreHz) * clockHz;
  const frame = resultFrameCycles(BIT_CYCLES);
  const presses: Press[] = [
    // Within a frame of the converter, some clocks behind its start.
    { samples: window + 2 * hop + Math.floor(hop / 2), cycles: period - SELECTED + 5, held: HELD, atWork: false },
    { samples: window, cycles: Math.max(1, STARTS + work / 2 - PRESSED), held: HELD, atWork: true },
    { samples: window, cycles: STARTS + work + frame / 4, held: HELD, atWork: false },
  ];
  const before = presses.reduce(
    (sum, { samples, cycles }) => sum + samples + Math.ceil((cycles + HELD) / period) + 2,
    0,
  );
  const [off, ...rest] = drawn(window);
  const samples = [
    ...drawn(before + window + hop),
    ...still(window + hop),
    { ...off!, leadOff: true },
    ...rest,
    ...drawn(window + hop),
  ];
  return { samples, presses, drain: workCycles + frame };
}
