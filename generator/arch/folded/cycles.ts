import type { FoldedFolding, FoldedSizing } from './hardware.js';
import { type Instruction, SOURCES } from './isa.js';
import type { Program } from './program.js';
import { buildCycles } from './sizing.js';

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

/** Cycles of an instruction when inputs and scores never wait. `lookups`: of a pass; where tables are built, those of a group. */
export function instructionCycles(instruction: Instruction, lanes: number, taps: number, lookups: number): number {
  switch (instruction.op) {
    case 'bias':
      return lanes + 1;
    case 'pass':
      return lookups;
    case 'fill':
    case 'store':
      return instruction.count + 1;
    case 'build':
      return lookups * buildCycles(taps);
    case 'pitch':
      return instruction.bump ? 2 : 1;
    case 'signs':
      return 2;
    default:
      return 1;
  }
}

/** Runs a program's control flow for two fragments, which no data changes, and adds up what its instructions take. */
export function programCycles(
  { instructions, layerOf, places, end }: Program,
  shapes: readonly FoldedSizing[],
  folding: FoldedFolding,
): ProgramCycles {
  const ends = shapes.map(() => 0);
  const layers = shapes.map(() => 0);
  const codes: ProgramCycles['codes'] = { first: [], next: [] };
  const loops = [1, 1];
  const steps = shapes.at(-1)!.tiles > 1;
  let lookups = 1;
  let first = -1;
  let completed = -1; // the first fragment
  let time = 1; // cycle 0 fetches the first instruction
  for (let at = 0; ; ) {
    const instruction: Instruction = instructions[at]!;
    const cycles = instructionCycles(instruction, folding.lanes, folding.tapsPerLookup, lookups);
    const layer = layerOf[at]!;
    if (instruction.op === 'store' && instruction.source === SOURCES.inputs) {
      if (first < 0) first = time + 1;
      for (let i = 1; i <= instruction.count; i++)
        if (completed < 0) codes.first.push(time + i);
        else codes.next.push(time + i - completed);
    }
    time += cycles;
    if (layer >= 0 && completed < 0) {
      layers[layer]! += cycles;
      const { pooled, biases } = places[layer]!;
      if (pooled !== null) {
        if (at === pooled) ends[layer] = time - 1;
      } else if (instruction.op === 'bias' && at < biases.to) {
        // A score leaves in the last cycle of its bias, a value when its last position leaves.
        ends[layer] =
          layer === shapes.length - 1 ? time - 1 : time - cycles + lastPosition(shapes[layer]!, folding) + 1;
      }
    }
    if (instruction.op === 'setPass') lookups = instruction.lookups;
    if (instruction.op === 'setLoop0') loops[0] = instruction.rounds;
    if (instruction.op === 'setLoop1') loops[1] = instruction.rounds;
    at = instruction.op === 'store' && instruction.source === SOURCES.restart ? 0 : at + 1;
    if (instruction.op === 'next') {
      const more = loops[instruction.loop]! > 1;
      loops[instruction.loop]!--;
      if (more) at = instruction.target;
    }
    // Scores of several positions: behind the last of them.
    if (at !== end || (steps && loops[0]! > 1)) continue;
    if (completed >= 0) return { first, ends, interval: time - 1 - completed, codes, layers };
    completed = time - 1;
  }
}

/** Place in the last tile, counted over all lanes, of the last position that is used. */
function lastPosition({ tiles, tilePositions, lengths, block }: FoldedSizing, { lanes }: FoldedFolding): number {
  return lanes - tilePositions + lengths.output * block - (tiles - 1) * lanes - 1;
}
