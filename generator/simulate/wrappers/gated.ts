import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureOf } from '../../arch/architectures.js';
import type { GatedHardware } from '../../arch/gated.js';
import { WRAPPER } from '../../arch/ports.js';
import { gatedBenchFiles } from '../../emit/wrappers/gated.js';
import { GATES } from '../../emit/wrappers/gates.js';
import { monitorSays } from '../../emit/wrappers/monitor.js';
import { removeAll } from '../../support/staging.js';
import { compileBench, type SimulatorName } from '../simulators.js';
import {
  eventLines,
  expectedOf,
  firstDifference,
  linesOf,
  type MonitorEvent,
  type MonitorResult,
  type MonitorWindow,
  monitorStream,
  needlessDrops,
  STATUS,
  statusChanges,
} from './monitor.js';
import { addUpSaid } from './monitor-said.js';

/** As at a monitor with one clock, or a reset from half a cycle of the slow clock before to half a cycle after. */
export interface GatedEvent extends MonitorEvent {
  reset?: boolean | undefined;
}

/** The two clocks of a simulation, in units of time of whatever length. */
export interface Clocks {
  slowHalf: number;
  fastHalf: number;
  /** From the request of the fast clock to its first half period. */
  wake: number;
  /** The fast clock never stops. */
  always: boolean;
}

/** The clocks that a wrapper was sized for, to a picosecond. */
export function nominalClocks({ clockHz, coreHz, wakeMicroseconds }: GatedHardware): Clocks {
  const half = (hz: number) => Math.round(0.5e12 / hz);
  return { slowHalf: half(clockHz), fastHalf: half(coreHz), wake: Math.round(wakeMicroseconds * 1e6), always: false };
}

export interface GatedRun {
  /** Generated folder with the wrapper in it, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  events: readonly GatedEvent[];
  /** Those it was sized for, if absent. */
  clocks?: Clocks;
  quick?: boolean;
}

export interface GatedResult extends MonitorResult {
  resets: number;
  /** Edges of the core's clock that were compared with the prediction; 0: there is none. */
  edges: number;
}

/** Plays events to a generated wrapper and compares every window's result and scores, and the status in every cycle. */
export async function simulateGated(gated: GatedHardware, run: GatedRun): Promise<GatedResult> {
  const { folder, simulator, events, clocks = nominalClocks(gated), quick = false } = run;
  const stimulus = writeGatedEvents(folder, gated, events, clocks);
  const bench = await compileBench(folder, gated.hardware.name, simulator, {
    ...gatedBenchFiles(gated.hardware.name),
    quick,
  });
  const text = await bench.run(stimulus);
  return { ...compareGated(gated, events, text), simulator: bench.tool };
}

/** Writes what the bench plays into a folder; the plus-arguments that it wants. */
export function writeGatedEvents(
  folder: string,
  gated: GatedHardware,
  events: readonly GatedEvent[],
  { slowHalf, fastHalf, wake, always }: Clocks,
): string[] {
  const vectors = 'vectors/gated';
  removeAll(join(folder, vectors));
  mkdirSync(join(folder, vectors), { recursive: true });
  writeFileSync(join(folder, vectors, 'events.hex'), eventLines(gated, events));
  return [
    ...[`+vectors=${vectors}`, `+drain=${2 * gated.workCycles}`],
    ...[`+slow=${slowHalf}`, `+fast=${fastHalf}`, `+wake=${wake}`, `+always=${Number(always)}`],
  ];
}

/** Events from one reset to the next; cycles count on. */
interface Segment {
  /** Cycle of the reset before it; cycles of its events count from there. */
  from: number;
  events: MonitorEvent[];
  /** Cycle of the reset that ends it, or of the end. */
  to: number;
  /** A reset ends it. */
  cut: boolean;
}

function segments(events: readonly GatedEvent[], end: number): Segment[] {
  const all: Segment[] = [];
  let open: Segment = { from: 0, events: [], to: end, cut: false };
  let now = 0;
  for (const event of events) {
    now += event.wait;
    if (event.reset) {
      all.push({ ...open, to: now, cut: true });
      open = { from: now, events: [], to: end, cut: false };
    } else open.events.push(event);
  }
  return [...all, open];
}

/** What the bench printed between two resets. */
const within = (lines: readonly string[][], { from, to }: Segment) =>
  lines.filter((line) => Number(line.at(-1)) > from && Number(line.at(-1)) <= to);

