import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { buildHardware } from '../../arch/build.js';
import type { Hardware } from '../../arch/hardware.js';
import type { Design } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import { groupBy } from '../../data/group-by.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { generated } from '../../emit/generated.js';
import { withTemplateNames } from '../../emit/modules.js';
import type { Tree } from '../../emit/tree.js';
import type { IntegerLayer, IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { convolutions } from '../../network/network.js';
import { layerLengths } from '../../network/shapes.js';
import { type Random, random } from '../../support/random.js';
import { type Mutant, mutantsOf } from './mutants.js';

/** A design that mutants are tried on, with its fragments. */
export interface Trial {
  name: string;
  design: Design;
  hardware: Hardware;
  /** As `trialTree` gives it. */
  tree: Tree;
  set: SignalSet;
  /** Seed of the pauses of its second run. */
  stall: number;
  /** A wrapper's own files are tried by its own check. */
  wrapper?: WrapperTrial;
}

/** How the wrapper of a design is tried; `tree` of its trial holds what the design alone has not. */
export interface WrapperTrial {
  /** All its files, under their own names. */
  tree: Tree;
  /** Runs the check in a folder where `tree` lies, changed by other files under the names of the trial's tree; as the ledger words it. */
  attempt(folder: string, files: Tree): Promise<string | null>;
}

/** A generated tree for trials: a module has the same name and text in all designs, so that one mutant of it is tried on all. */
export const trialTree = withTemplateNames;

/** One change of a design: of a Verilog file of all designs that have it, or of what one design stores. */
export interface Candidate {
  /** A module, or `data of <architecture>`. */
  module: string;
  operator: string;
  line: number;
  before: string;
  after: string;
  /** Changed files; of which trials by name, undefined: of those that hold `original`. */
  files: Tree;
  original: { path: string; text: string } | null;
  trial: string | null;
}

/** What is said of a mutant that no compiler takes. */
export const INVALID = 'invalid';

export const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/**
 * `count` mutants, the same for the same seed: of every module of the trials evenly, and of its operators evenly.
 * Modules with fewer give all they have. `only`: of these modules, the same that all of them would give.
 */
export function drawMutants(
  trials: readonly Trial[],
  count: number,
  seed: number,
  only: readonly string[] = [],
): Candidate[] {
  const all = modules(trials);
  const chosen = only.length === 0 ? all : all.filter(({ path }) => only.includes(basename(path, '.v')));
  const queues = chosen.map(({ path, text }) => {
    // The same of a module whatever others there are.
    const own = Number.parseInt(hash(path).slice(0, 7), 16);
    return evenly(mutantsOf(basename(path, '.v'), text), path, text, random(seed ^ own));
  });
  return roundRobin(queues, count);
}

/** Verilog files of the trials that are not the same in several, tops of the first trial of their kind: of engines, parity, ports. */
function modules(trials: readonly Trial[]): { path: string; text: string }[] {
  const found = new Map<string, string>();
  const tops = new Set<string>();
  for (const { tree, design, wrapper } of trials)
    for (const [path, text] of tree) {
      if (!path.startsWith('rtl/') || found.has(path)) continue;
      const isTop = wrapper === undefined && !/\/bb_/.test(path);
      const { tapsPerCycle = 1 } = design.folding as { tapsPerCycle?: 'kernel' };
      const kind = `${design.architecture} ${tapsPerCycle} ${design.parity ?? false} ${portsOf(design).registered}`;
      if (isTop && tops.has(kind)) continue;
      if (isTop) tops.add(kind);
      found.set(path, text);
    }
  return [...found].map(([path, text]) => ({ path, text }));
}

function evenly(mutants: readonly Mutant[], path: string, original: string, rng: Random): Candidate[] {
  const byOperator = groupBy(mutants, ({ operator }) => operator);
  const queues = [...byOperator.values()].map((some) => rng.shuffle([...some]));
  return roundRobin(rng.shuffle(queues), mutants.length).map(({ text, ...mutant }) => ({
    ...mutant,
    files: new Map([[path, text]]),
    original: { path, text: original },
    trial: null,
  }));
}

function roundRobin<T>(queues: readonly (readonly T[])[], count: number): T[] {
  const taken: T[] = [];
  for (let round = 0; taken.length < count && queues.some((queue) => round < queue.length); round++)
    for (const queue of queues) if (round < queue.length && taken.length < count) taken.push(queue[round]!);
  return taken;
}

/**
 * `count` designs of each trial's architecture whose model has one number changed: a sign, an alpha, a bias, a padding, a
 * shift. Only those that the interpreter tells apart on the trial's own fragments: others change no value that is compared.
 */
export function drawDataMutants(trials: readonly Trial[], count: number, seed: number): Candidate[] {
  const rng = random(seed);
  const found = new Map<string, Candidate>();
  for (let tries = 0; found.size < count && tries < 40 * count; tries++) {
    const trial = trials[tries % trials.length]!;
    const change = CHANGES[rng.integer(0, CHANGES.length - 1)]!;
    const candidate = dataMutant(trial, change, rng);
    if (candidate !== null) found.set(`${trial.name} ${candidate.before} ${candidate.after}`, candidate);
  }
  return [...found.values()];
}

interface DataChange {
  operator: string;
  /** Changes a copy of a layer; what stands there before and after, null: nothing to change. */
  apply(layer: IntegerLayer, rng: Random): [before: string, after: string] | null;
}

const beside = (value: number, rng: Random) => value + (rng.integer(0, 1) === 0 ? -1 : 1);

const CHANGES: readonly DataChange[] = [
  {
    operator: 'sign',
    apply: ({ signs }, rng) => {
      if (signs.length === 0) return null;
      const at = rng.integer(0, signs.length - 1);
      signs[at] = 1 - signs[at]!;
      return [`signs[${at}] ${1 - signs[at]!}`, `${signs[at]}`];
    },
  },
  {
    operator: 'alpha',
    apply: ({ alphas, alphaBits }, rng) => {
      if (alphas.length === 0) return null;
      const at = rng.integer(0, alphas.length - 1);
      const [before, after] = [alphas[at]!, beside(alphas[at]!, rng)];
      if (after < 1 || after > 2 ** alphaBits - 1) return null;
      alphas[at] = after;
      return [`alphas[${at}] ${before}`, `${after}`];
    },
  },
  {
    operator: 'bias',
    apply: ({ bias }, rng) => {
      const at = rng.integer(0, bias.length - 1);
      const before = bias[at]!;
      bias[at] = beside(before, rng);
      return [`bias[${at}] ${before}`, `${bias[at]}`];
    },
  },
  {
    operator: 'padding',
    apply: (layer, rng) => {
      const before = layer.padding;
      layer.padding = beside(before, rng);
      return layer.padding < 0 || layer.padding >= layer.kernel ? null : [`padding ${before}`, `${layer.padding}`];
    },
  },
  {
    operator: 'shift',
    apply: (layer, rng) => {
      if (layer.requant === null) return null;
      const before = layer.requant.shift;
      layer.requant = { ...layer.requant, shift: beside(before, rng) };
      return layer.requant.shift < 0 ? null : [`shift ${before}`, `${layer.requant.shift}`];
    },
  },
];

function dataMutant(trial: Trial, { operator, apply }: DataChange, rng: Random): Candidate | null {
  const { model } = trial.hardware;
  const weighted = convolutions(model.layers);
  const whole = weighted[rng.integer(0, weighted.length - 1)]!;
  const at = model.layers.indexOf(whole);
  const layer = { ...whole, signs: whole.signs.slice(), alphas: whole.alphas.slice(), bias: whole.bias.slice() };
  const changed = apply(layer, rng);
  if (changed === null) return null;
  const mutated = { ...model, layers: model.layers.with(at, layer) };
  if (!toldApart(model, mutated, trial.set)) return null;
  const tree = trialTree(generated(trial.design, buildHardware(trial.design, mutated, trial.name)).tree);
  // Only what is simulated; the bench stays.
  const files = new Map([...tree].filter(([path, text]) => /^(rtl|mem)\//.test(path) && trial.tree.get(path) !== text));
  const [before, after] = changed.map((text) => `${layer.name} ${text}`) as [string, string];
  const module = `data of ${trial.design.architecture}`;
  return {
    module,
    operator,
    line: 0,
    before: `${trial.name}: ${before}`,
    after,
    files,
    original: null,
    trial: trial.name,
  };
}

/** Whether some value of some layer differs, all layers keeping their positions. */
function toldApart(model: IntegerNetwork, mutated: IntegerNetwork, set: SignalSet): boolean {
  const [lengths, others] = [model, mutated].map(layerLengths);
  if (lengths!.some(({ conv, output }, i) => conv !== others![i]!.conv || output !== others![i]!.output)) return false;
  const [sound, other] = [new Interpreter(model), new Interpreter(mutated)];
  return set.names.some((_, f) => {
    const [a, b] = [sound.run(windowCodes(set, f)), other.run(windowCodes(set, f))];
    return a.some(({ values }, i) => values.some((value, at) => value !== b[i]!.values[at]));
  });
}
