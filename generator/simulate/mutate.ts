import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { buildHardware } from '../arch/architecture.js';
import type { Hardware } from '../arch/hardware.js';
import type { Design } from '../config/design.js';
import { UserError } from '../config/errors.js';
import { type Random, random } from '../config/random.js';
import { requireTool } from '../config/tools.js';
import { writeStaged } from '../config/write-staged.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import { groupBy } from '../data/group-by.js';
import { designTree, type Tree } from '../emit/tree.js';
import type { IntegerLayer, IntegerModel } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { compare } from './compare.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { parseTranscript } from './transcript.js';
import { streamsOf, writeVectors } from './vectors.js';

/** A design that mutants are tried on, with its fragments. */
export interface Trial {
  name: string;
  design: Design;
  hardware: Hardware;
  tree: Tree;
  set: FragmentSet;
  /** Seed of the pauses of its second run. */
  stall: number;
}

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

const OUTCOMES = ['killed', 'survived', 'invalid'] as const;

const verdictSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  /** Trial that killed it, and what it said. */
  by: z.string().nullable(),
  how: z.string().nullable(),
});
type Verdict = z.infer<typeof verdictSchema>;

export type JudgedMutant = Omit<Candidate, 'files' | 'original' | 'trial'> & Verdict;

const ledgerSchema = z.strictObject({
  format: z.literal('bitbeat-mutation'),
  version: z.literal(1),
  verdicts: z.record(z.string(), verdictSchema),
});

/** Seconds after which a compiler or a simulation counts as hung; sound ones take less than one. */
const PATIENCE_SECONDS = 30;

export interface MutationSettings {
  trials: readonly Trial[];
  candidates: readonly Candidate[];
  /** Mutants at once. */
  processes: number;
  /** Holds what is done and the designs that are simulated. */
  folder: string;
  progress?: (doing: string) => void;
}

/** Judges every candidate; what was judged before, with the same trials, is found again. In the order of the candidates. */
export async function mutate(settings: MutationSettings): Promise<JudgedMutant[]> {
  const { trials, candidates, processes, folder, progress = () => {} } = settings;
  for (const tool of ['iverilog', 'vvp'] as const) requireTool(tool);
  const ledger = join(folder, 'verdicts.json');
  const verdicts = readLedger(ledger);
  const basis = hash(trials.map(trialText).join('\n'));
  const judged = new Map<Candidate, Verdict>();
  const waiting = [...candidates];
  const worker = async (_: unknown, number: number) => {
    const places = new Map<string, Place>();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const key = hash(`${basis}\n${[...next.files].flat().join('\n')}`);
      let verdict = verdicts[key];
      if (verdict === undefined) {
        verdict = await judge(next, trials, places, resolve(folder, `worker-${number}`));
        verdicts[key] = verdict;
        writeStaged(ledger, JSON.stringify({ format: 'bitbeat-mutation', version: 1, verdicts }));
        progress(`${judged.size + 1} of ${candidates.length}, ${next.module}:${next.line} ${verdict.outcome}`);
      }
      judged.set(next, verdict);
    }
  };
  await Promise.all(Array.from({ length: processes }, worker));
  return candidates.map((candidate) => {
    const { files: _files, original: _original, trial: _trial, ...shown } = candidate;
    return { ...shown, ...judged.get(candidate)! };
  });
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
const trialText = ({ name, tree, set, stall }: Trial) =>
  [name, stall, ...set.hashes, ...[...tree].flat().map(hash)].join(' ');

function readLedger(file: string): Record<string, Verdict> {
  if (!existsSync(file)) return {};
  const parsed = ledgerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new UserError({ where: file, message: 'no verdicts', fix: `remove ${file}` });
  return parsed.data.verdicts;
}

/** A trial's folder, ready to run. */
interface Place {
  folder: string;
  trial: Trial;
}

