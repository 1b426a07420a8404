import { join } from 'node:path';
import { type CopiesHardware, portDelay } from '../../arch/copies.js';
import { completions } from '../../arch/rhythm.js';
import { requireFit } from '../../data/fit.js';
import { type SignalSet, subset } from '../../data/signal-set.js';
import { measuredOn } from '../../emit/measured-on.js';
import { copiesBenchFiles } from '../../emit/wrappers/copies.js';
import { UserError } from '../../support/errors.js';
import type { Tell } from '../../support/progress.js';
import { removeAll } from '../../support/staging.js';
import type { ComparedStream } from '../result.js';
import { compileBench, type SimulatorName } from '../simulators.js';
import { portStreams, type StreamInfo } from '../streams.js';
import { parseTranscript } from '../transcript.js';
import { writeVectors } from '../vectors.js';
import { judge } from '../verdict.js';
import { linesOf } from './monitor.js';

export interface CopiesRun {
  /** Generated folder with the wrapper in it, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  /** Dealt to the copies, each a run of windows; each window goes to one copy or more. */
  set: SignalSet;
  /** Seed of random pauses on every port; 0: none. */
  stall?: number;
  /** Compile quickly, simulate slowly: for short runs. */
  quick?: boolean;
  progress?: Tell;
}

export interface CopiesResult {
  design: string;
  generator: string;
  tree: string;
  simulator: string;
  source: string;
  copies: number;
  /** Of all copies. */
  fragments: number;
  /** Scores, and what the core says beside them, of each copy. */
  streams: ComparedStream[];
  /** From the first sample taken to the last score taken of all copies, both counted; null with pauses. */
  cyclesCounted: number | null;
  /** The same of one core that is given all windows, by the prediction. */
  cyclesOfOneCore: number;
  failures: string[];
  pass: boolean;
}

/** Windows of each copy: [copy][window]. As many for each, in the order of the set; the same window may be of two. */
export function dealt(windows: number, copies: number): number[][] {
  const each = Math.ceil(windows / copies);
  return Array.from({ length: copies }, (_, copy) => {
    const from = Math.min(Math.floor((copy * windows) / copies), windows - each);
    return Array.from({ length: each }, (_, i) => from + i);
  });
}

/** Refuses windows of another shape, and fewer of them than copies: results of one could pass for another's. Throws UserError. */
export function requireWindows({ hardware, copies }: CopiesHardware, set: SignalSet): void {
  requireFit(set, hardware.model);
  const windows = set.names.length;
  if (windows >= copies) return;
  throw new UserError({
    where: set.provenance.source,
    message: `fewer windows than copies of ${hardware.name}: two would have the same one`,
    value: windows,
    allowed: `${copies} or more`,
    fix: `--fragments ${copies}`,
  });
}

/** Latencies without a score after which the bench gives up. */
const PATIENCE = 12;

/**
 * Plays windows to all copies at once and compares every score of every window by the copy that it is said to be of, and
 * without pauses the cycles. Throws UserError as `requireWindows`.
 */
export async function simulateCopies(wrapper: CopiesHardware, run: CopiesRun): Promise<CopiesResult> {
  const { hardware, copies, beats } = wrapper;
  const { folder, simulator, set, stall = 0, quick = false, progress = () => {} } = run;
  const windows = set.names.length;
  requireWindows(wrapper, set);
  const shares = dealt(windows, copies);
  const each = shares[0]!.length;
  const vectors = 'vectors/copies';
  removeAll(join(folder, vectors));
  for (const [copy, own] of shares.entries())
    writeVectors(join(folder, vectors, `${copy}`), hardware, subset(set, own));
  progress(`compiling ${copies} copies of ${hardware.name} for ${simulator}`);
  const bench = await compileBench(folder, hardware.name, simulator, { ...copiesBenchFiles(hardware.name), quick });
  progress(`simulating ${each} fragments in each of ${copies} copies, ${wrapper.intervalCycles} cycles each`);
  const timeout = PATIENCE * hardware.latencyCycles + copies * beats;
  const stimulus = [`+vectors=${vectors}`, `+fragments=${each}`, `+stall=${stall}`, `+timeout=${timeout}`];
  let ended = 0;
  const text = await bench.run(stimulus, (line) => {
    if (line.startsWith('FRAGMENT ')) progress('simulating', ++ended / (each * copies));
  });
  return {
    design: hardware.name,
    ...measuredOn(folder),
    simulator: bench.tool,
    source: set.provenance.source,
    ...compareCopies(wrapper, each, text, stall > 0),
  };
}

/** What the bench printed against what it should have. Throws Error if it did not come to its end. */
export function compareCopies(
  wrapper: CopiesHardware,
  each: number,
  text: string,
  paused: boolean,
): Pick<CopiesResult, 'copies' | 'fragments' | 'streams' | 'cyclesCounted' | 'cyclesOfOneCore' | 'failures' | 'pass'> {
  const { hardware, copies } = wrapper;
  const said = linesOf(text);
  const compared = Array.from({ length: copies }, (_, copy) =>
    portStreams(hardware).map((stream): StreamInfo => ({ ...stream, name: `copy ${copy}, ${stream.name}` })),
  ).flat();
  const transcript = parseTranscript(text, compared);
  const { streams, failures } = judge(hardware, compared, [{ fragments: each, transcript }], true);
  const ends = said('FRAGMENT').map(([copy, cycle]) => ({ copy: Number(copy), cycle: Number(cycle) }));
  const found = [
    ...failures,
    ...said('TORN').map(
      ([copy, beat, cycle]) =>
        `a fragment did not leave in one piece: score ${beat}, of copy ${copy}, in cycle ${cycle}`,
    ),
    ...said('MOVED').map(([cycle]) => `a score did not stay until it was taken (cycle ${cycle})`),
    ...said('CUT').map(([samples]) => `the vectors of a copy end after ${samples} samples`),
  ];
  if (found.length === 0 && !/^PASS\b/m.test(text)) found.push('the bench does not say PASS');
  const all = [...found, ...(paused ? [] : lateWindows(wrapper, ends))];
  return {
    copies,
    fragments: ends.length,
    streams,
    cyclesCounted: paused ? null : (ends.at(-1)?.cycle ?? -1) - transcript.firstSample + 1,
    cyclesOfOneCore: completions(hardware, each * copies).at(-1)! - hardware.run.first + 1,
    failures: all,
    pass: all.length === 0,
  };
}

/** Windows whose last score came before their core had it, or later than the port can delay it; of each copy the first. */
function lateWindows(wrapper: CopiesHardware, ends: readonly { copy: number; cycle: number }[]): string[] {
  const { hardware, copies } = wrapper;
  // A port that takes longer than the cores holds them up, by how much nobody predicts.
  if (wrapper.intervalCycles > hardware.intervalCycles) return [];
  return Array.from({ length: copies }, (_, copy) => {
    const own = ends.filter((end) => end.copy === copy);
    const core = completions(hardware, own.length);
    let latest = 0;
    const at = own.findIndex(({ cycle }, window) => {
      latest = Math.max(latest, core[window]!) + portDelay(wrapper);
      return cycle <= core[window]! || cycle > latest;
    });
    return at < 0
      ? []
      : [
          `copy ${copy}, fragment ${at}: its last score came in cycle ${own[at]!.cycle}, that of its core in ${core[at]}`,
        ];
  }).flat();
}
