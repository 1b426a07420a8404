import type { GatedTop } from '../../emit/wrappers/gated-board.js';
import { watchedPins } from '../../emit/wrappers/gated-board-bench.js';
import { encodeFrame, FrameReader } from '../../link/frames.js';
import { parseResultFrame, RESULT_FRAME_BYTES, resultFrameCycles } from '../../link/result-frames.js';
import { type BoardClocks, SLACK } from './gated-board-clocks.js';
import { type GatedBoardScript, PRESSED } from './gated-board-session.js';
import { type Level, levelAt, readLine } from './line.js';
import { expectedOf, firstDifference, linesOf, monitorStream } from './monitor.js';

/** What a bench printed of a time between two resets. */
interface Segment {
  from: number;
  to: number;
  /** Samples that were taken: number in the script, and when. */
  taken: { sample: number; at: number }[];
  /** Times at which the strobe rose. */
  results: number[];
}

/** The watched pins of a run, each with its levels. */
type Pins = ReadonlyMap<string, Level[]>;

/** Of the reset at the start and after a press. */
const POWER_ON = 16;

/** Level of an output that is lit or not: by 0 where its name says so. */
const level = (name: string, lit: boolean) => `${Number(name.endsWith('_no') ? !lit : lit)}`;

/** Outputs that are known from the start on, and what they are at rest. */
const rest = ({ on: { leds }, board: { outputs } }: GatedTop): Record<string, string> => ({
  ...{ result_o: '0', class_valid_o: '0', uart_tx_o: '1' },
  ...{ [leds.result]: level(leds.result, false), [leds.error]: level(leds.error, false) },
  ...Object.fromEntries(outputs.flatMap((one) => (one.level === undefined ? [] : [[one.name, `${one.level}`]]))),
});

/** What was not as it must be, of what the bench of a whole top printed. Throws Error if it did not come to its end. */
export function gatedBoardFailures(
  top: GatedTop,
  script: GatedBoardScript,
  clocks: BoardClocks,
  text: string,
): { results: number; frames: number; resets: number; failures: string[] } {
  const said = linesOf(text);
  const { ticks } = clocks;
  const pins = pinsOf(top, said('PINS'));
  const end = Number(said('DONE')[0]![0]);
  const resets = said('RESET').map(([runs, at]) => ({ runs: runs === '1', at: Number(at) }));
  const strobes = pins.get('result_o')!.filter(({ level }) => level === '1');
  const taken = said('TAKEN').map(([sample, at]) => ({ sample: Number(sample), at: Number(at) }));
  const segments = [0, ...resets.map(({ at }) => at)].map((from, i): Segment => {
    const to = resets[i]?.at ?? end;
    const within = ({ at }: { at: number }) => at > from && at <= to;
    return { from, to, taken: taken.filter(within), results: strobes.filter(within).map(({ at }) => at) };
  });
  const compared = segments.map((segment, i) => segmentFailures(top, script, ticks, pins, segment, i < resets.length));
  const presses = said('PRESS').map(([at]) => Number(at));
  const failures = [
    ...said('FAULT').map((words) => words.join(' ')),
    ...pressFailures(script, presses, resets, ticks),
    ...restFailures(top, pins, [POWER_ON / 2, ...said('RELEASE').map(([at]) => Number(at))], ticks),
    ...unknownFailures(top, pins, ticks),
    ...frameTimes(top, said('FRAME'), resets, ticks),
    ...compared.flatMap((one) => one.failures),
    ...edgeFailures(clocks, Number(said('EDGES')[0]![0]), compared, resets.length),
  ];
  const sum = (of: 'results' | 'frames') => compared.reduce((all, one) => all + one[of], 0);
  return { results: sum('results'), frames: sum('frames'), resets: resets.length, failures };
}

/** Levels of each pin, of the lines that say when any has changed. */
function pinsOf(top: GatedTop, lines: readonly string[][]): Pins {
  const pins = new Map(watchedPins(top).map(({ name }): [string, Level[]] => [name, []]));
  for (const [bits, at] of lines) {
    let place = 0;
    for (const { name, bits: count } of watchedPins(top)) {
      const level = bits!.slice(place, place + count);
      place += count;
      const levels = pins.get(name)!;
      if (levels.at(-1)?.level !== level) levels.push({ at: Number(at), level });
    }
  }
  return pins;
}

