/**
 * The instruction set of the folded engine: the one place that says where in a word which field lies. The encoder, the
 * least width of a word, the constants of rtl-templates/folded and the table in docs/folded.md come from here.
 */

/** Widths in bits that the model gives to fields, and what rtl-templates/folded calls them. */
export const WIDTHS = {
  alphaBits: 'ALPHA_BITS',
  groupBits: 'GROUP_BITS',
  countBits: 'COUNT_BITS',
  loopBits: 'LOOP_BITS',
  stepBits: 'STEP_BITS',
  /** Of a tap's index in its table, and of a table's index. */
  tapBits: 'TB',
  tableBits: 'NB',
  windowBits: 'WB',
  addressBits: 'PA',
  laneBits: 'LB',
  shiftBits: 'RB',
  bitsBits: 'DB',
  /** 1 where some layer needs the flag, else 0. */
  directBits: 'DIRECT',
  signedBits: 'SIGNED',
} as const;

/** Least widths of fields that take what the others leave of a word. */
export interface Needs {
  biasBits: number;
  signBits: number;
  poolStepBits: number;
}

/** Widths of the fields of an instruction word, and what fields are less. */
export interface WordFormat extends Record<keyof typeof WIDTHS, number> {
  wordBits: number;
  /** Sign words of a layer start at a multiple of 2^signUnit. */
  signUnit: number;
  shiftMin: number;
  bitsMin: number;
}

export interface Field {
  name: string;
  /** A flag has one bit; `rest`: what the others leave, at least so many bits. */
  width: 'flag' | 1 | keyof typeof WIDTHS | { rest: keyof Needs | 'stepBits' };
  signed?: true;
  meaning: string;
  /** What the word holds of the value; left out: the value. */
  held?: (value: number, format: WordFormat) => number;
}

export interface Entry {
  /** Highest bits of the word. */
  code: string;
  does: string;
  /** From bit 0 upwards; those behind one that takes the rest end below the code. */
  fields: readonly Field[];
}

const lessOne = (value: number) => value - 1;
/** Addresses wrap. */
const wrapped = (value: number, { windowBits }: WordFormat) => value % 2 ** windowBits;
const step = { name: 'step', width: { rest: 'stepBits' }, signed: true, meaning: 'signed' } as const;
const count = { name: 'count', width: 'countBits', meaning: 'of values, less 1', held: lessOne } as const;
const rounds = {
  name: 'rounds',
  width: 'loopBits',
  meaning: 'state of its shift register before the first',
  held: (value: number, { loopBits }: WordFormat) => loopStart(value, loopBits),
} as const;

export const ISA = {
  bias: {
    code: '1',
    does: 'shifts LANES values out of the lanes and the bias in; the output before it is done',
    fields: [{ name: 'value', width: { rest: 'biasBits' }, signed: true, meaning: 'signed' }],
  },
  pass: {
    code: '0000',
    does: 'one basis of a group: a lookup in each of its tables, or of each window word, times alpha',
    fields: [
      { name: 'alpha', width: 'alphaBits', meaning: 'coefficient of the basis' },
      { name: 'advance', width: 'groupBits', meaning: 'tables or window words to those of this one' },
    ],
  },
  fill: {
    code: '0001',
    does: 'shifts inputs into the lanes',
    fields: [
      { name: 'step', width: 'stepBits', meaning: 'of the load address' },
      count,
      { name: 'write', width: 'flag', meaning: 'each shift also makes a window word' },
    ],
  },
  build: {
    code: '0010',
    does: 'builds the tables of a group',
    fields: [
      { name: 'one', width: 'alphaBits', meaning: '1' },
      { name: 'missing', width: 'tapBits', meaning: 'first taps that table 0 lacks' },
      { name: 'zero', width: 'flag', meaning: "the lanes are 0, else hold the group's last word" },
    ],
  },
  pitch: {
    code: '0011',
    does: 'sets the step of the store address',
    fields: [step, { name: 'bump', width: 'flag', meaning: 'adds it now' }],
  },
  signs: {
    code: '0100',
    does: 'sign words are read from here on',
    fields: [
      {
        name: 'address',
        width: { rest: 'signBits' },
        meaning: 'without its lowest SIGN_UNIT bits, which are 0',
        held: (value: number, { signUnit }: WordFormat) => value / 2 ** signUnit,
      },
    ],
  },
  next: {
    code: '0101',
    does: 'goes to the target unless the loop is in its last round',
    fields: [
      { name: 'target', width: 'addressBits', meaning: 'address' },
      { name: 'loop', width: 1, meaning: '0 or 1' },
    ],
  },
  setPass: {
    code: '0110000',
    does: 'sets the lookups of a pass',
    fields: [
      { name: 'lookups', width: 'countBits', meaning: 'less 1', held: lessOne },
      { name: 'direct', width: 'directBits', meaning: "of window words, else of sums; if any layer's are" },
    ],
  },
  setWindow: {
    code: '0110001',
    does: 'sets the address of the next window word',
    fields: [{ name: 'address', width: 'windowBits', meaning: 'in window words' }],
  },
  setStep: {
    code: '0110010',
    does: 'sets the step of that address',
    fields: [{ name: 'step', width: 'windowBits', meaning: 'in window words', held: wrapped }],
  },
  setOutput: {
    code: '0110011',
    does: 'sets what becomes of values that leave the lanes',
    fields: [
      { name: 'raw', width: 'flag', meaning: 'they are scores' },
      { name: 'sum', width: 'flag', meaning: 'they are pooled by their sum, else by their maximum' },
      { name: 'block', width: 'laneBits', meaning: 'positions that are pooled, less 1', held: lessOne },
      { name: 'shift', width: 'shiftBits', meaning: 'of requantisation, less SHIFT_MIN', held: above('shiftMin') },
      { name: 'bits', width: 'bitsBits', meaning: 'of a requantised value, less Y_MIN_BITS', held: above('bitsMin') },
      { name: 'signed', width: 'signedBits', meaning: "values keep their sign; if any layer's do" },
    ],
  },
  setLoop0: { code: '0110100', does: 'sets the rounds of loop 0', fields: [rounds] },
  setLoop1: { code: '0110101', does: 'sets the rounds of loop 1', fields: [rounds] },
  store: {
    code: '0110110',
    does: 'stores values one after the other',
    fields: [
      { name: 'source', width: 'stepBits', meaning: '0 zeros, 1 none: the program begins again, 2 inputs' },
      count,
    ],
  },
  setTable: {
    code: '0110111',
    does: 'sets the first table of the group',
    fields: [{ name: 'table', width: 'tableBits', meaning: 'its index' }],
  },
  pool: {
    code: '01110',
    does: 'reads a value and pools it; adds the step to the load address',
    fields: [
      { ...step, width: { rest: 'poolStepBits' } },
      { name: 'store', width: 'flag', meaning: 'stores the pooled value' },
      { name: 'first', width: 'flag', meaning: 'forgets what was read before' },
    ],
  },
  read: { code: '01111', does: 'adds the step to the load address', fields: [step] },
} as const satisfies Record<string, Entry>;

