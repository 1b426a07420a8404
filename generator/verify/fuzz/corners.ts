import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { grouping, groupWeights } from '../../model/grouping.js';
import type { IntegerLayer, IntegerModel, IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import type { OutputKind, OutputTask, Task } from '../../network/task.js';
import { random } from '../../support/random.js';

/** What users write that plain draws never meet: names, tasks, outputs that tie, windows that drive sums to their ends. */

/** Legal names of nodes beside keywords of Verilog and SystemVerilog, names of ports and parts, and the longest ones. */
const NODE_NAMES = [
  ...['reg_', 'Module', 'logic', 'int', 'bit', 'byte', 'string', 'do', 'class', 'clk_i', 'rst_ni', 'score', 'score_o'],
  ...['sample', 'x', 'X1', '_', '__', 'a__b', 'bb_ram', 'engine', 'argmax', 'mem', 'MEM', 'u', 'b_u_c', 'signs', 'tb'],
  ...['n'.repeat(64), `${'n'.repeat(63)}m`, `m${'_'.repeat(62)}1`],
].filter((name, i, all) => all.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === i);

/** Legal names of designs, which become files and modules. */
const DESIGN_NAMES = ['reg', 'tb', 'a', 'module-end', 'clock', 'x1', 'bb', 'mem_ory', 'd'.repeat(64), 'bench'];

/** Legal names of outputs: they stand in comments and reports. */
const OUTPUT_NAMES = ['*/ endmodule', '// x', '"', '\\', '%d %m', '`define', '$finish', "'", '<%= 1 %>', '$(x)', ' '];

/** The name of a part by a plan's number; 0: the plain one. */
const named = (names: readonly string[], number: number, i: number, plain: string) =>
  number === 0 ? plain : names[(number + 7 * i) % names.length]!;

export const designNameOf = (number: number, plain: string) => named(DESIGN_NAMES, number, 0, plain);
export const nodeName = (number: number, i: number, plain: string) => named(NODE_NAMES, number, i, plain);

/** All different: those behind the list's end count on. */
export const outputName = (number: number, i: number) =>
  named(OUTPUT_NAMES, number, i, `class${i}`) + (number > 0 && i >= OUTPUT_NAMES.length ? `${i}` : '');

/** The layer with its first `copies` + 1 outputs alike: their scores are the same on any window. */
export function withTies(layer: IntegerLayer, copies: number): IntegerLayer {
  const { bitwidths, alphas, signs, bias, outChannels } = layer;
  const { groups, channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const bases = (from: number, to: number) => bitwidths.subarray(from * groups, to * groups).reduce((n, b) => n + b, 0);
  const count = Math.min(copies, outChannels - 1);
  const own = bases(0, 1);
  const skipped = bases(0, count + 1);
  const repeated = <A extends Uint8Array | Uint16Array | Int32Array>(
    all: A,
    first: number,
    behind: number,
  ): number[] => [
    ...Array.from({ length: count + 1 }, () => [...all.subarray(0, first)]).flat(),
    ...all.subarray(behind),
  ];
  const perBasis = channelsPerGroup * tapsPerGroup;
  return {
    ...layer,
    bitwidths: Uint8Array.from(repeated(bitwidths, groups, (count + 1) * groups)),
    alphas: Uint16Array.from(repeated(alphas, own, skipped)),
    signs: Uint8Array.from(repeated(signs, own * perBasis, skipped * perBasis)),
    bias: Int32Array.from(repeated(bias, 1, count + 1)),
  };
}

/** Codes that alternate between their ends, and those that drive the sums of the first layer's passes to theirs. */
export function worstCodes(model: IntegerModel, seed: number): ((at: number) => number)[] {
  const { input, layers } = model;
  const { channels, codeBits } = input;
  const [layer] = layers;
  const top = 2 ** codeBits - 1;
  const place = (at: number) => ({ position: Math.floor(at / channels), channel: at % channels });
  const when = (high: boolean) => (high ? top : 0);
  const follows = (basis: number, inverse: boolean) => (at: number) => {
    const { position, channel } = place(at);
    const tap = position % layer!.kernel;
    const { structure, signs } = layer!;
    const { groups } = grouping(layer!, structure);
    const w = channel * layer!.kernel + tap;
    const members = Array.from({ length: groups }, (_, g) => groupWeights(layer!, structure, g));
    const g = members.findIndex((all) => all.includes(w));
    const size = members[g]!.length;
    const bases = Math.max(1, Math.floor(signs.length / size));
    const sign = signs[((basis + g) % bases) * size + members[g]!.indexOf(w)] ?? 0;
    return when((sign === 0) !== inverse);
  };
  const basis = random(seed).integer(0, 1000);
  return [
    (at) => when(place(at).position % 2 === 0),
    follows(basis, false),
    (at) => when((place(at).position + place(at).channel) % 2 === 0),
    follows(basis, true),
    (at) => when(Math.floor(place(at).position / layer!.kernel) % 2 === 0),
    () => top,
  ];
}

const TASK_KINDS = ['classes', 'labels', 'values'] as const satisfies readonly OutputKind[];

/** Thresholds that scores meet, or miss by one. */
const near = (scores: ArrayLike<number>) => Array.from(scores, (score, i) => score + (i % 3) - 1);

/** What the scores of an output say: labels have thresholds that its `scores` of a window meet, or miss by one. */
const TASKS: Record<OutputKind, (scores: () => number[], outputs: number) => OutputTask> = {
  classes: () => ({ kind: 'classes' }),
  labels: (scores) => ({ kind: 'labels', thresholds: near(scores()) }),
  values: (_, outputs) => ({
    kind: 'values',
    units: Array.from({ length: outputs }, (_, i) => ['mV', '°C', 'm/s²', '%'][i % 4]!),
  }),
};

/** Scores of the first step of the first window. */
const scoresOf = (model: IntegerNetwork, set: SignalSet) =>
  Array.from(new Interpreter(model).steps(windowCodes(set, 0))[0]!);

/** What the scores of a model say, by a plan's number; undefined: the class. */
export function taskOfPlan(number: number, model: IntegerNetwork, set: SignalSet): Task | undefined {
  const kind = TASK_KINDS[number]!;
  return kind === 'classes' ? undefined : TASKS[kind](() => scoresOf(model, set), model.classes.length);
}

/** Most outputs of a plan's network. */
const MAX_OUTPUTS = 4;

/** Two to four outputs of any kind, names and size, by a plan's seed; undefined: of one score there is one output. */
export function severalTask(seed: number, model: IntegerNetwork, set: SignalSet): Task | undefined {
  const { length } = model.classes;
  if (seed === 0 || length < 2) return undefined;
  const rng = random(seed);
  const parts = rng.integer(2, Math.min(MAX_OUTPUTS, length));
  const all = scoresOf(model, set);
  let first = 0;
  const outputs = Array.from({ length: parts }, (_, i) => {
    const left = length - first;
    const count = i === parts - 1 ? left : rng.integer(1, left - (parts - 1 - i));
    const own = all.slice(first, first + count);
    first += count;
    const kind = TASK_KINDS[rng.integer(0, TASK_KINDS.length - 1)]!;
    return { name: nodeName(seed, i, `output${i}`), count, task: TASKS[kind](() => own, count) };
  });
  return { kind: 'several', outputs };
}
