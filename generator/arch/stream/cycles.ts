import type { LayerHardware } from './engines.js';
import { codesOf, type NetworkTimes, simulateNetwork } from './network.js';

/** What a run of fragments takes; samples are always offered, scores always taken. */
export interface RunCycles {
  /** Cycle after reset in which the last score of each fragment is taken at the port; the first cycle after reset is 0. */
  completions: number[];
  /** Cycles from the first sample taken to the last score taken of a fragment on its own, both counted. */
  latency: number;
  /** For each layer, cycles from the first sample taken to its last value of that fragment taken, the last at the port. */
  layers: number[];
  /** Cycle after reset in which each code of the first fragment is taken. */
  codes: number[];
  /** Every later fragment ends as many cycles after the one before it as the last; false: that is not known. */
  steady: boolean;
}

/**
 * Exact cycles of a run of fragments through the network of engines.
 *
 * Every handshake is one equation "the earliest cycle in which all it waits for is there", so the time of every value
 * follows from earlier ones (`simulateNetwork`). `registered`: a register slice on each port; samples are offered from cycle
 * `from` on.
 */
export function runCycles(
  layers: readonly LayerHardware[],
  fragments: number,
  registered = false,
  from = 0,
): RunCycles {
  const few = Math.min(fragments, RHYTHM);
  const run = (count: number) => simulateNetwork(layers, { fragments: count, registered, from });
  const times = run(few);
  const start = summary(times, layers, few, registered);
  if (few === fragments) return { ...start, steady: false };

  // The equations hold differences of time only and reach back two fragments at most, or as many as a queue holds. So once
  // every time of two fragments is that of the fragment before plus the same number, it goes on like that for ever.
  const period = start.completions[few - 1]! - start.completions[few - 2]!;
  const back = Math.min(few - 1, fragmentsBack(layers));
  const periodic = back < few - 1 && times.traces.every((list) => repeats(list, list.length / few, period, back));
  if (!periodic) return { ...summary(run(fragments), layers, fragments, registered), steady: false };
  for (let f = few; f < fragments; f++) start.completions.push(start.completions[f - 1]! + period);
  return { ...start, steady: true };
}

/** Fragments in which a network falls into its rhythm, as a rule. */
const RHYTHM = 7;

/** Fragments that an equation reaches back. */
function fragmentsBack(layers: readonly LayerHardware[]): number {
  const held = layers.flatMap(({ queues, reads, lengths }) =>
    reads.flatMap((parts, operand) =>
      parts.map(({ channels }, part) => queues[operand]![part]! / (channels * lengths.input)),
    ),
  );
  return Math.max(2, ...held.filter(Number.isFinite).map((fragments) => Math.ceil(fragments) + 1));
}

function repeats(times: number[], perFragment: number, period: number, back: number): boolean {
  for (let i = times.length - back * perFragment; i < times.length; i++)
    if (times[i]! - times[i - perFragment]! !== period) return false;
  return true;
}

function summary(
  { codes: sampled, layers: engines }: NetworkTimes,
  layers: readonly LayerHardware[],
  fragments: number,
  registered: boolean,
): Omit<RunCycles, 'steady'> {
  const start = sampled[0]!;
  const ends = engines.map(({ taken }) => taken[taken.length / fragments - 1]! - start + 1);
  // That of the score port is never full, as every score is taken: it gives each in the cycle after the engine.
  const late = registered ? 1 : 0;
  ends[ends.length - 1]! += late;
  const { taken } = engines.at(-1)!;
  const scores = taken.length / fragments;
  const completions = Array.from({ length: fragments }, (_, f) => taken[(f + 1) * scores - 1]! + late);
  return { completions, latency: ends.at(-1)!, layers: ends, codes: sampled.slice(0, codesOf(layers)) };
}
