import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureOf } from '../../arch/architectures.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import { WRAPPER } from '../../arch/ports.js';
import { stepsOf } from '../../arch/steps.js';
import { hex } from '../../emit/memory-images.js';
import { monitorBenchFiles, monitorSays } from '../../emit/wrappers/monitor.js';
import { type GuardFlags, guardFlags } from '../../model/guard.js';
import { Interpreter } from '../../model/interpreter.js';
import { removeAll } from '../../support/staging.js';
import { compileBench, type SimulatorName } from '../simulators.js';
import { addUpSaid, type MonitorSaid, saidAtPort } from './monitor-said.js';

/** Something that happens at the ports of the wrapper. */
export interface MonitorEvent {
  /** Cycles since the event before, at least 1. */
  wait: number;
  /** A sample comes: a code a channel. */
  codes?: readonly number[] | undefined;
  /** Its electrode has no contact. */
  leadOff?: boolean | undefined;
  /** The status is cleared. */
  clear?: boolean | undefined;
}

/** A window that became complete. */
export interface MonitorWindow {
  /** Number of its last sample among those stored, from 0. */
  index: number;
  /** Cycle of that sample. */
  cycle: number;
  /** [position][channel]. */
  codes: number[];
  leadOff: boolean;
}

/** Bits of the status port. */
export const STATUS = { busy: 1, missing: 2, overrun: 4, parity: 8 } as const;

/** What the wrapper must see in a list of events. */
export interface MonitorStream {
  windows: MonitorWindow[];
  /** Status bits that are set or cleared, with the cycle in which that shows in the wrapper. */
  status: { cycle: number; set: number; clear: boolean }[];
}

/** The definition of what is stored, refused and missing, event by event; the overruns hang on the core and are not in it. */
export function monitorStream(monitor: MonitorHardware, events: readonly MonitorEvent[], end: number): MonitorStream {
  const { hopSamples, cyclesPerSample, timeoutCycles } = monitor;
  const { samples } = monitor.hardware.model.input;
  const stored: { codes: readonly number[]; leadOff: boolean }[] = [];
  const stream: MonitorStream = { windows: [], status: [] };
  let last: number | null = null;
  let left = samples;
  const gap = (now: number) => {
    if (last === null || now - last <= timeoutCycles) return;
    stream.status.push({ cycle: last + timeoutCycles, set: STATUS.missing, clear: false });
    last = null;
    left = samples;
  };
  let now = 0;
  for (const { wait, codes, leadOff = false, clear = false } of events) {
    now += wait;
    gap(now);
    const early = codes !== undefined && last !== null && now - last < cyclesPerSample;
    if (clear || early) stream.status.push({ cycle: now, set: early ? STATUS.busy : 0, clear });
    if (codes === undefined || early) continue;
    stored.push({ codes, leadOff });
    last = now;
    left--;
    if (left > 0) continue;
    left = hopSamples;
    const window = stored.slice(-samples);
    stream.windows.push({
      index: stored.length - 1,
      cycle: now,
      codes: window.flatMap((sample) => sample.codes),
      leadOff: window.some((sample) => sample.leadOff),
    });
  }
  gap(end);
  return stream;
}

export interface MonitorResult extends MonitorSaid {
  design: string;
  simulator: string;
  hopSamples: number;
  samples: number;
  /** Windows that became complete, and of them: not flagged, flagged, of which nothing is said, dropped. */
  windows: number;
  classified: number;
  flagged: number;
  dropped: number;
  /** Scores compared; of each step. */
  scores: number;
  /** Windows by flag. */
  flags: Record<keyof GuardFlags, number>;
  /** Every status bit that was ever set. */
  status: number;
  failures: string[];
  pass: boolean;
}

export interface MonitorRun {
  /** Generated folder with the wrapper in it, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  events: readonly MonitorEvent[];
  quick?: boolean;
  /** As in `CompileOptions`. */
  patience?: number;
}

/** Plays events to a generated wrapper and compares every window's result, score and flag, and the status in every cycle. */
export async function simulateMonitor(monitor: MonitorHardware, run: MonitorRun): Promise<MonitorResult> {
  const { folder, simulator, events, quick = false, patience } = run;
  const { name: design } = monitor.hardware;
  const stimulus = writeEvents(folder, monitor, events);
  const bench = await compileBench(folder, design, simulator, {
    ...monitorBenchFiles(design),
    quick,
    ...(patience !== undefined && { patience }),
  });
  const text = await bench.run(stimulus);
  return { ...compareMonitor(monitor, events, text), simulator: bench.tool };
}

