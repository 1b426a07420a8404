import type { Hardware } from '../arch/hardware.js';
import { portWidths, resetPin } from '../arch/interface.js';
import { stepsOf } from '../arch/steps.js';
import type { BenchStreams } from './design/architecture.js';
import { designText } from './design/designs.js';

/** A check of what the core says beside the scores; expressions in the scope of the bench. */
export interface SaidCheck {
  /** Of the stream and the file of its expected values. */
  name: string;
  bits: number;
  /** Of one fragment. */
  values: number;
  data: string;
  valid: string;
}

/** What a core says beside its scores, in the order of the bench. */
export function saidChecks(hardware: Hardware): SaidCheck[] {
  const { classBits, labelBits, positionBits } = portWidths(hardware);
  const steps = stepsOf(hardware)?.steps ?? 1;
  const last = `score_valid && ${positionBits === null ? 'score_last' : 'step_last'}`;
  const check = (name: string, bits: number | null, values: number, data: string, valid: string): SaidCheck[] =>
    bits === null ? [] : [{ name, bits, values, data, valid }];
  return [
    ...check('class', classBits, steps, 'class_index', last),
    ...check('labels', labelBits, steps, 'labels', last),
    ...check(
      'step',
      positionBits && positionBits + 1,
      steps * hardware.model.classes.length,
      '{step_last, position}',
      'score_valid',
    ),
  ];
}

export interface BenchView extends BenchStreams {
  checks: SaidCheck[];
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
    checks: saidChecks(hardware),
    ...{ pin: resetPin(hardware), patience: benchPatience(hardware), judges: true },
    piece: 'continuing' in hardware && hardware.continuing ? hardware.layers.at(-1)!.beats : null,
  };
}
