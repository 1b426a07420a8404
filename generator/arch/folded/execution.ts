import type { FoldedFolding } from './hardware.js';
import { type Instruction, SOURCES } from './isa.js';
import { buildCycles } from './sizing.js';

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

/** One instruction as the engine comes to it. */
export interface Executed {
  /** Its address. */
  at: number;
  instruction: Instruction;
  /** Its first cycle after reset, and how many it takes. */
  time: number;
  cycles: number;
  /** Rounds of the outer loop that are left, this one among them. */
  rounds: number;
}

/**
 * A program's control flow, which no data changes, from the reset on and without an end: samples are always offered, scores always
 * taken. Cycle 0 fetches the first instruction.
 */
export function* executed(
  instructions: readonly Instruction[],
  { lanes, tapsPerLookup }: FoldedFolding,
): Generator<Executed, never> {
  const loops = [1, 1];
  let lookups = 1;
  let time = 1;
  for (let at = 0; ; ) {
    const instruction = instructions[at]!;
    const cycles = instructionCycles(instruction, lanes, tapsPerLookup, lookups);
    yield { at, instruction, time, cycles, rounds: loops[0]! };
    time += cycles;
    if (instruction.op === 'setPass') lookups = instruction.lookups;
    if (instruction.op === 'setLoop0') loops[0] = instruction.rounds;
    if (instruction.op === 'setLoop1') loops[1] = instruction.rounds;
    at = instruction.op === 'store' && instruction.source === SOURCES.restart ? 0 : at + 1;
    if (instruction.op === 'next') {
      const more = loops[instruction.loop]! > 1;
      loops[instruction.loop]!--;
      if (more) at = instruction.target;
    }
  }
}
