import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ArchitectureName } from '../../arch/architecture.js';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { SIMULATORS, type SimulatorName } from '../../simulate/simulators.js';
import { UserError } from '../../support/errors.js';
import type { Tell } from '../../support/progress.js';
import { readJsonFile } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import { casePlan, type FuzzCase, type FuzzResult, identityOf, runPlan, shrink, usualSimulator } from './fuzz.js';
import type { Corner } from './plan.js';

export interface CampaignSettings {
  seed: number;
  /** Cases by number. */
  indices: readonly number[];
  architectures: readonly ArchitectureName[];
  /** undefined: what is usual for each case. */
  simulator?: SimulatorName | undefined;
  /** What all cases have besides; undefined: what is usual for each. */
  corner?: Corner | undefined;
  /** Steps of an earlier shrinking to begin with. */
  path?: readonly number[];
  /** Cases at once. */
  processes: number;
  /** No case is begun after so many minutes. */
  minutes: number;
  /** Holds what is done, and the designs that fail. */
  folder: string;
  /** How many failures are made smaller, the first: it takes long, and later ones are mostly the same. */
  shrunk: number;
  progress?: Tell;
  /** Simulates cases somewhere else, before any is begun here; what it brings of them is taken over. */
  ahead?: ((cases: readonly KnownCase[]) => Promise<readonly [KnownCase, FuzzResult][]>) | undefined;
}

/** A case with what it comes to. */
export interface KnownCase {
  fuzzCase: FuzzCase;
  identity: string;
}

const recordSchema = z.strictObject({
  index: z.int(),
  architecture: z.enum(ARCHITECTURE_NAMES),
  simulator: z.enum(SIMULATORS),
  identity: z.string().nullable(),
  values: z.int(),
  cycles: z.int(),
  failures: z.array(z.string()),
  /** Of a failure that was made smaller. */
  path: z.array(z.int()).optional(),
  folder: z.string().optional(),
});

/** A case that is done. */
export type FuzzRecord = z.infer<typeof recordSchema>;

const ledgerSchema = z.strictObject({
  format: z.literal('bitbeat-fuzz'),
  version: z.literal(1),
  seed: z.int(),
  records: z.array(recordSchema),
});

export interface Campaign {
  seed: number;
  /** In the order of the cases. */
  records: FuzzRecord[];
  /** Cases that time was too short for. */
  left: number;
}

/** Runs the cases that are not done yet. Everything done is kept in `<folder>/cases.json`, so it goes on where it stopped. */
export async function fuzz(settings: CampaignSettings): Promise<Campaign> {
  const { seed, indices, architectures, simulator, corner, folder, progress = () => {} } = settings;
  const ledger = join(folder, 'cases.json');
  const known = new Map(readLedger(ledger, seed).map((record) => [keyOf(record), record]));
  const all = indices.flatMap((index) =>
    architectures.map((architecture): FuzzCase => {
      return { seed, index, architecture, simulator: simulator ?? usualSimulator(index), corner };
    }),
  );
  const records = new Map<string, FuzzRecord>();
  const identities = new Map<string, string | null>();
  const save = () => {
    const text = { format: 'bitbeat-fuzz', version: 1, seed, records: [...known.values()] };
    writeStaged(ledger, `${JSON.stringify(text)}\n`);
  };
  const keep = (record: FuzzRecord) => {
    known.set(keyOf(record), record);
    save();
  };
  if (settings.ahead !== undefined) {
    const unknown = casesToDo(all, known, identities);
    for (const [{ fuzzCase, identity }, found] of await settings.ahead(unknown)) {
      const { index, architecture: on, simulator: by } = fuzzCase;
      // A failure is simulated here again, and made smaller; so is what came of other files than these.
      if (found.failures.length === 0 && found.identity === identity)
        known.set(keyOf(fuzzCase), { index, architecture: on, simulator: by, ...found });
    }
    save();
  }
  const end = performance.now() + settings.minutes * 60_000;
  const waiting = [...all];
  let shrinking = 0;
  const mayShrink = () => shrinking++ < settings.shrunk;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (performance.now() > end) {
        waiting.unshift(next);
        return;
      }
      const before = known.get(keyOf(next));
      const done = await runCase(next, before, identities, settings, mayShrink, keep);
      records.set(keyOf(next), done);
      if (done !== before)
        progress(`${records.size} of ${all.length} cases, ${describe(done)}`, records.size / all.length);
    }
  };
  await Promise.all(Array.from({ length: settings.processes }, worker));
  const inOrder = all.flatMap((fuzzCase) => records.get(keyOf(fuzzCase)) ?? []);
  return { seed, records: inOrder, left: all.length - inOrder.length };
}

