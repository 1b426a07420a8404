import type { EncodedLayer } from '../../model/encode.js';

/** Cycles of each output channel, [out]: `before` its passes, and of a pass with this alpha. */
export function cyclesByOutput({ passes }: EncodedLayer, before: number, ofPass: (alpha: number) => number): number[] {
  const all: number[] = [];
  let cycles = before;
  for (const { alpha, last } of passes) {
    cycles += ofPass(alpha);
    if (!last) continue;
    all.push(cycles);
    cycles = before;
  }
  return all;
}