/** Results at the pins and frames on the line between two resets, against what the samples of this time must give. */
function segmentFailures(
  { gated, on, period }: GatedTop,
  { samples }: GatedBoardScript,
  ticks: (cycles: number) => number,
  pins: Pins,
  { from, to, taken, results }: Segment,
  cut: boolean,
) {
  const at = (name: string, time: number) => levelAt(pins.get(name)!, time);
  const sampled = taken.map(({ sample }) => samples[sample] ?? { code: 0, leadOff: false });
  const events = sampled.map(({ code, leadOff }) => ({ wait: period, codes: [code], leadOff }));
  const { windows } = monitorStream(gated, events, period * events.length);
  const complete = windows.map(({ index }) => taken[index]!.at);
  const most = ticks(gated.workCycles + SLACK);
  const due = complete.filter((time) => time + most < to).length;
  const expected = expectedOf(gated, windows.slice(0, Math.max(due, Math.min(results.length, windows.length)))).results;
  const atPins = expected.map((line) => {
    const [, flags, valid, index] = line.split(' ').map(Number);
    return `${valid} ${index} ${Number(flags !== 0)}`;
  });
  const shown = results.map((time) => {
    const said = ['class_valid_o', 'class_o', 'flagged_o'].map((name) => at(name, time));
    return said.map((bits) => (/^[01]+$/.test(bits) ? Number.parseInt(bits, 2) : bits)).join(' ');
  });
  const words = `between ${from} and ${to}`;
  const { frames, failures: spoiled } = framesOf(pins, from, to, ticks, on.bitCycles);
  // A frame that the reset cuts short is none.
  const sent = results.filter((time) => !cut || time + ticks(resultFrameCycles(on.bitCycles)) < to).length;
  const lines = frames.map((frame) => frame.line);
  const whole = (line: string) => `${line} status 0 lost 0`;
  const failures = [
    ...firstDifference(`result at the pins ${words} (valid, class, flagged)`, shown, atPins),
    ...firstDifference(
      `frame ${words} (index, flags, valid, class)`,
      lines,
      expected.slice(0, Math.max(sent, Math.min(lines.length, results.length))).map(whole),
    ),
    ...spoiled.map((one) => `line ${words}: ${one}`),
    ...results.flatMap((time, i) => [
      ...(time - (complete[i] ?? time) <= most ? [] : [`result ${i} ${words} comes too late`]),
      ...strobeFailures(pins, time, ticks).map((one) => `result ${i} ${words}: ${one}`),
      ...(time + ticks(2) >= to || at(on.leds.result, time + ticks(2)) === level(on.leds.result, i % 2 === 0)
        ? []
        : [`result ${i} ${words}: ${on.leds.result} is ${at(on.leds.result, time + ticks(2))}`]),
    ]),
    ...lit(pins, on.leds.error, from + ticks(PRESSED), to).map(
      (time) => `${on.leds.error} is lit at ${time}, ${words}`,
    ),
  ];
  return { results: results.length, frames: frames.length, windows: windows.length, failures };
}

/** Frames whose last byte ends between two times, and what else was on the line. */
function framesOf(pins: Pins, from: number, to: number, ticks: (cycles: number) => number, bitCycles: number) {
  const bytes = readLine(pins.get('uart_tx_o')!, from + ticks(PRESSED), to, ticks(bitCycles));
  const reader = new FrameReader(RESULT_FRAME_BYTES);
  const frames: { line: string }[] = [];
  const failures: string[] = [];
  let [ends, last] = [0, 0];
  for (const [i, { value, sound, at }] of bytes.entries()) {
    if (!sound) failures.push(`no byte at ${at}`);
    for (const content of reader.push([value])) {
      const frame = parseResultFrame(content);
      if (frame === null) failures.push(`no result in the frame that ends at ${at}`);
      else {
        const { index, flags, classValid, classIndex, status, lost } = frame;
        const said = [index, flags, Number(classValid), classIndex].join(' ');
        frames.push({ line: `${said} status ${status} lost ${Number(lost)}` });
      }
      ends += encodeFrame(content).length;
      last = i + 1;
    }
  }
  if (reader.faults > 0) failures.push(`${reader.faults} bad frames`);
  if (ends !== last) failures.push(`${last - ends} bytes that belong to no frame`);
  return { frames, failures };
}

