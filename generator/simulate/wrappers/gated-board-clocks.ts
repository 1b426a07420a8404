import { coreCycles } from '../../arch/monitor.js';
import type { GatedTop } from '../../emit/wrappers/gated-board.js';
import { LOOKS, tickPs } from '../../emit/wrappers/gated-board-bench.js';

/** The clocks of a simulated board. */
export interface BoardClocks {
  /** Plus-arguments of the bench. */
  arguments: readonly string[];
  /** Ticks of the bench in so many cycles of the slow clock. */
  ticks: (cycles: number) => number;
  /** Most edges that the bench may count in so many windows and resets: of the fast oscillator, or of the core's clock. */
  mostEdges: (counts: { windows: number; resets: number }) => number;
}

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

/** Cycles of the slow oscillator around what is counted. */
export const SLACK = 3;

/** Edges of a crystal around a window, and around a reset, in which the core's clock may run: synchronisers, reset, gate. */
const AROUND = 8;

/** Clocks of a top by the FPGA's own oscillators. */
export function oscillatorClocks(
  { gated, clocks, ...top }: GatedTop,
  { slowHalf, fastHalf, wake }: Oscillators,
): BoardClocks {
  const divider = clocks.kind === 'oscillators' ? clocks.divider : '0b00';
  const tick = tickPs({ gated, clocks, ...top });
  return {
    arguments: [`+lfosc_half=${slowHalf}`, `+hfosc_half=${fastHalf}`, `+hfosc_wake=${wake}`],
    ticks: (cycles) => (cycles * 2 * slowHalf) / tick,
    mostEdges: ({ windows }) =>
      Math.ceil(
        (windows * (gated.workCycles + SLACK) * slowHalf) / (fastHalf * 2 ** Number.parseInt(divider.slice(2), 2)),
      ),
  };
}

/** Clocks of a top by the board's crystal; `every`: none of its edges is left out, which takes long. */
export function crystalClocks(top: GatedTop, every = false): BoardClocks {
  const { workCycles } = coreCycles(top.gated.hardware);
  return {
    arguments: every ? ['+every=1'] : [],
    ticks: (cycles) => cycles * LOOKS,
    mostEdges: ({ windows, resets }) => windows * (workCycles + AROUND) + (resets + 1) * AROUND,
  };
}

/** Clocks as they should be. */
export const usualClocks = (top: GatedTop): BoardClocks =>
  top.clocks.kind === 'oscillators' ? oscillatorClocks(top, OSCILLATORS) : crystalClocks(top);

/** Clocks that a board is checked with, by what they are. All of a crystal is made of it, so there is nothing else to be off. */
export const checkedClocks = (top: GatedTop): Record<string, BoardClocks> =>
  top.clocks.kind === 'crystal'
    ? { 'its crystal as it should be': usualClocks(top) }
    : {
        'oscillators as their data sheets have them': usualClocks(top),
        'oscillators the slow one a tenth fast, the fast one a tenth slow': oscillatorClocks(top, SLOW_IS_FAST),
        'oscillators the slow one a tenth slow, the fast one a tenth fast': oscillatorClocks(top, SLOW_IS_SLOW),
      };
