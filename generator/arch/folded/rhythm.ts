import { portsOf } from '../../config/ports.js';
import type { OfferedWindow, Rhythm, WindowRhythm } from '../architecture.js';
import { SLICE, sliceTakes, WRAPPER } from '../ports.js';
import type { ProgramCycles } from './cycles.js';
import type { FoldedHardware } from './hardware.js';

/**
 * When things happen at the ports of the engine. `registered`: it has a register slice on each, through which samples are taken
 * ahead of it and scores a cycle behind it; the engine itself is not delayed by either (see `sliceTakes`).
 */
export function foldedRhythm(engine: ProgramCycles, registered: boolean, sharesWork: boolean): Rhythm {
  const { codes, interval } = engine;
  const ends = engine.ends.map((end, i) => (registered && i === engine.ends.length - 1 ? end + 1 : end));
  const first = registered ? sliceTakes(codes.first)[0]! : engine.first;
  const completion = ends.at(-1)!;
  const run = { completions: [completion], steady: true };
  return {
    latencyCycles: completion - first + 1,
    layerCycles: ends.map((end) => Math.max(0, end - first + 1)),
    intervalCycles: interval,
    run: { ...run, from: 0, first },
    // A slice gives an engine that waits its first sample a cycle later.
    idle: { ...run, from: codes.first[0]! + SLICE.beats, first: codes.first[0]! - (registered ? 1 : 0) },
    pauseCycles: registered ? 0 : codes.next[0]! - 1,
    window: windowRhythm(engine, completion, registered, sharesWork),
  };
}

/**
 * The core waits for the window, or the window is offered a wrapper's cycles after the last score, and a core that shares work may be
 * reset in the cycle before: whichever takes longest. Register slices give a waiting engine its first sample and the port its
 * last score a cycle later each; samples they take no later than the engine would.
 */
function windowRhythm(
  { codes: { first, next }, interval }: ProgramCycles,
  completion: number,
  registered: boolean,
  sharesWork: boolean,
): WindowRhythm {
  const before = { first: sharesWork ? 0 : first[0]!, next: Math.min(next[0]!, WRAPPER.finish + WRAPPER.offer) };
  return {
    completion: Math.max(completion - before.first, interval - before.next) + (registered ? 2 : 0),
    codes: first.map((cycle, i) => Math.max(cycle - before.first, next[i]! - before.next)),
    rest: 0,
  };
}

/** Cycles in which the last scores of windows are taken. A core that shares work is reset before one that does not follow. */
export function foldedWindowEnds(hardware: FoldedHardware, windows: readonly OfferedWindow[]): number[] {
  const { run, intervalCycles, sharesWork, ports } = hardware;
  const { first, next } = hardware.codeCycles;
  const completion = run.completions[0]!;
  // A slice gives the engine a sample, or the port a score, in the cycle after it took it.
  const slice = portsOf({ ports }).registered ? 1 : 0;
  let before: number | null = null;
  return windows.map(({ cycle, follows }) => {
    let end: number;
    if (sharesWork && !follows) end = cycle + completion;
    else if (before === null) end = cycle + slice + completion - first[0]!;
    else end = Math.max(cycle + slice, before - slice + next[0]!) + intervalCycles - next[0]! + slice;
    before = end;
    return end;
  });
}
