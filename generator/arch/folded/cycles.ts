import { executed } from './execution.js';
import type { FoldedFolding, FoldedSizing } from './hardware.js';
import { SOURCES } from './isa.js';
import type { Program } from './program.js';

/** Cycles of one fragment; samples are always offered, scores always taken. Cycle 0 is the first after reset. */
export interface ProgramCycles {
  /** The first sample is taken. */
  first: number;
  /** The last value of each layer is stored, or its last score taken; [layer]. */
  ends: number[];
  /** From one fragment to the next. */
  interval: number;
  /** Each code is taken: of the first fragment; of the next, from the cycle on in which the last score before it is taken. */
  codes: { first: number[]; next: number[] };
  /** Cycles of each layer's instructions, [layer]. */
  layers: number[];
}

/** Runs a program for two fragments and adds up what its instructions take. */
export function programCycles(
  { instructions, layerOf, places, end }: Program,
  shapes: readonly FoldedSizing[],
  folding: FoldedFolding,
): ProgramCycles {
  const ends = shapes.map(() => 0);
  const layers = shapes.map(() => 0);
  const codes: ProgramCycles['codes'] = { first: [], next: [] };
  const steps = shapes.at(-1)!.tiles > 1;
  let first = -1;
  let completed = -1; // the first fragment
  for (const { at, instruction, time, cycles, rounds } of executed(instructions, folding)) {
    // Scores of several positions: behind the last of them.
    if (at === end && !(steps && rounds > 1)) {
      if (completed >= 0) return { first, ends, interval: time - 1 - completed, codes, layers };
      completed = time - 1;
    }
    const layer = layerOf[at]!;
    if (instruction.op === 'store' && instruction.source === SOURCES.inputs) {
      if (first < 0) first = time + 1;
      for (let i = 1; i <= instruction.count; i++)
        if (completed < 0) codes.first.push(time + i);
        else codes.next.push(time + i - completed);
    }
    if (layer < 0 || completed >= 0) continue;
    layers[layer]! += cycles;
    const { pooled, biases } = places[layer]!;
    if (pooled !== null) {
      if (at === pooled) ends[layer] = time + cycles - 1;
    } else if (instruction.op === 'bias' && at < biases.to) {
      // A score leaves in the last cycle of its bias, a value when its last position leaves.
      ends[layer] = layer === shapes.length - 1 ? time + cycles - 1 : time + lastPosition(shapes[layer]!, folding) + 1;
    }
  }
  throw new Error('a program goes on for ever');
}

/** Place in the last tile, counted over all lanes, of the last position that is used. */
function lastPosition({ tiles, tilePositions, lengths, block }: FoldedSizing, { lanes }: FoldedFolding): number {
  return lanes - tilePositions + lengths.output * block - (tiles - 1) * lanes - 1;
}
