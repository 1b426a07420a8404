import { engineOf, type LayerHardware } from './engines.js';
import { burstsOf, sampleBursts, sampleSlice } from './handshakes.js';
import { lengthsOf, noTimes, type Times } from './times.js';

/** What a run of fragments takes; samples are always offered, scores always taken. */
export interface RunCycles {
  /** Cycle after reset in which the last score of each fragment is taken at the port; the first cycle after reset is 0. */
  completions: number[];
  /** Cycles from the first sample taken to the last score taken of a fragment on its own, both counted. */
  latency: number;
  /** For each layer, cycles from the first sample taken to its last value of that fragment taken, the last at the port. */
  layers: number[];
  /** The same to each score of the first fragment taken, at the port. */
  scores: number[];
  /** Cycle after reset in which each code of the first fragment is taken. */
  codes: number[];
  /** Every later fragment ends as many cycles after the one before it as the last; false: that is not known. */
  steady: boolean;
}

/**
 * Exact cycles of a run of fragments through the chain of engines.
 *
 * Every handshake is one equation "the earliest cycle in which all it waits for is there", so the time of every value
 * follows from earlier ones. Each engine's writer (window) and reader (sequencer to output register) is a process that
 * runs until it needs a time that is not known yet; they take turns until all are done. `registered`: a register slice on
 * each port, which is one more such process; samples are offered from cycle `from` on.
 */
export function runCycles(
  layers: readonly LayerHardware[],
  fragments: number,
  registered = false,
  from = 0,
): RunCycles {
  const few = Math.min(fragments, RHYTHM);
  const chain = simulate(layers, few, registered, from);
  if (few === fragments) return { ...summary(chain, fragments, registered), steady: false };

  // The equations hold differences of time only and reach back two fragments at most. So once every time of two
  // fragments is that of the fragment before plus the same number, it goes on like that for ever.
  const run = summary(chain, few, registered);
  const period = run.completions[few - 1]! - run.completions[few - 2]!;
  const periodic = chain.every((times) =>
    [times.rowComplete, times.tileDone, times.issued, times.left, times.loaded, times.taken].every((list) =>
      repeats(list, list.length / few, period),
    ),
  );
  if (!periodic)
    return { ...summary(simulate(layers, fragments, registered, from), fragments, registered), steady: false };
  for (let f = few; f < fragments; f++) run.completions.push(run.completions[f - 1]! + period);
  return { ...run, steady: true };
}

/** Fragments in which a chain falls into its rhythm, as a rule. */
const RHYTHM = 7;

function repeats(times: number[], perFragment: number, period: number): boolean {
  for (let i = times.length - 2 * perFragment; i < times.length; i++)
    if (times[i]! - times[i - perFragment]! !== period) return false;
  return true;
}

function summary(chain: readonly Times[], fragments: number, registered: boolean): Omit<RunCycles, 'steady'> {
  // The slice of the sample port, if there is one, is the chain's first.
  const engines = registered ? chain.slice(1) : chain;
  const sampled = registered ? chain[0]!.loaded : chain[0]!.sampled;
  const start = sampled[0]!;
  const ends = engines.map(({ taken }) => taken[taken.length / fragments - 1]! - start + 1);
  // That of the score port is never full, as every score is taken: it gives each in the cycle after the engine.
  const late = registered ? 1 : 0;
  ends[ends.length - 1]! += late;
  const { taken } = engines.at(-1)!;
  const scores = taken.length / fragments;
  const completions = Array.from({ length: fragments }, (_, f) => taken[(f + 1) * scores - 1]! + late);
  return {
    ...{ completions, latency: ends.at(-1)!, layers: ends },
    scores: taken.slice(0, scores).map((cycle) => cycle + late - start + 1),
    codes: sampled.slice(0, sampled.length / fragments),
  };
}

/** Times of every engine; before them, where ports are registered, those of the slice that samples come through. */
function simulate(layers: readonly LayerHardware[], fragments: number, registered: boolean, from: number): Times[] {
  const chain = layers.map(noTimes);
  const port = registered ? { times: noTimes(), bursts: sampleBursts(layers[0]!) } : null;
  const engines = layers.flatMap((layer, i) => {
    const producer = i === 0 ? port : { times: chain[i - 1]!, bursts: burstsOf(layers[i - 1]!) };
    return engineOf(layer).processes(chain[i]!, layer, producer, i === layers.length - 1, fragments);
  });
  const codes = fragments * layers[0]!.lengths.input * layers[0]!.shape.inChannels;
  let running = port === null ? engines : [sampleSlice(port.times, codes, from), ...engines];
  const all = port === null ? chain : [port.times, ...chain];
  const times = () => all.reduce((sum, own) => sum + lengthsOf(own), 0);
  while (running.length > 0) {
    const [known, waiting] = [times(), running.length];
    running = running.filter((process) => !process.next().done);
    // What a process waits for is a time: with none more, it would wait for ever.
    if (times() === known && running.length === waiting) throw new Error('the engines wait for each other for ever');
  }
  return all;
}