/** Writes what the bench plays into a folder; the plus-arguments that it wants. */
export function writeEvents(folder: string, monitor: MonitorHardware, events: readonly MonitorEvent[]): string[] {
  const vectors = 'vectors/monitor';
  removeAll(join(folder, vectors));
  mkdirSync(join(folder, vectors), { recursive: true });
  writeFileSync(join(folder, vectors, 'events.hex'), eventLines(monitor, events));
  return [`+vectors=${vectors}`, `+drain=${2 * monitor.workCycles}`];
}

/** Events as a bench reads them, a line each. */
export function eventLines(
  monitor: MonitorHardware,
  events: readonly (MonitorEvent & { reset?: boolean | undefined })[],
): string {
  const { codeBits } = monitor.hardware.model.input;
  return events
    .map(({ wait, codes, leadOff = false, clear = false, reset = false }) => {
      const what = Number(codes !== undefined) + 2 * Number(leadOff) + 4 * Number(clear) + 8 * Number(reset);
      // Channel 0 is in the low bits.
      const sample = (codes ?? []).reduceRight(
        (word, code) => (word << BigInt(codeBits)) | BigInt.asUintN(codeBits, BigInt(code)),
        0n,
      );
      return `${wait.toString(16)} ${what.toString(16)} ${sample.toString(16)}\n`;
    })
    .join('');
}

/** An event is at the ports in the cycle of its number; the bench sees a register in the cycle after it has changed. */
const SEEN = 1;

/** What the bench printed against the definition. Throws Error if it did not come to its end. */
export function compareMonitor(
  monitor: MonitorHardware,
  events: readonly MonitorEvent[],
  text: string,
): Omit<MonitorResult, 'simulator'> {
  const said = linesOf(text);
  const end = Number(said('DONE')[0]![0]);
  const { windows, status } = monitorStream(monitor, events, end);
  const dropped = said('DROPPED').map(([index, cycle]) => ({ index: Number(index), cycle: Number(cycle) }));
  const kept = windows.filter(({ index }) => !dropped.some((d) => d.index === index));
  const expected = expectedOf(monitor, kept);
  const { name, held } = monitorSays(monitor.hardware);
  const names = held.map((one) => one.name).join(', ');
  const results = said('RESULT');
  const scores = said('SCORE').map(([score]) => score);
  const cycles = resultCycles(monitor, kept);
  const overruns = dropped.map(({ cycle }) => ({ cycle, set: STATUS.overrun, clear: false }));
  const windowsSaid = stepsOf(monitor.hardware) === null ? `, ${name} valid, ${names}` : '';
  const failures = [
    ...needlessDrops(monitor, windows, kept),
    ...firstDifference(
      `result (index, flags${windowsSaid})`,
      results.map((r) => r.slice(0, -1).join(' ')),
      expected.results,
    ),
    ...firstDifference(
      `step (index, position, ${names})`,
      said('STEP').map((step) => step.join(' ')),
      expected.steps,
    ),
    ...firstDifference('score', scores, expected.scores),
    ...firstDifference(
      'cycle of result',
      cycles === null ? [] : results.map((r) => r.at(-1)),
      (cycles ?? []).map(String),
    ),
    ...firstDifference(
      'status (bits, cycle)',
      said('STATUS').map((s) => s.join(' ')),
      statusChanges([...status, ...overruns], end),
    ),
  ];
  const classified = expected.sound.length;
  return {
    design: monitor.hardware.name,
    hopSamples: monitor.hopSamples,
    samples: events.filter(({ codes }) => codes !== undefined).length,
    windows: windows.length,
    classified,
    flagged: kept.length - classified,
    dropped: dropped.length,
    scores: scores.length,
    ...addUpSaid(monitor.hardware.model, expected.sound.flat()),
    flags: expected.flags,
    status: said('STATUS').reduce((all, [bits]) => all | Number.parseInt(bits!, 2), 0),
    failures,
    pass: failures.length === 0,
  };
}

/** What follows a word at the head of a line of the bench. Throws Error if the bench did not come to its end. */
export function linesOf(text: string): (word: string) => string[][] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  if (!lines.some(([word]) => word === 'DONE'))
    throw new Error(`the simulation stopped before its end:\n${text.slice(-2000)}`);
  return (word) => lines.filter(([first]) => first === word).map(([, ...rest]) => rest);
}