export type Op = keyof typeof ISA;
type FieldOf<O extends Op> = (typeof ISA)[O]['fields'][number];

/** An instruction: values as they are meant, not as the word holds them. */
export type Instruction = {
  [O in Op]: { op: O } & { [F in FieldOf<O> as F['name']]: F extends { width: 'flag' } ? boolean : number };
}[Op];

/** Of the field `source`. */
export const SOURCES = { zeros: 0, restart: 1, inputs: 2 } as const;

/** To the start of the program; both addresses become 0. */
export const RESTART = { op: 'store', source: SOURCES.restart, count: 1 } as const satisfies Instruction;

/** Scores are not requantised: their 0 stays 0. */
function above(min: 'shiftMin' | 'bitsMin') {
  return (value: number, format: WordFormat) => (value === 0 ? 0 : value - format[min]);
}

/**
 * Feedback of the shift registers that count a loop's rounds, [bits]: of maximal length, so that they count without carries.
 */
export const FEEDBACK = [
  0, 0, 0x3, 0x6, 0xc, 0x14, 0x30, 0x60, 0xb8, 0x110, 0x240, 0x500, 0xe08, 0x1c80, 0x3802, 0x6000, 0xd008,
] as const;

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

type Widths = Omit<WordFormat, 'wordBits'>;

/** Bits of a field; `rest`: of one that takes what the others leave. */
const bitsOf = ({ width }: Field, format: Widths, rest: (min: keyof Needs | 'stepBits') => number): number => {
  if (typeof width === 'object') return rest(width.rest);
  return width === 'flag' ? 1 : width === 1 ? 1 : format[width];
};

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The least width of a word that every instruction fits. */
export function leastWordBits(format: Widths & Needs): number {
  const min = ({ code, fields }: Entry) =>
    code.length + total(fields.map((field) => bitsOf(field, format, (need) => format[need])));
  return Math.max(...Object.values(ISA).map(min));
}

/** The longest step of an address that both a `pitch` and a `read` hold, in either direction. */
export function longestStep(wordBits: number): number {
  const bits = [ISA.pitch, ISA.read].map(
    ({ code, fields }) => wordBits - code.length - fields.filter(({ width }) => width === 'flag').length,
  );
  return 2 ** (Math.min(...bits) - 1) - 1;
}

/** The word of an instruction. A field that does not fit is a mistake of the generator. */
export function encode(instruction: Instruction, format: WordFormat): number {
  const { code, fields }: Entry = ISA[instruction.op];
  const values: Readonly<Record<string, number | boolean | string>> = instruction;
  const below = format.wordBits - code.length;
  const left = below - total(fields.map((field) => bitsOf(field, format, () => 0)));
  let word = Number.parseInt(code, 2) * 2 ** below;
  let at = 0;
  for (const field of fields) {
    const { name, signed, held } = field;
    const bits = bitsOf(field, format, () => left);
    const value = Number(values[name]);
    const inWord = held === undefined ? value : held(value, format);
    const [min, max] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1)] : [0, 2 ** bits];
    if (left < 0 || !(inWord >= min && inWord < max))
      throw new Error(`${JSON.stringify(instruction)}: ${name} is ${inWord} in ${bits} bits, of ${left} that are left`);
    word += (inWord < 0 ? inWord + 2 ** bits : inWord) * 2 ** at;
    at += bits;
  }
  return word;
}
