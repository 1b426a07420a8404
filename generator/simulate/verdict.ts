import type { Hardware } from '../arch/hardware.js';
import { completions } from '../arch/rhythm.js';
import type { ComparedStream } from './result.js';
import type { StreamInfo } from './streams.js';
import type { Transcript } from './transcript.js';

/** One simulation: its fragments, and what its bench reported. */
export interface Run {
  fragments: number;
  transcript: Transcript;
}

export interface Verdict {
  /** In the order of the streams compared, over all runs. */
  streams: ComparedStream[];
  /** Fragments whose last score came in another cycle than predicted; null: not compared. */
  cycleMismatches: number | null;
  failures: string[];
}

/**
 * Judges values and cycles that benches have compared; `compared`: their streams, in the order of the transcripts. `paused`:
 * the ports paused at random, so cycles are not compared.
 */
export function judge(
  hardware: Hardware,
  compared: readonly StreamInfo[],
  runs: readonly Run[],
  paused = false,
): Verdict {
  const fragments = runs.reduce((sum, run) => sum + run.fragments, 0);
  const streams = compared.map(({ name }, s) => addUp(name, s, runs));
  const cycleMismatches = paused ? null : countCycleMismatches(hardware, runs);
  const failures = [
    ...runs.flatMap(({ transcript: { hang } }) =>
      hang === null ? [] : [`no score came any more (given up in cycle ${hang})`],
    ),
    ...runs.flatMap(({ transcript: { parity } }) =>
      parity === null ? [] : [`a memory failed its parity (cycle ${parity})`],
    ),
    ...compared.flatMap((info, s) => streamFailures(streams[s]!, info, fragments)),
    ...(cycleMismatches ? [`${cycleMismatches} fragments ended in another cycle than predicted`] : []),
  ];
  return { streams, cycleMismatches, failures };
}

function streamFailures(stream: ComparedStream, info: StreamInfo, fragments: number): string[] {
  const { name, values, mismatches } = stream;
  const expected = info.order.length * fragments;
  return [
    ...(mismatches > 0 ? [describeDifference(stream, info)] : []),
    ...(values === expected ? [] : [`${name}: ${values} values came, ${expected} should have`]),
  ];
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

function describeDifference({ name, values, mismatches, first }: ComparedStream, info: StreamInfo): string {
  const head = `${name}: ${mismatches} of ${values} values differ`;
  if (first === null) return head;
  const { fragment, channel, position, expected, got } = first;
  const place = `fragment ${fragment}${within(info, channel, position)}`;
  const what =
    expected === null ? `the vectors end here (${info.file}.hex), got ${got}` : `expected ${expected}, got ${got}`;
  return `${head}; first at ${place}: ${what}`;
}

/** Where in a fragment a value stands; of what is said of the whole fragment that is nothing. */
function within({ says, order }: StreamInfo, channel: number, position: number): string {
  if (says === null) return ` channel ${channel} position ${position}`;
  return order.length === 1 ? '' : ` step ${position}`;
}

function countCycleMismatches(hardware: Hardware, runs: readonly Run[]): number {
  return runs
    .map(({ fragments, transcript }) =>
      completions(hardware, fragments).filter((cycle, f) => transcript.fragments[f]?.cycle !== cycle),
    )
    .reduce((sum, wrong) => sum + wrong.length, 0);
}
