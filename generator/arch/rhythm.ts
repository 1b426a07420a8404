import { portsOf } from '../config/ports.js';
import type { Run } from './architecture.js';
import { architectureOf } from './architectures.js';
import type { Hardware } from './hardware.js';
import { releaseCycles } from './ports.js';

/**
 * Cycle in which the last score of each fragment is taken, when samples are always offered and scores always taken; the
 * first cycle after the release of the reset's pin is 0.
 */
export function completions(hardware: Hardware, fragments: number): number[] {
  const released = releaseCycles(portsOf(hardware));
  return ends(hardware, hardware.run, fragments).map((cycle) => cycle + released);
}

/** Cycle, counted from the release of the reset's pin, in which a sample that is offered from then on is taken. */
export function firstTake(hardware: Hardware): number {
  return hardware.run.first + releaseCycles(portsOf(hardware));
}

/** The same, counted from the reset, for a core that has waited for its first sample: see `Rhythm.idle`. */
export function idleCompletions(hardware: Hardware, fragments: number): number[] {
  return ends(hardware, hardware.idle, fragments);
}

function ends(hardware: Hardware, run: Run, fragments: number): number[] {
  const known = run.completions;
  if (fragments > known.length && !run.steady)
    return architectureOf(hardware).completions(hardware, fragments, run.from);
  const after = (f: number) => known.at(-1)! + (f - known.length + 1) * hardware.intervalCycles;
  return Array.from({ length: fragments }, (_, f) => known[f] ?? after(f));
}
