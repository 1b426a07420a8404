import type { Ports } from '../config/ports.js';

/** Cycles of a wrapper around those of the core: from the store of a window's last sample to its offer, from the last score to the next store. */
export const WRAPPER = { offer: 2, finish: 2 } as const;

/** Flip-flops that release an asynchronous reset: as many cycles later than its pin the design leaves the reset. */
const RELEASE_STAGES = 2;

/** Cycles from the release of the reset's pin to that of the design. */
export function releaseCycles(ports: Ports): number {
  return ports.reset === 'async-low' ? RELEASE_STAGES : 0;
}

/**
 * Cycle in which a register slice takes its first beat, as the registers have it in reset: its ready rises with the first
 * edge after the reset, and one that is full has two beats.
 */
export const SLICE = { first: 1, beats: 2 } as const;

/**
 * When a slice on the sample port takes each code, for codes that are always offered and an engine that takes them in these
 * cycles of its own, or later by what the slice delays it: never, as an engine takes none in the first two cycles.
 */
export function sliceTakes(engine: readonly number[]): number[] {
  const taken: number[] = [];
  for (let i = 0; i < engine.length; i++)
    taken.push(Math.max(i === 0 ? SLICE.first : taken[i - 1]! + 1, i < SLICE.beats ? 0 : engine[i - SLICE.beats]! + 1));
  return taken;
}