async function judge(
  candidate: Candidate,
  trials: readonly Trial[],
  places: Map<string, Place>,
  root: string,
): Promise<Verdict> {
  const { original, files } = candidate;
  let ran = false;
  for (const trial of trials) {
    if (candidate.trial !== null && candidate.trial !== trial.name) continue;
    if (original !== null && trial.tree.get(original.path) !== original.text) continue;
    const place = places.get(trial.name) ?? (await prepare(trial, join(root, trial.name)));
    places.set(trial.name, place);
    const said = await attempt(place, files);
    if (said === 'invalid') continue;
    ran = true;
    if (said !== null) return { outcome: 'killed', by: trial.name, how: said };
  }
  return { outcome: ran ? 'survived' : 'invalid', by: null, how: null };
}

/** Writes a trial and its vectors, and makes sure that it passes as it is: otherwise it would kill everything. */
async function prepare(trial: Trial, folder: string): Promise<Place> {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of trial.tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { hardware, set } = trial;
  writeVectors(
    join(folder, 'vectors'),
    hardware,
    set,
    set.names.map((_, i) => i),
  );
  const place = { folder, trial };
  const said = await attempt(place, new Map());
  if (said !== null) throw new Error(`${trial.name} fails without any change: ${said}`);
  return place;
}

/** Runs a trial with other files: null where it passes; 'invalid' where it does not compile; else what failed. */
async function attempt({ folder, trial }: Place, files: Tree): Promise<string | null> {
  try {
    for (const [path, text] of files) writeFileSync(join(folder, path), text);
    const sources = ['-y', 'rtl', '-y', 'tb', '-s', 'clock', '-o', 'mutant.vvp', 'tb/clock.v'];
    if (!(await execute('iverilog', ['-g2005', ...sources], folder)).done) return 'invalid';
    const latency = trial.hardware.latencyCycles;
    for (const [stall, patience] of [
      [0, 3],
      [trial.stall, 12],
    ] as const) {
      const { names } = trial.set;
      const given = [
        '+vectors=vectors',
        `+fragments=${names.length}`,
        `+stall=${stall}`,
        `+timeout=${patience * latency}`,
      ];
      const { done, text } = await execute('vvp', ['-n', 'mutant.vvp', ...given], folder);
      if (!done) return 'the simulator was stopped';
      const said = failure(trial, names.length, text, stall > 0);
      if (said !== null) return said;
    }
    return null;
  } finally {
    for (const path of files.keys()) {
      const sound = trial.tree.get(path);
      if (sound === undefined) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), sound);
    }
  }
}

async function execute(
  tool: 'iverilog' | 'vvp',
  args: string[],
  cwd: string,
): Promise<{ done: boolean; text: string }> {
  const settings = { cwd, reject: false, stdin: 'ignore', timeout: PATIENCE_SECONDS * 1000 } as const;
  const { exitCode, stdout } = await execa(tool, args, settings);
  return { done: exitCode === 0, text: `${stdout}` };
}

function failure({ hardware }: Trial, fragments: number, text: string, paused: boolean): string | null {
  let transcript: ReturnType<typeof parseTranscript>;
  try {
    transcript = parseTranscript(text, streamsOf(hardware));
  } catch {
    return 'the simulation stopped before its end';
  }
  return compare(hardware, [{ fragments, transcript }], paused).failures[0] ?? null;
}

/**
 * `count` mutants, the same for the same seed: of every module of the trials evenly, and of its operators evenly.
 * Modules with fewer give all they have.
 */
export function drawMutants(trials: readonly Trial[], count: number, seed: number): Candidate[] {
  const chance = random(seed);
  const queues = [...modules(trials)].map(({ path, text }) =>
    evenly(mutantsOf(basename(path, '.v'), text), path, text, chance),
  );
  return roundRobin(queues, count);
}

/** Verilog files of the trials that are not the same in several, tops of the first trial of their kind only. */
function modules(trials: readonly Trial[]): { path: string; text: string }[] {
  const found = new Map<string, string>();
  const tops = new Set<string>();
  for (const { tree, design } of trials)
    for (const [path, text] of tree) {
      if (!path.startsWith('rtl/') || found.has(path)) continue;
      const isTop = !/\/bb_/.test(path);
      if (isTop && tops.has(design.architecture)) continue;
      if (isTop) tops.add(design.architecture);
      found.set(path, text);
    }
  return [...found].map(([path, text]) => ({ path, text }));
}