/** A result is told for one cycle of the slow clock, its class with it. */
function strobeFailures(pins: Pins, time: number, ticks: (cycles: number) => number): string[] {
  const next = (name: string) => pins.get(name)!.find(({ at, level }) => at > time && level === '0')?.at;
  const failures: string[] = [];
  for (const name of ['result_o', 'class_valid_o']) {
    const ends = levelAt(pins.get(name)!, time) === '1' ? next(name) : undefined;
    if (ends !== undefined && Math.abs(ends - time - ticks(1)) > 1) failures.push(`${name} lasts ${ends - time} ticks`);
  }
  return failures;
}

const lit = (pins: Pins, name: string, from: number, to: number) =>
  pins
    .get(name)!
    .filter((one) => one.level !== level(name, false) && one.at > from && one.at <= to)
    .map(({ at }) => at);

/** Each press resets, at once, and while the core is at work where the script wants it so. */
function pressFailures(
  { presses: planned }: GatedBoardScript,
  presses: readonly number[],
  resets: readonly { runs: boolean; at: number }[],
  ticks: (cycles: number) => number,
): string[] {
  return planned.flatMap(({ atWork }, i) => {
    const reset = resets[i];
    if (presses[i] === undefined) return [`the button is not pressed ${planned.length} times`];
    if (reset === undefined) return [`the button at ${presses[i]} does nothing`];
    const after = reset.at - presses[i]!;
    return [
      ...(after >= 0 && after <= ticks(PRESSED + 1) ? [] : [`the button at ${presses[i]} resets ${after} ticks later`]),
      ...(atWork && !reset.runs ? [`the button at ${presses[i]} meets no core at work`] : []),
    ];
  });
}

/** What the pins are in the reset at the start, and at the end of each press. */
function restFailures(
  top: GatedTop,
  pins: Pins,
  times: readonly number[],
  ticks: (cycles: number) => number,
): string[] {
  return times.flatMap((time, i) =>
    Object.entries(rest(top)).flatMap(([name, level]) => {
      const found = levelAt(pins.get(name)!, i === 0 ? ticks(time) : time);
      return found === level ? [] : [`${name} in reset ${i}: ${found}, expected ${level}`];
    }),
  );
}

/** Levels that are not known, of pins that must be from the first cycles on. */
function unknownFailures(top: GatedTop, pins: Pins, ticks: (cycles: number) => number): string[] {
  return Object.keys(rest(top)).flatMap((name) => {
    const one = pins.get(name)!.find(({ at, level }) => at > ticks(PRESSED) && !/^[01]+$/.test(level));
    return one === undefined ? [] : [`${name} at ${one.at}: ${one.level}`];
  });
}

/** The converter is selected every period, and not before a reset is over. */
function frameTimes(
  { period }: GatedTop,
  frames: readonly string[][],
  resets: readonly { at: number }[],
  ticks: (cycles: number) => number,
): string[] {
  const times = frames.map(([, at]) => Number(at));
  return times.flatMap((time, i) => {
    const before = times[i - 1] ?? 0;
    const reset = [{ at: 0 }, ...resets].find(({ at }) => at >= before && at <= time);
    if (reset !== undefined)
      return time - reset.at >= ticks(POWER_ON) ? [] : [`a sample at ${time}, before the reset is over`];
    return Math.abs(time - before - ticks(period)) <= 1 ? [] : [`samples ${time - before} ticks apart at ${time}`];
  });
}

/** The clock that stands has no more edges than windows and resets may take. */
function edgeFailures(
  { mostEdges }: BoardClocks,
  edges: number,
  segments: readonly { windows: number }[],
  resets: number,
): string[] {
  const windows = segments.reduce((sum, one) => sum + one.windows, 0);
  const most = mostEdges({ windows, resets });
  return edges <= most ? [] : [`the fast clock has ${edges} edges, ${most} at most are of ${windows} windows`];
}
