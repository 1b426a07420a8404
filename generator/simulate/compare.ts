import type { Hardware } from '../arch/hardware.js';
import { completions } from '../arch/rhythm.js';
import type { ComparedLayer, ComparedStream, SimulationResult } from './result.js';
import { streamsOf } from './streams.js';
import type { Transcript } from './transcript.js';

/** One simulation: its fragments, and what its bench reported. */
export interface Run {
  fragments: number;
  transcript: Transcript;
}

type Verdict = Omit<
  SimulationResult,
  'design' | 'generator' | 'tree' | 'simulator' | 'source' | 'fragmentsPerSecond' | 'processes' | 'waves'
>;

/** Adds the runs up and judges them. `paused`: the ports paused at random, so cycles are not compared. */
export function compare(hardware: Hardware, runs: readonly Run[], paused: boolean): Verdict {
  const fragments = runs.reduce((sum, run) => sum + run.fragments, 0);
  const streams = streamsOf(hardware).map(({ name, file, order }, s) => ({
    file,
    wanted: order.length * fragments,
    ...addUp(name, s, runs),
  }));
  const start = runs[0]!.transcript.firstSample;
  const layers: ComparedLayer[] = hardware.layers.map((_, i) => {
    const { wanted: _wanted, file: _file, ...stream } = streams[i]!;
    const firstEnd = runs[0]!.transcript.streams[i]!.firstEnd;
    return {
      ...stream,
      cyclesPredicted: hardware.layerCycles[i]!,
      cyclesCounted: firstEnd < 0 ? 0 : firstEnd - start + 1,
    };
  });
  const { wanted: _wanted, file: _file, ...classStream } = streams.at(-1)!;
  const cycleMismatches = paused ? null : countCycleMismatches(hardware, runs);

  const failures = runs.flatMap(({ transcript: { hang } }) =>
    hang === null ? [] : [`no score came any more (given up in cycle ${hang})`],
  );
  for (const { transcript } of runs)
    if (transcript.parity !== null) failures.push(`a memory failed its parity (cycle ${transcript.parity})`);
  for (const { wanted, file, ...stream } of streams) {
    if (stream.mismatches > 0) failures.push(describeDifference(stream, file));
    if (stream.values !== wanted) failures.push(`${stream.name}: ${stream.values} values came, ${wanted} should have`);
  }
  if (!paused) {
    for (const { name, cyclesPredicted, cyclesCounted } of layers)
      if (cyclesPredicted !== cyclesCounted)
        failures.push(`${name}: ${cyclesCounted} cycles counted, ${cyclesPredicted} predicted`);
    if (cycleMismatches! > 0) failures.push(`${cycleMismatches} fragments ended in another cycle than predicted`);
  }
  return {
    fragments,
    layers,
    class: classStream,
    cyclesPredicted: hardware.latencyCycles,
    cyclesCounted: layers.at(-1)!.cyclesCounted,
    ...intervals(hardware, runs),
    cycleMismatches,
    failures,
    pass: failures.length === 0,
  };
}

/** Values and mismatches over all runs; the first difference with its fragment counted over all runs. */
function addUp(name: string, stream: number, runs: readonly Run[]): ComparedStream {
  const sum: ComparedStream = { name, values: 0, mismatches: 0, first: null };
  let before = 0;
  for (const { fragments, transcript } of runs) {
    const part = transcript.streams[stream]!;
    sum.values += part.values;
    sum.mismatches += part.mismatches;
    if (part.first !== null) sum.first ??= { ...part.first, fragment: part.first.fragment + before };
    before += fragments;
  }
  return sum;
}

function describeDifference({ name, values, mismatches, first }: ComparedStream, file: string): string {
  const head = `${name}: ${mismatches} of ${values} values differ`;
  if (first === null) return head;
  const { fragment, channel, position, expected, got } = first;
  const place =
    file === 'class' ? `fragment ${fragment}` : `fragment ${fragment} channel ${channel} position ${position}`;
  const what =
    expected === null ? `the vectors end here (${file}.hex), got ${got}` : `expected ${expected}, got ${got}`;
  return `${head}; first at ${place}: ${what}`;
}

function countCycleMismatches(hardware: Hardware, runs: readonly Run[]): number {
  return runs
    .map(({ fragments, transcript }) =>
      completions(hardware, fragments).filter((cycle, f) => transcript.fragments[f]?.cycle !== cycle),
    )
    .reduce((sum, wrong) => sum + wrong.length, 0);
}

/** Interval at the end of the longest run. */
function intervals(
  hardware: Hardware,
  runs: readonly Run[],
): Pick<SimulationResult, 'intervalPredicted' | 'intervalCounted'> {
  const longest = runs.reduce((best, run) =>
    run.transcript.fragments.length > best.transcript.fragments.length ? run : best,
  );
  const counted = longest.transcript.fragments.map(({ cycle }) => cycle);
  if (counted.length < 2) return { intervalPredicted: null, intervalCounted: null };
  const predicted = completions(hardware, counted.length);
  return {
    intervalPredicted: predicted.at(-1)! - predicted.at(-2)!,
    intervalCounted: counted.at(-1)! - counted.at(-2)!,
  };
}
