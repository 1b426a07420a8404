import { portsOf, type ResetStyle } from '../config/ports.js';
import type { ArchitectureName } from './architecture.js';
import type { Hardware } from './hardware.js';
import { type Said, type SaidKind, saidOutputs } from './said.js';
import { stepsOf } from './steps.js';
import { taskHardware } from './tasks.js';

/** A port of a generated module: port lists, benches and data sheets are printed from these. */
export interface Port {
  name: string;
  direction: 'input' | 'output';
  /** null: a single wire; a number is a vector, of one bit too. */
  bits: number | null;
  /** One sentence for a reader of the data sheet, without its full stop; empty: not in one. */
  meaning: string;
  /** What its line in the Verilog says; empty: nothing. */
  comment: string;
  /** Comments above its line. */
  heading?: readonly string[];
  /** An output that a clocked block of the module itself writes. */
  register?: boolean;
}

type Words = Partial<Pick<Port, 'bits' | 'meaning' | 'comment' | 'heading' | 'register'>>;
const port = (direction: Port['direction'], name: string, said: Words): Port => ({
  ...{ direction, name, bits: null, meaning: '', comment: '' },
  ...said,
});
export const input = (name: string, said: Words = {}): Port => port('input', name, said);
export const output = (name: string, said: Words = {}): Port => port('output', name, said);

/** Pin of a design's reset, and the value that asserts it. */
export function resetPin(hardware: Pick<Hardware, 'ports'>): { port: string; asserted: 0 | 1 } {
  return portsOf(hardware).reset === 'sync-high' ? { port: 'rst_i', asserted: 1 } : { port: 'rst_ni', asserted: 0 };
}

/** What a reset is, and how long it must be. */
const RESETS: Readonly<Record<ResetStyle, string>> = {
  'sync-low': 'synchronous reset, active low; one cycle is enough, at any time',
  'sync-high': 'synchronous reset, active high; one cycle is enough, at any time',
  'async-low': 'reset, active low, at any time: asserted without a clock, released with it by RESET_STAGES flip-flops',
};

/** Words of an architecture whose parity is looked at. */
const GUARDED: Readonly<Record<ArchitectureName, string>> = { stream: 'a weight memory', folded: 'program or signs' };

/** Clock and reset of a design, and of wrappers with the same pins. */
export const clockAndReset = (hardware: Pick<Hardware, 'ports'>): Port[] => [
  input('clk_i', { meaning: 'clock; everything happens at its rising edge' }),
  input(resetPin(hardware).port, { meaning: RESETS[portsOf(hardware).reset] }),
];

/** Widths of what passes the ports of a design's top, in bits. */
export interface PortWidths {
  codeBits: number;
  scoreBits: number;
  /** What the core says beside the scores. */
  said: readonly Said[];
  /** Of a step's position in its window; null: scores are of the window. */
  positionBits: number | null;
}

export function portWidths({ model, layers }: Hardware): PortWidths {
  const steps = stepsOf({ model, layers });
  return {
    codeBits: model.input.codeBits,
    scoreBits: layers.at(-1)!.outBits,
    said: saidOutputs(model).filter(({ inCore }) => inCore),
    positionBits: steps?.positionBits ?? null,
  };
}

/** Ports of a design's top, in the order of its declaration. */
export function ports(hardware: Hardware): Port[] {
  const { parity = false, architecture } = hardware;
  const { codeBits, scoreBits, said, positionBits } = portWidths(hardware);
  const { noun, nouns } = taskHardware(hardware.model);
  const stepped = positionBits !== null;
  const last = stepped ? 'step_last_o' : 'score_last_o';
  const whole = stepped ? 'step' : 'fragment';
  return [
    ...clockAndReset(hardware),
    input('sample_i', {
      bits: codeBits,
      meaning: "the converter's code, unsigned",
      comment: 'unsigned converter code',
    }),
    input('sample_valid_i', { meaning: 'a sample is offered' }),
    output('sample_ready_o', { meaning: 'it is taken in this cycle, if it is offered' }),
    output('score_o', {
      bits: scoreBits,
      meaning: `score of one ${noun}, signed; ${nouns} follow in their order${stepped ? ', step by step' : ''}`,
      comment: 'signed',
    }),
    output('score_valid_o', { meaning: 'a score is offered' }),
    input('score_ready_i', { meaning: 'it is taken in this cycle, if it is offered' }),
    output('score_last_o', {
      meaning: `with the score of the last ${noun}${stepped ? ' of the last step' : ''}: the fragment ends`,
      comment: `score_o is the last of its fragment${stepped || said.length === 0 ? '' : ' ...'}`,
    }),
    ...(positionBits === null ? [] : stepPorts(positionBits, noun, said.length > 0)),
    ...said.map((one) => saidPort(one, last, whole)),
    ...(parity
      ? [
          output('parity_error_o', {
            register: true,
            meaning: 'for a cycle: a word of a weight or program memory has failed its parity',
            comment: `for a cycle: a word of ${GUARDED[architecture]} has failed its parity`,
          }),
        ]
      : []),
  ];
}

/** What is said with the last score of a step or fragment. */
const SAID: Record<SaidKind, { meaning(whole: string): string; comment: string }> = {
  class: {
    meaning: (whole) => `the ${whole}'s class, the lowest index of the largest score`,
    comment: '... and this its class',
  },
  labels: {
    meaning: (whole) => `bit i: label i holds in the ${whole}, its score is above its threshold`,
    comment: '... and these its labels, label 0 in bit 0',
  },
};

function saidPort({ name, kind, output: of, only, bits }: Said, last: string, whole: string): Port {
  const { meaning, comment } = SAID[kind];
  return output(`${name}_o`, {
    bits,
    meaning: `with ${last}: ${meaning(whole)}${only ? '' : `, by the scores of ${of.name}`}`,
    comment: `${comment}${only ? '' : ` by ${of.name}`}`,
  });
}

/** `said`: something is said of a step. */
const stepPorts = (positionBits: number, noun: string, said: boolean): Port[] => [
  output('position_o', {
    bits: positionBits,
    meaning: 'with every score: its step in the fragment, the first is 0',
    comment: 'step of score_o in its fragment',
  }),
  output('step_last_o', {
    meaning: `with the score of the last ${noun}: the step ends`,
    comment: `score_o is the last of its step${said ? ' ...' : ''}`,
  }),
];
