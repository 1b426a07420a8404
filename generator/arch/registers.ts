import { codesPerWindow } from '../network/input.js';
import { isSeveral } from '../network/task.js';
import { classBits, type Hardware } from './hardware.js';
import { type Said, type SaidKind, saidOutputs } from './said.js';
import { type Steps, stepsOf } from './steps.js';
import { taskHardware } from './tasks.js';

export const BUSES = ['axi', 'wishbone'] as const;
export type Bus = (typeof BUSES)[number];

/** Who writes a field, and how. */
export type Access =
  /** Nobody: fixed when the design is generated. */
  | 'constant'
  /** The hardware; the host reads. */
  | 'ro'
  /** The host. */
  | 'rw'
  /** The host by writing a 1; the hardware clears it when it is done. */
  | 'set'
  /** The hardware; the host clears it by writing a 1. */
  | 'w1c'
  /** The hardware; the host by writing a 1 has it go on to the next. */
  | 'pop'
  /** The host; each write hands one value on. Cannot be read. */
  | 'wo';

export interface Field {
  name: string;
  lsb: number;
  bits: number;
  access: Access;
  /** Value after reset; for a constant, its value. */
  reset: number;
  /** For the manual: one sentence or more. */
  text: string;
  /** The only bus that has it. */
  bus?: Bus;
}

export interface Register {
  name: string;
  /** Byte offset, a multiple of 4. */
  offset: number;
  text: string;
  fields: readonly Field[];
  bus?: Bus;
}

/** Words of one kind in a row. */
export interface Block {
  name: string;
  offset: number;
  words: number;
  text: string;
  /** Constants, [word]; null: a memory of `bits` wide signed words that the hardware writes. */
  values: readonly number[] | null;
  bits: number;
  /** Of the memory: it holds as many times these words, of which the host sees those of one place. */
  places: number;
}

/** Every register of a design; Verilog, C and manual are made from this. */
export interface RegisterMap {
  /** null: of both buses, for the manual. */
  bus: Bus | null;
  /** Bits of a byte address. */
  addressBits: number;
  registers: readonly Register[];
  blocks: readonly Block[];
  /** Steps of a fragment, and how many of them the queue holds; null: the result of a fragment is held. */
  steps: { steps: number; places: number } | null;
  /** Places for samples between the host and the network. */
  fifoDepth: number;
}

/** What a host can tell one design from another by. */
export interface DesignIdentity {
  /** Version of the generator, `major.minor.patch`. */
  version: string;
  /** SHA-256, 64 hexadecimal digits. */
  modelHash: string;
  configurationHash: string;
}

/** Layout of the registers, of results of fragments and of steps, of one output or several; others, when software for one of these would go wrong. */
const LAYOUTS = { fragment: { one: 1, several: 3 }, step: { one: 2, several: 4 } };
/** ASCII "bitb". */
const MAGIC = 0x62697462;
/** One block RAM of 4 kbit holds 256 codes of up to 16 bits. */
const FIFO_DEPTH = 256;
/** Words of the memory of scores in a queue of steps, which are as much; of many outputs more, so that some steps fit. */
const QUEUE = { words: 256, places: 4 };
/** Where the only output's register is, and, of several, the first one's; the others follow. */
const SAID = { only: 0x10, several: 0x80 };
/** Scores lie at the first place from there on that is a multiple of their memory's size: an address's low bits select. */
const BLOCKS = { modelHash: 0x40, configurationHash: 0x60, scores: 0x80 };

/** The registers of a design on one bus, or, for `null`, on both. */
export function registerMap(hardware: Hardware, identity: DesignIdentity, bus: Bus | null): RegisterMap {
  const { model, parity } = hardware;
  const classes = model.classes.length;
  const { noun, nouns } = taskHardware(model);
  const said = saidOutputs(model);
  const several = isSeveral(model);
  const size = 4 * 2 ** classBits(classes);
  const scores = size * Math.ceil((BLOCKS.scores + (several ? 4 * said.length : 0)) / size);
  const stepped = stepsOf(hardware);
  const steps = stepped && {
    steps: stepped.steps,
    places: Math.max(QUEUE.places, QUEUE.words / 2 ** classBits(classes)),
  };
  const blocks = [
    hashBlock('model_hash', BLOCKS.modelHash, 'model', identity.modelHash),
    hashBlock('configuration_hash', BLOCKS.configurationHash, 'configuration', identity.configurationHash),
    {
      name: 'scores',
      offset: scores,
      words: classes,
      text: `Score of each ${noun}, signed, in the order of the ${nouns}. An error while no ${steps ? 'step' : 'result'} is held.`,
      values: null,
      bits: hardware.layers.at(-1)!.outBits,
      places: steps?.places ?? 1,
    },
  ];
  const here = (part: { bus?: Bus }) => bus === null || part.bus === undefined || part.bus === bus;
  const registers = [
    ...identityRegisters(identity.version, LAYOUTS[steps === null ? 'fragment' : 'step'][several ? 'several' : 'one']),
    ...controlRegisters(said, parity ? nouns : null, steps !== null),
    ...saidRegisters(said, steps === null ? 'held result' : 'oldest step held'),
    ...resultRegisters(steps !== null),
    ...(steps === null ? [] : stepRegisters(stepped!, steps.places)),
    ...sampleRegisters(model.input.codeBits, codesPerWindow(model.input)),
  ]
    .filter(here)
    .map((register) => ({ ...register, fields: register.fields.filter(here) }));
  return {
    bus,
    addressBits: Math.ceil(Math.log2(scores + 4 * classes)),
    registers,
    blocks,
    steps,
    fifoDepth: FIFO_DEPTH,
  };
}

