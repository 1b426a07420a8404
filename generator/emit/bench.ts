import type { Hardware } from '../arch/hardware.js';
import { resetPin } from '../arch/interface.js';
import type { BenchStreams } from './design/architecture.js';
import { designText } from './design/designs.js';

export interface BenchView extends BenchStreams {
  /** Cycles without a score after which it gives up, unless it is told otherwise: enough for ports that pause. */
  patience: number;
  /** Scores after which a piece of a signal without an end is over; null: fragments end by themselves. */
  piece: number | null;
  /** It says whether it failed. */
  judges: true;
  /** The reset's pin and what asserts it. */
  pin: { port: string; asserted: 0 | 1 };
}

/** Latencies without a score. */
const PATIENCE = 12;

export const benchPatience = ({ latencyCycles }: Hardware): number => PATIENCE * latencyCycles;

export function benchView(hardware: Hardware): BenchView {
  return {
    ...designText(hardware).bench(hardware),
    ...{ pin: resetPin(hardware), patience: benchPatience(hardware), judges: true },
    piece: 'continuing' in hardware && hardware.continuing ? hardware.layers.at(-1)!.beats : null,
  };
}