/** What the bench printed against the definition. Throws Error if it did not come to its end. */
export function compareGated(
  gated: GatedHardware,
  events: readonly GatedEvent[],
  text: string,
): Omit<GatedResult, 'simulator'> {
  const said = linesOf(text);
  const end = Number(said('DONE')[0]![0]);
  const { name, held } = monitorSays(gated.hardware);
  const counts = { windows: 0, kept: 0, dropped: 0, edges: 0, status: 0 };
  const flags = { flat: 0, saturated: 0, leadOff: 0 };
  const sound: Int32Array[][] = [];
  const failures: string[] = [];
  const scores = scoresBySegment(text);
  const all = segments(events, end);
  for (const [s, segment] of all.entries()) {
    const { from, to, cut } = segment;
    const stream = monitorStream(gated, segment.events, to - from);
    const windows = stream.windows.map((w) => ({ ...w, cycle: w.cycle + from }));
    const dropped = within(said('DROPPED'), segment).map(([index, cycle]) => ({
      index: Number(index),
      cycle: Number(cycle),
    }));
    const given = windows.filter(({ index }) => !dropped.some((d) => d.index === index));
    const results = within(said('RESULT'), segment);
    // A reset ends the work on a window, before its result or a cycle or two before that shows.
    const kept = cut ? given.slice(0, results.length) : given;
    const due = given.filter(({ cycle }) => cycle + gated.workCycles < to).length;
    if (results.length < due) failures.push(`${results.length} results before cycle ${to}, ${due} windows were due`);
    const expected = expectedOf(gated, kept);
    const further = cut ? expectedOf(gated, given.slice(0, kept.length + 1)).scores : expected.scores;
    const own = scores[s] ?? [];
    const overruns = dropped.map(({ cycle }) => ({ cycle: cycle - from, set: STATUS.overrun, clear: false }));
    // What is set in the cycle before a reset never shows.
    const changes = [...stream.status, ...overruns].filter(({ cycle }) => !cut || cycle < to - from - 1);
    const status = statusChanges(changes, to - from).map((line) => shifted(line, from));
    const counted = results.map((line) => Number(line.at(-2)));
    const edges = edgeCounts(gated, kept, counted);
    const got = (line: string[]) => line.slice(0, -2).join(' ');
    failures.push(
      ...needlessDrops(gated, windows, given),
      ...firstDifference(
        `result (index, flags, ${name} valid, ${held.map((one) => one.name).join(', ')})`,
        results.map(got),
        expected.results,
      ),
      ...(own.length < expected.scores.length ? [`${own.length} scores, ${expected.scores.length} expected`] : []),
      ...firstDifference('score', own, cut ? further.slice(0, Math.max(own.length, expected.scores.length)) : further),
      ...(edges.length === 0 ? [] : firstDifference('edges of the core by the result', counted.map(String), edges)),
      ...firstDifference(
        'status (bits, cycle)',
        statusWithin(said('STATUS'), segment).map((line) => line.join(' ')),
        status,
      ),
      ...lateResults(gated, kept, results),
    );
    counts.windows += windows.length;
    counts.kept += kept.length;
    counts.dropped += dropped.length;
    counts.edges += Math.max(0, edges.length - 1);
    for (const flag of ['flat', 'saturated', 'leadOff'] as const) flags[flag] += expected.flags[flag];
    sound.push(...expected.sound);
  }
  counts.status = said('STATUS').reduce((bits, [now]) => bits | Number.parseInt(now!, 2), 0);
  return {
    design: gated.hardware.name,
    hopSamples: gated.hopSamples,
    samples: events.filter(({ codes }) => codes !== undefined).length,
    windows: counts.windows,
    classified: sound.length,
    flagged: counts.kept - sound.length,
    dropped: counts.dropped,
    scores: scores.flat().length,
    ...addUpSaid(gated.hardware.model, sound.flat()),
    flags,
    status: counts.status,
    resets: all.length - 1,
    edges: counts.edges,
    failures,
    pass: failures.length === 0,
  };
}

/** Scores have no cycle: they stand between the lines of resets. */
function scoresBySegment(text: string): string[][] {
  const all: string[][] = [[]];
  for (const line of text.split('\n')) {
    const [word, score] = line.trim().split(/\s+/);
    if (word === 'RESET') all.push([]);
    else if (word === 'SCORE') all.at(-1)!.push(score!);
  }
  return all;
}

/** That a reset clears the status belongs to neither side of it. */
const statusWithin = (lines: readonly string[][], segment: Segment) =>
  within(lines, segment).filter(([bits, cycle]) => !(segment.cut && Number(cycle) === segment.to && bits === '0000'));

const shifted = (line: string, by: number) => {
  const [bits, cycle] = line.split(' ');
  return `${bits} ${Number(cycle) + by}`;
};

/** From the sample that completes a window to its result no more cycles than the wrapper was sized for. */
function lateResults(gated: GatedHardware, windows: readonly MonitorWindow[], results: readonly string[][]): string[] {
  return results.flatMap((result, i) => {
    const window = windows[i];
    const took = window === undefined ? 0 : Number(result.at(-1)) - window.cycle;
    return took <= gated.workCycles
      ? []
      : [`result ${i} came ${took} cycles after its window, not ${gated.workCycles}`];
  });
}

/** Edges from a window's last score to the end of its work, and to the start of the next one's. */
const END = 2;
const START = 1;

/**
 * Edges of the core's clock by each result since its reset, exactly as many as the work takes: the gate gives no further ones.
 * Those by the first are taken as they are, as the core is out of its reset a few edges before. Empty: the clock has further
 * edges, or the architecture predicts no cycles.
 */
function edgeCounts(gated: GatedHardware, windows: readonly MonitorWindow[], got: readonly number[]): string[] {
  const { hardware, hopSamples } = gated;
  if (GATES[gated.gate].module === null || windows.length === 0) return [];
  const offered: { cycle: number; follows: boolean }[] = [];
  const counts: number[] = [];
  for (const [i, { index }] of windows.entries()) {
    const start = i === 0 ? 0 : counts[i - 1]! + START;
    offered.push({ cycle: start + WRAPPER.offer, follows: i > 0 && index - windows[i - 1]!.index === hopSamples });
    const ends = architectureOf(hardware).windowEnds(hardware, offered);
    if (ends === null) return [];
    if (i === 0) offered[0]!.cycle += got[0]! - (ends[0]! + END);
    counts.push(i === 0 ? got[0]! : ends[i]! + END);
  }
  return counts.map(String);
}
