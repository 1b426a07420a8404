/**
 * Instructions of `bb_folded` and what each costs. Fields are as in the head of rtl-templates/folded/bb_folded.v;
 * counts here are whole counts (the encoder subtracts 1 where the word holds one less).
 */
export type Instruction =
  /** Shifts the finished accumulators out and the bias in. */
  | { op: 'bias'; value: number }
  /** One lookup in each table of the group, times alpha. `advance`: tables from the group of the pass before. */
  | { op: 'pass'; alpha: number; advance: number }
  /** Shifts inputs into the lanes, the load address moving by `step`; `write`: each also as a window word. */
  | { op: 'fill'; step: number; count: number; write: boolean }
  /** Builds a group's tables; table 0 lacks its first `missing` taps. `zero`: the lanes are 0, else they hold the group's last window word. */
  | { op: 'build'; missing: number; zero: boolean }
  /** Sets the step of the store address; `bump`: adds it now. */
  | { op: 'pitch'; step: number; bump: boolean }
  /** Sign words are read from here on. */
  | { op: 'signs'; address: number }
  /** To `target` unless the loop has run as often as it was set to. */
  | { op: 'next'; loop: 0 | 1; target: Label }
  /** To the start of the program; both addresses become 0. */
  | { op: 'restart' }
  /** Moves the load address; `pool`: pools the activation there with those read since the first, `store`: and stores that. */
  | { op: 'read'; step: number; pool: { first: boolean; store: boolean } | null }
  /** Stores `count` values. */
  | { op: 'store'; count: number; what: 'zeros' | 'inputs' }
  | { op: 'set'; register: 'pass' | 'window' | 'loop0' | 'loop1' | 'table'; value: number }
  | { op: 'step'; window: number }
  | { op: 'output'; raw: boolean; sum: boolean; block: number; shift: number; bits: number };

/** A place in a program, known once the program is. */
export interface Label {
  address: number;
}

/** Cycles of an instruction when inputs and scores never wait. `lookups`: of a pass, which are the tables of a group. */
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
      // Every tap, then two cycles for each sum.
      return lookups * (taps + 2 ** taps);
    case 'pitch':
      return instruction.bump ? 2 : 1;
    case 'signs':
    case 'restart':
      return 2;
    default:
      return 1;
  }
}

/** Widths of the fields of an instruction word. */
export interface WordFormat {
  wordBits: number;
  alphaBits: number;
  groupBits: number;
  countBits: number;
  loopBits: number;
  stepBits: number;
  /** Bits of a tap's index in its table. */
  tapBits: number;
  addressBits: number;
  laneBits: number;
  shiftBits: number;
  bitsBits: number;
  signUnit: number;
  shiftMin: number;
  bitsMin: number;
}

const OPS = { pass: 0, fill: 1, build: 2, pitch: 3, signs: 4, next: 5, set: 6, read: 7 } as const;
const REGISTERS = { pass: 0, window: 1, step: 2, output: 3, loop0: 4, loop1: 5, store: 6, table: 7 } as const;
const SOURCES = { zeros: 0, inputs: 2 } as const;
const RESTART = 1;

/** Feedback of the shift registers that count a loop's rounds; [bits]. As FEEDBACK in bb_folded. */
const FEEDBACK = [
  0, 0, 0x3, 0x6, 0xc, 0x14, 0x30, 0x60, 0xb8, 0x110, 0x240, 0x500, 0xe08, 0x1c80, 0x3802, 0x6000, 0xd008,
];

/** What a loop's register holds before `rounds` rounds: it is 1 in the last. */
export function loopStart(rounds: number, bits: number): number {
  const feedback = FEEDBACK[bits]!;
  let state = 1;
  for (let round = 1; round < rounds; round++) {
    // One step back: the top bit is set by feedback alone.
    const fed = Math.floor(state / 2 ** (bits - 1)) % 2;
    state = fed === 1 ? ((state ^ feedback) << 1) | 1 : state << 1;
  }
  return state;
}

/** The word of an instruction. A field that does not fit is a mistake of the generator. */
export function encode(instruction: Instruction, format: WordFormat): number {
  const { wordBits, countBits, signUnit } = format;
  const argBits = wordBits - 4;
  /** Fields from bit 0 upwards, [value, bits]. */
  const pack = (bits: number, ...fields: [number, number][]): number => {
    let word = 0;
    let at = 0;
    for (const [value, width] of fields) {
      if (value < 0 || value >= 2 ** width)
        throw new Error(`${JSON.stringify(instruction)}: ${value} in ${width} bits`);
      word += value * 2 ** at;
      at += width;
    }
    if (at > bits) throw new Error(`${JSON.stringify(instruction)}: ${at} bits of ${bits}`);
    return word;
  };
  const signed = (value: number, bits: number): [number, number] => {
    if (value < -(2 ** (bits - 1)) || value >= 2 ** (bits - 1)) throw new Error(`${value} in ${bits} signed bits`);
    return [value < 0 ? value + 2 ** bits : value, bits];
  };
  const op = (name: keyof typeof OPS, ...fields: [number, number][]) =>
    OPS[name] * 2 ** argBits + pack(argBits, ...fields);
  const set = (register: keyof typeof REGISTERS, ...fields: [number, number][]) =>
    OPS.set * 2 ** argBits + REGISTERS[register] * 2 ** (argBits - 3) + pack(argBits - 3, ...fields);
  const i = instruction;
  switch (i.op) {
    case 'bias':
      return 2 ** (wordBits - 1) + pack(wordBits - 1, signed(i.value, wordBits - 1));
    case 'pass':
      return op('pass', [i.alpha, format.alphaBits], [i.advance, format.groupBits]);
    case 'fill':
      return op('fill', [i.step, format.stepBits], [i.count - 1, countBits], [Number(i.write), 1]);
    case 'build':
      return op('build', [1, format.alphaBits], [i.missing, format.tapBits], [Number(i.zero), 1]);
    case 'pitch':
      return op('pitch', signed(i.step, argBits - 1), [Number(i.bump), 1]);
    case 'signs':
      return op('signs', [i.address / 2 ** signUnit, argBits]);
    case 'next':
      return op('next', [i.target.address, format.addressBits], [i.loop, 1]);
    case 'restart':
      return set('store', [RESTART, format.stepBits]);
    case 'read':
      return i.pool === null
        ? op('read', signed(i.step, argBits - 1), [1, 1])
        : op('read', signed(i.step, argBits - 3), [Number(i.pool.store), 1], [Number(i.pool.first), 1], [0, 1]);
    case 'store':
      return set('store', [SOURCES[i.what], format.stepBits], [i.count - 1, countBits]);
    case 'set':
      return set(i.register, [
        i.register === 'pass'
          ? i.value - 1
          : i.register.startsWith('loop')
            ? loopStart(i.value, format.loopBits)
            : i.value,
        argBits - 3,
      ]);
    case 'step':
      return set('step', [i.window, argBits - 3]);
    case 'output':
      return set(
        'output',
        [Number(i.raw), 1],
        [Number(i.sum), 1],
        [i.block - 1, format.laneBits],
        [i.raw ? 0 : i.shift - format.shiftMin, format.shiftBits],
        [i.raw ? 0 : i.bits - format.bitsMin, format.bitsBits],
      );
  }
}
