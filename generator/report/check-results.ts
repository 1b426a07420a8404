import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  claim,
  count,
  type Fault,
  filled,
  follows,
  generatorVersion,
  hash,
  readResult,
  some,
} from '../config/result-fields.js';
import { version } from '../emit/render.js';
import { keptFile } from '../support/roots.js';
import { staleMark } from './freshness.js';
import { templatesHash } from './templates-hash.js';

/** Where results of checks are kept that are of no single design: random networks, defects, lemmas, coverage. */
export const CHECK_RESULTS = keptFile('docs/results/checks');

/** What such a check was made on: the generator, and all that designs are generated from. */
const made = { generator: generatorVersion, tree: hash };

/** The same of the files as they are now, for a result to carry. */
export const madeOn = (check: CheckName) => ({ generator: version(), tree: templatesHash(check) });

const sum = <T>(list: readonly T[], of: (item: T) => number) => list.reduce((total, item) => total + of(item), 0);

/** Each field of `whole` is the sum of the same field of the parts. */
function adds<K extends string>(whole: Record<K, number>, parts: readonly Record<K, number>[], fields: readonly K[]) {
  return fields.flatMap((field) =>
    follows(
      field,
      whole[field],
      sum(parts, (part) => part[field]),
      'its parts',
    ),
  );
}

const fuzzSchema = z.strictObject({
  ...made,
  seed: count,
  networks: some,
  left: count,
  failures: count,
  rows: z
    .array(z.strictObject({ architecture: filled, simulator: filled, networks: some, values: some, failures: count }))
    .min(1),
});

function fuzzFaults(result: z.infer<typeof fuzzSchema>): Fault[] {
  return [
    ...claim(result.failures === 0, 'failures', 'the check failed', result.failures, '0'),
    ...adds(result, result.rows, ['networks', 'failures']),
  ];
}

const mutants = { mutants: some, invalid: count, killed: count, equivalent: count, unexplained: count };
const mutationSchema = z.strictObject({
  ...made,
  seed: count,
  ...mutants,
  modules: z.array(z.strictObject({ module: filled, ...mutants })).min(1),
  survivors: z.array(
    z.strictObject({
      ...{ module: filled, line: some, operator: filled, before: z.string(), after: z.string() },
      reason: filled.nullable(),
    }),
  ),
});

function mutationFaults(result: z.infer<typeof mutationSchema>): Fault[] {
  const { survivors, modules } = result;
  const all = ({ invalid, killed, equivalent, unexplained }: z.infer<typeof mutationSchema>['modules'][number]) =>
    invalid + killed + equivalent + unexplained;
  return [
    ...claim(result.unexplained === 0, 'unexplained', 'defects that nothing noticed', result.unexplained, '0'),
    ...claim(result.killed > 0, 'killed', 'nothing was noticed', result.killed, '1 or more'),
    ...adds(result, modules, ['mutants', 'invalid', 'killed', 'equivalent', 'unexplained']),
    ...modules.flatMap((row, i) => follows(`modules[${i}].mutants`, row.mutants, all(row), 'its outcomes')),
    ...follows(
      'survivors.length',
      survivors.length,
      result.equivalent + result.unexplained,
      'equivalent and unexplained',
    ),
    ...follows(
      'unexplained',
      result.unexplained,
      survivors.filter(({ reason }) => reason === null).length,
      'survivors without a reason',
    ),
  ];
}

const formalSchema = z.strictObject({
  ...made,
  tools: filled,
  lemmas: z.array(z.strictObject({ lemma: filled, cases: some, result: z.literal('proved') })).min(1),
});

function formalFaults({ lemmas }: z.infer<typeof formalSchema>): Fault[] {
  const twice = lemmas.find(({ lemma }, i) => lemmas.findIndex((other) => other.lemma === lemma) !== i);
  return claim(twice === undefined, 'lemmas', 'a lemma twice', twice?.lemma, 'each once');
}

const coverageSchema = z.strictObject({
  ...made,
  modules: z
    .array(z.strictObject({ module: filled, lines: count, linesReached: count, bits: count, bitsToggled: count }))
    .min(1),
  /** Branches never taken that have a reason. */
  waived: count,
});

function coverageFaults({ modules, waived }: z.infer<typeof coverageSchema>): Fault[] {
  const missed = sum(modules, ({ lines, linesReached }) => lines - linesReached);
  return [
    ...modules.flatMap(({ lines, linesReached, bits, bitsToggled }, i) => [
      ...claim(linesReached <= lines, `modules[${i}].linesReached`, 'more than all', linesReached, `at most ${lines}`),
      ...claim(bitsToggled <= bits, `modules[${i}].bitsToggled`, 'more than all', bitsToggled, `at most ${bits}`),
    ]),
    ...follows('waived', waived, missed, 'the branches never taken'),
  ];
}

/** Checks by name: file, form, and what must hold. */
const CHECKS = {
  fuzz: { schema: fuzzSchema, faults: fuzzFaults },
  mutation: { schema: mutationSchema, faults: mutationFaults },
  formal: { schema: formalSchema, faults: formalFaults },
  coverage: { schema: coverageSchema, faults: coverageFaults },
} as const;

export type CheckName = keyof typeof CHECKS;
export type CheckResult<N extends CheckName> = z.infer<(typeof CHECKS)[N]['schema']>;

export const checkFile = (name: CheckName, folder = CHECK_RESULTS) => join(folder, `${name}.json`);

/** The result of a check with its `staleMark`; null: there is none. Throws UserError unless it passed and is consistent. */
export function readCheck<N extends CheckName>(
  name: N,
  folder = CHECK_RESULTS,
): (CheckResult<N> & { stale: string | null }) | null {
  const path = checkFile(name, folder);
  if (!existsSync(path)) return null;
  const { schema, faults } = CHECKS[name] as unknown as {
    schema: z.ZodType<CheckResult<N>>;
    faults: (result: CheckResult<N>) => Fault[];
  };
  const result = readResult(path, schema, faults);
  return { ...result, stale: staleMark(result, templatesHash(name)) };
}