const keyOf = ({ index, architecture, simulator }: Pick<FuzzRecord, 'index' | 'architecture' | 'simulator'>) =>
  `${index} ${architecture} ${simulator}`;

const describe = ({ index, architecture, simulator, failures }: FuzzRecord) =>
  `case ${index} on ${architecture} in ${simulator}: ${failures.length === 0 ? 'as predicted' : failures[0]}`;

/** Cases that have not passed as they come out now; notes what all come to. */
function casesToDo(
  all: readonly FuzzCase[],
  known: ReadonlyMap<string, FuzzRecord>,
  identities: Map<string, string | null>,
): KnownCase[] {
  return all.flatMap((fuzzCase) => {
    const identity = identityOf(casePlan(fuzzCase), fuzzCase.architecture);
    identities.set(keyOf(fuzzCase), identity);
    const before = known.get(keyOf(fuzzCase));
    const passed = before?.identity === identity && before.failures.length === 0;
    return passed || identity === null ? [] : [{ fuzzCase, identity }];
  });
}

/** One case, unless the same networks passed before. */
async function runCase(
  fuzzCase: FuzzCase,
  before: FuzzRecord | undefined,
  identities: ReadonlyMap<string, string | null>,
  settings: CampaignSettings,
  mayShrink: () => boolean,
  keep: (record: FuzzRecord) => void,
): Promise<FuzzRecord> {
  const { index, architecture, simulator } = fuzzCase;
  const plan = casePlan(fuzzCase);
  const identity = () => identities.get(keyOf(fuzzCase)) ?? identityOf(plan, architecture);
  const same = before !== undefined && before.identity === identity();
  if (same && before.failures.length === 0) return before;
  const folder = join(settings.folder, `case-${index}-${architecture}`);
  const path = settings.path ?? (same ? (before.path ?? []) : []);
  const whole = await runPlan(plan, architecture, simulator, folder);
  let record: FuzzRecord = { index, architecture, simulator, ...whole };
  if (whole.failures.length === 0) {
    rmSync(folder, { recursive: true, force: true });
  } else if (!mayShrink()) {
    record = { ...record, folder };
  } else {
    const told = (steps: readonly number[], { failures }: FuzzResult) => {
      record = { ...record, path: [...steps], failures, folder };
      keep(record);
      settings.progress?.(`case ${index}: ${steps.length} steps smaller`);
    };
    const smallest = await shrink(plan, path, fuzzCase, folder, told);
    record = { ...record, path: smallest.path, failures: smallest.result.failures, folder };
    writeStaged(join(folder, 'plan.json'), `${JSON.stringify(smallest.plan, null, 2)}\n`);
  }
  keep(record);
  return record;
}

function readLedger(file: string, seed: number): FuzzRecord[] {
  if (!existsSync(file)) return [];
  const parsed = ledgerSchema.safeParse(readJsonFile(file));
  if (!parsed.success || parsed.data.seed !== seed)
    throw new UserError({ where: file, message: `not the cases of seed ${seed}`, fix: `remove ${file}` });
  return parsed.data.records;
}