function evenly(mutants: readonly Mutant[], path: string, original: string, chance: Random): Candidate[] {
  const byOperator = groupBy(mutants, ({ operator }) => operator);
  const queues = [...byOperator.values()].map((some) => chance.shuffle([...some]));
  return roundRobin(chance.shuffle(queues), mutants.length).map(({ text, ...mutant }) => ({
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
  const chance = random(seed);
  const found = new Map<string, Candidate>();
  for (let tries = 0; found.size < count && tries < 40 * count; tries++) {
    const trial = trials[tries % trials.length]!;
    const change = CHANGES[chance.integer(0, CHANGES.length - 1)]!;
    const candidate = dataMutant(trial, change, chance);
    if (candidate !== null) found.set(`${trial.name} ${candidate.before} ${candidate.after}`, candidate);
  }
  return [...found.values()];
}

interface DataChange {
  operator: string;
  /** Changes a copy of a layer; what stands there before and after, null: nothing to change. */
  apply(layer: IntegerLayer, chance: Random): [before: string, after: string] | null;
}

const beside = (value: number, chance: Random) => value + (chance.integer(0, 1) === 0 ? -1 : 1);

const CHANGES: readonly DataChange[] = [
  {
    operator: 'sign',
    apply: ({ signs }, chance) => {
      if (signs.length === 0) return null;
      const at = chance.integer(0, signs.length - 1);
      signs[at] = 1 - signs[at]!;
      return [`signs[${at}] ${1 - signs[at]!}`, `${signs[at]}`];
    },
  },
  {
    operator: 'alpha',
    apply: ({ alphas, alphaBits }, chance) => {
      if (alphas.length === 0) return null;
      const at = chance.integer(0, alphas.length - 1);
      const [before, after] = [alphas[at]!, beside(alphas[at]!, chance)];
      if (after < 1 || after > 2 ** alphaBits - 1) return null;
      alphas[at] = after;
      return [`alphas[${at}] ${before}`, `${after}`];
    },
  },
  {
    operator: 'bias',
    apply: ({ bias }, chance) => {
      const at = chance.integer(0, bias.length - 1);
      const before = bias[at]!;
      bias[at] = beside(before, chance);
      return [`bias[${at}] ${before}`, `${bias[at]}`];
    },
  },
  {
    operator: 'padding',
    apply: (layer, chance) => {
      const before = layer.padding;
      layer.padding = beside(before, chance);
      return layer.padding < 0 || layer.padding >= layer.kernel ? null : [`padding ${before}`, `${layer.padding}`];
    },
  },
  {
    operator: 'shift',
    apply: (layer, chance) => {
      if (layer.requant === null) return null;
      const before = layer.requant.shift;
      layer.requant = { ...layer.requant, shift: beside(before, chance) };
      return layer.requant.shift < 0 ? null : [`shift ${before}`, `${layer.requant.shift}`];
    },
  },
];

function dataMutant(trial: Trial, { operator, apply }: DataChange, chance: Random): Candidate | null {
  const { model } = trial.hardware;
  const at = chance.integer(0, model.layers.length - 1);
  const whole = model.layers[at]!;
  const layer = { ...whole, signs: whole.signs.slice(), alphas: whole.alphas.slice(), bias: whole.bias.slice() };
  const changed = apply(layer, chance);
  if (changed === null) return null;
  const mutated = { ...model, layers: model.layers.with(at, layer) };
  if (!toldApart(model, mutated, trial.set)) return null;
  const tree = designTree(trial.design, buildHardware(trial.design, mutated, trial.name));
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
function toldApart(model: IntegerModel, mutated: IntegerModel, set: FragmentSet): boolean {
  const [sound, other] = [new Interpreter(model), new Interpreter(mutated)];
  if (sound.lengths.some(({ output }, i) => output !== other.lengths[i]!.output)) return false;
  return set.names.some((_, f) => {
    const [a, b] = [sound.run(fragment(set, f)), other.run(fragment(set, f))];
    return a.some(({ values }, i) => values.some((value, at) => value !== b[i]!.values[at]));
  });
}
