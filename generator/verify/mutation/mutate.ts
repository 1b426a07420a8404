import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Tree } from '../../emit/tree.js';
import { compare } from '../../simulate/compare.js';
import { cameToEnd } from '../../simulate/simulators.js';
import { streamsOf } from '../../simulate/streams.js';
import { parseTranscript } from '../../simulate/transcript.js';
import { writeVectors } from '../../simulate/vectors.js';
import { UserError } from '../../support/errors.js';
import type { Tell } from '../../support/progress.js';
import { readJsonFile } from '../../support/read-json.js';
import { runTool } from '../../support/run-tool.js';
import { requireTool } from '../../support/tools.js';
import { writeStaged } from '../../support/write-staged.js';
import { type Candidate, hash, INVALID, type Trial } from './candidates.js';

interface Verdict {
  outcome: 'killed' | 'survived' | 'invalid';
  /** Trial that killed it, and what it said. */
  by: string | null;
  how: string | null;
}

export type JudgedMutant = Omit<Candidate, 'files' | 'original' | 'trial'> & Verdict;

const HUNG = 'invalid: the compiler hangs';

/** What a trial says of a mutant: null where it passes, 'invalid' or `HUNG` where it does not compile, else what failed. */
const ledgerSchema = z.strictObject({
  format: z.literal('bitbeat-mutation'),
  version: z.literal(2),
  said: z.record(z.string(), z.string().nullable()),
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
  progress?: Tell;
  /** Tries candidates somewhere else, before any is tried here; what trials said there is taken over. */
  ahead?: ((undecided: readonly Undecided[]) => Promise<readonly [Undecided, Said][]>) | undefined;
}

/** What trials said of mutants, by trial and mutant. */
export type Said = Record<string, string | null>;

/** A candidate, by its place among all, that is not judged by what is known; of `key` is all that its verdict depends on. */
export interface Undecided {
  index: number;
  key: string;
}

/** Judges every candidate, in their order; what the same trial said of the same mutant before is found again. */
export async function mutate(settings: MutationSettings): Promise<JudgedMutant[]> {
  const { trials, candidates, processes, folder, progress = () => {} } = settings;
  for (const tool of ['iverilog', 'vvp'] as const) requireTool(tool);
  const ledger = new Ledger(trials, join(folder, 'verdicts.json'));
  if (settings.ahead !== undefined) {
    const undecided = candidates.flatMap((candidate, index) =>
      decided(candidate, trials, ledger) ? [] : [{ index, key: candidateKey(candidate, trials, ledger) }],
    );
    for (const [, said] of await settings.ahead(undecided)) ledger.take(said);
    ledger.save();
  }
  const judged = new Map<Candidate, Verdict>();
  const waiting = [...candidates];
  let found = 0; // verdicts that took no time
  const told = ({ module, line }: Candidate, { outcome }: Verdict) => {
    const [all, now] = [candidates.length, judged.size];
    progress(`${now} of ${all}, ${module}:${line} ${outcome}`, (now - found) / (all - found));
  };
  const worker = async (_: unknown, number: number) => {
    const places: Places = new Map();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const known = ledger.entries;
      const verdict = await judge(next, trials, places, ledger, resolve(folder, `worker-${number}`));
      judged.set(next, verdict);
      if (ledger.entries > known) told(next, verdict);
      else found++;
    }
  };
  await Promise.all(Array.from({ length: processes }, worker));
  return candidates.map((candidate) => {
    const { files: _files, original: _original, trial: _trial, ...shown } = candidate;
    return { ...shown, ...judged.get(candidate)! };
  });
}

/**
 * Tries one candidate alone, in a folder that places of trials may lie in from those before; returns what each trial said
 * that it took to judge it.
 *
 * @throws Error when the candidate is not the one of the key: the designs are others than where it was drawn
 */
export async function tryCandidate(
  { index, key }: Undecided,
  { trials, candidates }: Pick<MutationSettings, 'trials' | 'candidates'>,
  places: Places,
  folder: string,
): Promise<Said> {
  for (const tool of ['iverilog', 'vvp'] as const) requireTool(tool);
  const ledger = new Ledger(trials);
  const candidate = candidates[index];
  if (candidate === undefined || candidateKey(candidate, trials, ledger) !== key)
    throw new Error(`mutant ${index} is another one here: not the same designs, or not the same generator`);
  await judge(candidate, trials, places, ledger, folder);
  return ledger.said;
}