/** A field: one bit that is 0 after reset, where it does not say otherwise. */
const field = (own: Pick<Field, 'name' | 'lsb' | 'access' | 'text'> & Partial<Field>): Field => ({
  ...{ bits: 1, reset: 0 },
  ...own,
});

function identityRegisters(version: string, layout: number): Register[] {
  const [major, minor, patch] = version.split('.').map((part) => Number.parseInt(part, 10)) as [number, number, number];
  return [
    {
      name: 'magic',
      offset: 0x00,
      text: 'Tells that this is a bitbeat core.',
      fields: [field({ name: 'magic', lsb: 0, bits: 32, access: 'constant', reset: MAGIC, text: 'ASCII `bitb`.' })],
    },
    {
      name: 'version',
      offset: 0x04,
      text: 'Versions of this layout and of the generator.',
      fields: [
        field({ name: 'patch', lsb: 0, bits: 8, access: 'constant', reset: patch, text: 'Generator, patch.' }),
        field({ name: 'minor', lsb: 8, bits: 8, access: 'constant', reset: minor, text: 'Generator, minor.' }),
        field({ name: 'major', lsb: 16, bits: 8, access: 'constant', reset: major, text: 'Generator, major.' }),
        field({
          name: 'layout',
          lsb: 24,
          bits: 8,
          access: 'constant',
          reset: layout,
          text: 'Layout of the registers; another number needs other software.',
        }),
      ],
    },
  ];
}

/** `inDoubt`: what a failed parity puts in doubt; null: there is none. */
function controlRegisters(said: readonly Said[], inDoubt: string | null, stepped: boolean): Register[] {
  const held = said.map(({ name }) => name).join(', ');
  const words = stepped ? stepWords(held) : fragmentWords(held);
  return [
    {
      name: 'control',
      offset: 0x08,
      text: 'What the core does.',
      fields: [
        field({
          name: 'run',
          lsb: 0,
          access: 'rw',
          text: 'Samples are taken. 0 stops before the next sample; what has been taken goes on.',
        }),
        field({
          name: 'clear',
          lsb: 1,
          access: 'set',
          text:
            'Begins anew: the network, samples that wait, status, counters. Reads as 1 until done: a packet of scores that is ' +
            'under way leaves to its end first.',
        }),
        field({ name: 'irq_enable', lsb: 2, access: 'rw', text: words.irq }),
        field({
          name: 'wait',
          lsb: 3,
          access: 'rw',
          text: words.wait,
          bus: 'axi',
        }),
      ],
    },
    {
      name: 'status',
      offset: 0x0c,
      text: 'What the core does now, and what has happened since the bit was cleared.',
      fields: [
        field({
          name: 'busy',
          lsb: 0,
          access: 'ro',
          text: 'A sample of a fragment has been taken whose last score has not.',
        }),
        field({
          name: 'result',
          lsb: 1,
          ...words.result,
        }),
        field({
          name: 'overrun',
          lsb: 2,
          access: 'w1c',
          text: words.overrun,
          bus: 'axi',
        }),
        field({
          name: 'frame',
          lsb: 3,
          access: 'w1c',
          text:
            'TLAST came with a sample that is not the last of its fragment. No sample is taken until it is cleared; after ' +
            '`clear` the next sample begins a fragment.',
          bus: 'axi',
        }),
        field({
          name: 'overflow',
          lsb: 4,
          access: 'w1c',
          text: 'A sample was written while there was no space; it was refused.',
          bus: 'wishbone',
        }),
        ...(inDoubt !== null
          ? [
              field({
                name: 'parity',
                lsb: 5,
                access: 'w1c',
                text: `A word of a weight memory has failed its parity: ${inDoubt} are in doubt.`,
              }),
            ]
          : []),
      ],
    },
  ];
}