/** Windows that were dropped though the one before was done. */
export function needlessDrops(
  { workCycles }: MonitorHardware,
  windows: readonly MonitorWindow[],
  kept: readonly MonitorWindow[],
): string[] {
  return kept.flatMap((window, i) => {
    const next = windows[windows.indexOf(window) + 1];
    if (next === undefined || next === kept[i + 1] || next.cycle - window.cycle < workCycles) return [];
    return [`window ${next.index} was dropped though the one before had ${next.cycle - window.cycle} cycles`];
  });
}

/** What the bench must print of windows, how many have which flag, and the scores of those without one, each step by itself. */
export function expectedOf({ hardware }: MonitorHardware, windows: readonly MonitorWindow[]) {
  const { model } = hardware;
  const interpreter = new Interpreter(model);
  const scoreBits = hardware.layers.at(-1)!.outBits;
  const perStep = stepsOf(hardware) !== null;
  const sound: Int32Array[][] = [];
  const flags: MonitorResult['flags'] = { flat: 0, saturated: 0, leadOff: 0 };
  const [results, steps, scores]: [string[], string[], string[]] = [[], [], []];
  for (const { index, codes, leadOff } of windows) {
    const own = interpreter.steps(codes);
    const flagged = guardFlags(model, codes);
    const all: GuardFlags = { ...flagged, leadOff: flagged.leadOff || leadOff };
    const bits = Number(all.flat) + 2 * Number(all.saturated) + 4 * Number(all.leadOff);
    for (const flag of ['flat', 'saturated', 'leadOff'] as const) flags[flag] += Number(all[flag]);
    if (bits === 0) sound.push(own);
    const head = `${index} ${bits}`;
    results.push(perStep ? head : `${head} ${Number(bits === 0)} ${saidAtPort(hardware, own[0]!)}`);
    if (perStep) own.forEach((step, p) => void steps.push(`${index} ${p} ${saidAtPort(hardware, step)}`));
    for (const score of own.flatMap((step) => [...step])) scores.push(hex(score, scoreBits));
  }
  return { results, steps, scores, sound, flags };
}

/** The first place in which what came is not what was expected, in words; none: they are the same. */
export function firstDifference(
  what: string,
  got: readonly (string | undefined)[],
  expected: readonly string[],
): string[] {
  const at = expected.findIndex((value, i) => got[i] !== value);
  if (at >= 0) return [`${what} ${at}: expected ${expected[at]}, got ${got[at] ?? 'none'}`];
  if (got.length <= expected.length) return [];
  return [`${what} ${expected.length}: expected none, got ${got[expected.length]}`];
}

/** Every change of the status that the bench must print. */
export function statusChanges(events: MonitorStream['status'], until: number): string[] {
  const all = [...events].sort((a, b) => a.cycle - b.cycle);
  const changes: string[] = [];
  let now = 0;
  for (let i = 0; i < all.length; ) {
    const { cycle } = all[i]!;
    let [set, clear] = [0, false];
    for (; i < all.length && all[i]!.cycle === cycle; i++) {
      set |= all[i]!.set;
      clear ||= all[i]!.clear;
    }
    const next = (clear ? 0 : now) | set;
    const seen = cycle + SEEN;
    if (next !== now && seen <= until) changes.push(`${next.toString(2).padStart(4, '0')} ${seen}`);
    now = next;
  }
  return changes;
}

/** From the last score to the result as the bench sees it. */
const RESULT = 2;

/** The cycle in which each window's result is seen; null: it depends on more. */
function resultCycles({ hardware, hopSamples }: MonitorHardware, windows: readonly MonitorWindow[]): number[] | null {
  const offered = windows.map(({ index, cycle }, i) => ({
    cycle: cycle + WRAPPER.offer,
    follows: i > 0 && index - windows[i - 1]!.index === hopSamples,
  }));
  return (
    architectureOf(hardware)
      .windowEnds(hardware, offered)
      ?.map((cycle) => cycle + RESULT) ?? null
  );
}

/** Samples one after the other, as a converter gives them: `codes` [position][channel], `cycles` from one to the next. */
export function steadySamples(codes: ArrayLike<number>, channels: number, cycles: number): MonitorEvent[] {
  return Array.from({ length: codes.length / channels }, (_, i) => ({
    wait: cycles,
    codes: Array.from({ length: channels }, (_, c) => codes[i * channels + c]!),
  }));
}