/** What trials said, kept in a file if there is one. */
class Ledger {
  readonly said: Said;
  private readonly names: Map<Trial, string>;

  constructor(
    trials: readonly Trial[],
    private readonly file: string | null = null,
  ) {
    this.said = file === null ? {} : readLedger(file);
    const text = ({ tree, set, stall, wrapper }: Trial) =>
      [stall, ...set.hashes, ...[...(wrapper?.tree ?? tree)].flat().map(hash)].join(' ');
    this.names = new Map(trials.map((trial) => [trial, hash(text(trial))]));
  }

  get entries(): number {
    return Object.keys(this.said).length;
  }

  /** undefined: not tried. */
  find(trial: Trial, files: Tree): string | null | undefined {
    return this.said[this.key(trial, files)];
  }

  add(trial: Trial, files: Tree, said: string | null): void {
    this.said[this.key(trial, files)] = said;
    this.save();
  }

  /** Takes over what was said elsewhere. */
  take(said: Said): void {
    for (const [key, one] of Object.entries(said)) if (!(key in this.said)) this.said[key] = one;
  }

  save(): void {
    if (this.file === null) return;
    writeStaged(this.file, JSON.stringify({ format: 'bitbeat-mutation', version: 2, said: this.said }));
  }

  key(trial: Trial, files: Tree): string {
    return hash(`${this.names.get(trial)!}\n${[...files].flat().join('\n')}`);
  }
}

function readLedger(file: string): Said {
  if (!existsSync(file)) return {};
  const parsed = ledgerSchema.safeParse(readJsonFile(file));
  if (!parsed.success) throw new UserError({ where: file, message: 'no verdicts', fix: `remove ${file}` });
  return parsed.data.said;
}

/** Trials by name that are ready to run. */
export type Places = Map<string, Place>;

/** A trial's folder, ready to run. */
interface Place {
  folder: string;
  trial: Trial;
  /** Of the compiled trial as it is; null: not compiled yet. */
  sound: string | null;
}

/** Trials that a candidate is tried on. */
const trialsFor = ({ original, trial }: Candidate, trials: readonly Trial[]): Trial[] =>
  trials.filter(
    ({ name, tree }) =>
      (trial === null || trial === name) && (original === null || tree.get(original.path) === original.text),
  );

const candidateKey = (candidate: Candidate, trials: readonly Trial[], ledger: Ledger): string =>
  hash(
    trialsFor(candidate, trials)
      .map((trial) => ledger.key(trial, candidate.files))
      .join(' '),
  );

/** Whether what is known of a candidate is enough to judge it. */
function decided(candidate: Candidate, trials: readonly Trial[], ledger: Ledger): boolean {
  const all = trialsFor(candidate, trials).map((trial) => ledger.find(trial, candidate.files));
  const known = all.filter((said) => said !== undefined);
  return known.length === all.length || known.some((said) => said === HUNG || (said !== null && said !== INVALID));
}

async function judge(
  candidate: Candidate,
  trials: readonly Trial[],
  places: Places,
  ledger: Ledger,
  root: string,
): Promise<Verdict> {
  const { files } = candidate;
  const able = trialsFor(candidate, trials);
  // Those that have said something first: one that killed it before kills it again.
  const told = able.filter((trial) => ledger.find(trial, files) !== undefined);
  let ran = false;
  for (const trial of new Set([...told, ...able])) {
    let said = ledger.find(trial, files);
    if (said === undefined) {
      const place = places.get(trial.name) ?? (await prepare(trial, join(root, trial.name)));
      places.set(trial.name, place);
      said = await attempt(place, files);
      ledger.add(trial, files, said);
    }
    // Others would hang as long.
    if (said === HUNG) return { outcome: 'invalid', by: null, how: null };
    if (said === INVALID) continue;
    ran = true;
    if (said !== null) return { outcome: 'killed', by: trial.name, how: said };
  }
  return { outcome: ran ? 'survived' : 'invalid', by: null, how: null };
}