/** What depends on whether the result of a fragment is held, or steps are; `held`: registers that say it. */
interface HeldWords {
  irq: string;
  wait: string;
  overrun: string;
  result: Pick<Field, 'access' | 'text'>;
}

const fragmentWords = (held: string): HeldWords => ({
  irq: '`irq` is high while a result is held.',
  wait: 'While a result is held the scores of the next fragment wait.',
  overrun:
    'A fragment was done while a result was held; its scores have left on the stream, the registers have not got them.',
  result: {
    access: 'w1c',
    text: `A result is held: ${[held, 'cycles'].filter(Boolean).join(', ')} and scores stay as they are until this bit is cleared.`,
  },
});

const stepWords = (held: string): HeldWords => ({
  irq: '`irq` is high while a step is held.',
  wait: 'While the queue is full the scores of the next step wait.',
  overrun:
    'A step was done while the queue was full; its scores have left on the stream, the registers have not got them.',
  result: {
    access: 'pop',
    text: `A step is held: ${['position', held].filter(Boolean).join(', ')} and scores are those of the oldest. A 1 gives it free, and the next is there.`,
  },
});

/** Most labels that a register holds. */
export const MAX_LABELS = 32;

/** Names and words of the register that says what scores of an output say. */
const DECISIONS: Record<SaidKind, { noun: string; text: string }> = {
  class: { noun: 'Class', text: 'Index of the largest score, the lowest on a tie.' },
  labels: { noun: 'Labels', text: 'Bit i: label i holds, its score is above its threshold.' },
};

/** What registers say of a result beside its scores; a value is its score. */
const saidRegisters = (said: readonly Said[], whose: string): Register[] =>
  said.map(({ name, kind, output, only, bits }, i) => {
    const { noun, text } = DECISIONS[kind];
    return {
      name,
      offset: only ? SAID.only : SAID.several + 4 * i,
      text: only
        ? `${noun} of the ${whose}.`
        : `${noun} of the ${whose}, by output ${output.name}: scores ${output.first} to ${output.first + output.count - 1}.`,
      fields: [field({ name, lsb: 0, bits, access: 'ro', text })],
    };
  });

function resultRegisters(stepped: boolean): Register[] {
  return [
    {
      name: 'cycles',
      offset: 0x14,
      text: stepped ? 'Clock cycles of the last fragment done.' : 'Clock cycles of the held result.',
      fields: [
        field({
          name: 'cycles',
          lsb: 0,
          bits: 32,
          access: 'ro',
          text:
            'From the first sample taken to the last score taken, both counted; where the fragment before ended later than that ' +
            'first sample, from the cycle after its end.',
        }),
      ],
    },
    {
      name: 'fragments',
      offset: 0x18,
      text: 'Fragments done since the last clear.',
      fields: [field({ name: 'fragments', lsb: 0, bits: 32, access: 'ro', text: 'Modulo 2^32.' })],
    },
  ];
}

function stepRegisters({ steps, positionBits }: Steps, places: number): Register[] {
  const one = (name: string, offset: number, bits: number, text: string, more: string): Register => ({
    ...{ name, offset, text },
    fields: [field({ name, lsb: 0, bits, access: 'ro', text: more })],
  });
  return [
    one('position', 0x24, positionBits, 'The oldest step held.', `0 to ${steps - 1}, of its fragment.`),
    one('queued', 0x28, Math.log2(places) + 1, 'Steps held.', `Up to ${places}.`),
  ];
}

function sampleRegisters(codeBits: number, samples: number): Register[] {
  return [
    {
      name: 'sample',
      offset: 0x1c,
      text: `Takes the samples one by one, ${samples} a fragment.`,
      bus: 'wishbone',
      fields: [
        field({
          name: 'sample',
          lsb: 0,
          bits: codeBits,
          access: 'wo',
          text: 'Converter code, unsigned. An error without the strobes of all its bytes, without space, and while `clear` is 1.',
        }),
      ],
    },
    {
      name: 'space',
      offset: 0x20,
      text: 'Samples that may be written now.',
      bus: 'wishbone',
      fields: [
        field({
          name: 'space',
          lsb: 0,
          bits: Math.log2(FIFO_DEPTH) + 1,
          access: 'ro',
          reset: FIFO_DEPTH,
          text: 'Only a write makes it less.',
        }),
      ],
    },
  ];
}

/** The first word holds the first 8 digits. */
function hashBlock(name: string, offset: number, of: string, hash: string): Block {
  const values = Array.from({ length: 8 }, (_, i) => Number.parseInt(hash.slice(8 * i, 8 * i + 8), 16));
  return {
    name,
    offset,
    words: 8,
    text: `SHA-256 of the ${of}, its first 8 digits first.`,
    values,
    bits: 32,
    places: 1,
  };
}
