import { greatestCommonDivisor } from '../../support/integers.js';
import type { LayerHardware } from './engines.js';
import { simulateNetwork } from './network.js';

/** How fast a signal without an end is worked on, when samples never pause. */
export interface Pace {
  /** So many samples take so many cycles. */
  samples: number;
  cycles: number;
  /**
   * Cycles after reset in which the last score of each step is taken, from step 0 on; later ones are as many cycles behind the
   * step `period` before. null: no such rhythm was found, and the pace is that of the samples looked at.
   */
  steady: { scores: number[]; period: number } | null;
}

export interface PaceSettings {
  /** The engines for so many windows of a signal, with queues. */
  sized(windows: number): LayerHardware[];
  /** Positions of each layer's convolution in a window, [layer]. */
  positions: readonly number[];
  samples: number;
  steps: number;
  registered: boolean;
}

/** Windows before a rhythm is looked for; more than most pipelines take to fill. */
const BEFORE = [2, 4, 8];
const LONGEST = 16;

/**
 * The rhythm in which scores leave. Tiles begin anew with a window where lanes divide its positions; else after as many windows
 * as make them do. The equations of all handshakes hold differences of time only: what repeats twice with all times moved by one
 * number goes on so.
 */
export function paceOf(settings: PaceSettings): Pace {
  const { sized, samples, steps, positions } = settings;
  const period = sized(1)
    .map(({ lanes }, i) => lanes / greatestCommonDivisor(lanes, positions[i]!))
    .reduce((lcm, windows) => (lcm * windows) / greatestCommonDivisor(lcm, windows), 1);
  const windows = Math.min(period, LONGEST);
  let last: Pace | null = null;
  for (const before of BEFORE) {
    const scores = lastScores(settings, before + 2 * windows);
    const [from, count] = [before * steps, windows * steps];
    const cycles = scores[from + count]! - scores[from]!;
    last = { samples: windows * samples, cycles, steady: null };
    const repeats = scores
      .slice(from, from + count)
      .every((cycle, step) => scores[from + count + step]! === cycle + cycles);
    if (period === windows && repeats)
      return { ...last, steady: { scores: scores.slice(0, from + count), period: count } };
  }
  return last!;
}

/** Cycle of the last score of each step of the first `windows` windows. */
function lastScores({ sized, steps, registered }: PaceSettings, windows: number): number[] {
  // Steps at the end wait for samples behind them.
  const layers = sized(windows + AHEAD);
  const { taken } = simulateNetwork(layers, { fragments: 1, registered, from: 0 }).layers.at(-1)!;
  const { outChannels } = layers.at(-1)!.shape;
  return Array.from(
    { length: windows * steps },
    (_, step) => taken[(step + 1) * outChannels - 1]! + Number(registered),
  );
}

/** Windows that a step waits for behind its own, at most. */
const AHEAD = 2;