/** Writes a trial and its vectors, and makes sure that it passes as it is: otherwise it would kill everything. */
async function prepare(trial: Trial, folder: string): Promise<Place> {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of trial.wrapper?.tree ?? trial.tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { hardware, set } = trial;
  if (trial.wrapper === undefined) writeVectors(join(folder, 'vectors'), hardware, set);
  const place: Place = { folder, trial, sound: null };
  const said = await attempt(place, new Map());
  if (said !== null) throw new Error(`${trial.name} fails without any change: ${said}`);
  return place;
}

/** Whether the bench has seen the parity port other than 0. */
const alarmed = (text: string) => /^PARITY \d+$/m.test(text);

/** Runs a trial with other files; what it says is in the ledger's words. */
async function attempt(place: Place, files: Tree): Promise<string | null> {
  const { folder, trial } = place;
  if (trial.wrapper !== undefined) return trial.wrapper.attempt(folder, files);
  const { design, hardware, set, stall } = trial;
  const run = (fragments: number, seed: number, patience: number) => {
    const timeout = patience * hardware.latencyCycles;
    const given = ['+vectors=vectors', `+fragments=${fragments}`, `+stall=${seed}`, `+timeout=${timeout}`];
    return execute('vvp', ['-n', 'mutant.vvp', ...given], folder);
  };
  const images = [...trial.tree.keys()].filter((path) => path.startsWith('mem/'));
  try {
    for (const [path, text] of files) writeFileSync(join(folder, path), text);
    const sources = ['-g2005', '-y', 'rtl', '-y', 'tb', '-o', 'mutant.vvp', '-s', 'bb_clock', 'tb/bb_clock.v'];
    const { done, hung } = await execute('iverilog', sources, folder);
    if (!done) return hung ? HUNG : INVALID;
    const compiled = compiledHash(readFileSync(join(folder, 'mutant.vvp'), 'utf8'));
    place.sound ??= compiled;
    // The same program, as when the change lies in a branch that this design does not generate.
    const dataChanged = [...files.keys()].some((path) => path.startsWith('mem/'));
    if (files.size > 0 && !dataChanged && compiled === place.sound) return null;
    for (const [seed, patience] of [
      [0, 3],
      [stall, 12],
    ] as const) {
      const { done, text } = await run(set.names.length, seed, patience);
      if (!done) return 'the simulator was stopped';
      const said = failure(trial, set.names.length, text, seed > 0);
      if (said !== null) return said;
    }
    if (design.parity)
      for (const image of images) {
        const sound = readFileSync(join(folder, image), 'utf8');
        writeFileSync(join(folder, image), flipped(sound));
        const { text } = await run(1, 0, 3);
        writeFileSync(join(folder, image), sound);
        if (!alarmed(text)) return `a flipped bit of ${image} is not told`;
      }
    return null;
  } finally {
    for (const path of new Set([...files.keys(), ...images])) {
      const sound = trial.tree.get(path);
      if (sound === undefined) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), sound);
    }
  }
}

/** Of what iverilog compiled, whatever the addresses that it names things by. */
function compiledHash(program: string): string {
  const names = new Map<string, number>();
  return hash(
    program.replace(/0x[0-9a-f]{6,}/g, (address) => {
      if (!names.has(address)) names.set(address, names.size);
      return `${names.get(address)}`;
    }),
  );
}

/** An image with the lowest bit of its last word flipped. */
function flipped(image: string): string {
  const words = image.trimEnd().split('\n');
  const last = words.pop()!;
  const other = (BigInt(`0x${last}`) ^ 1n).toString(16).padStart(last.length, '0');
  return `${[...words, other].join('\n')}\n`;
}

async function execute(
  tool: 'iverilog' | 'vvp',
  args: string[],
  cwd: string,
): Promise<{ done: boolean; hung: boolean; text: string }> {
  const { ok, timedOut, stdout } = await runTool(tool, args, { cwd, timeout: PATIENCE_SECONDS * 1000 });
  return { done: ok || (!timedOut && cameToEnd(stdout)), hung: timedOut, text: stdout };
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
