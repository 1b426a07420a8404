import type { Hardware } from '../arch/hardware.js';
import { portWidths, resetPin } from '../arch/interface.js';
import { type Said, type SaidKind, saidStream } from '../arch/said.js';
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
  const { said, positionBits } = portWidths(hardware);
  const steps = stepsOf(hardware)?.steps ?? 1;
  const last = `score_valid && ${positionBits === null ? 'score_last' : 'step_last'}`;
  const checks = said.map((one) => {
    return { name: saidStream(one), bits: one.bits, values: steps, data: benchNet(one), valid: last };
  });
  if (positionBits === null) return checks;
  const values = steps * hardware.model.classes.length;
  return [
    ...checks,
    { name: 'step', bits: positionBits + 1, values, data: '{step_last, position}', valid: 'score_valid' },
  ];
}

/** Nets of the only output, as benches name them. */
const ONLY: Record<SaidKind, string> = { class: 'class_index', labels: 'labels' };

/** The net of a bench that has what the core says of an output. */
export const benchNet = (said: Said): string => (said.only ? ONLY[said.kind] : saidStream(said));

/** What benches print of it. */
export const saidNets = (hardware: Hardware) =>
  portWidths(hardware).said.map((one) => ({ ...one, net: benchNet(one) }));

export interface BenchView extends BenchStreams {
  checks: SaidCheck[];
  said: ReturnType<typeof saidNets>;
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
    ...{ checks: saidChecks(hardware), said: saidNets(hardware) },
    ...{ pin: resetPin(hardware), patience: benchPatience(hardware), judges: true },
    piece: 'continuing' in hardware && hardware.continuing ? hardware.layers.at(-1)!.beats : null,
  };
}
