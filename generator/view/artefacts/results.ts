import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Hardware } from '../../arch/hardware.js';
import { designFolder } from '../../config/design.js';
import { count, filled, generatorVersion, hash, some } from '../../config/result-fields.js';
import { CHECK_RESULTS, type CheckName, type CheckResult, checkFile, readCheck } from '../../report/check-results.js';
import { staleMark, UNKNOWN } from '../../report/freshness.js';
import { NETLIST_RESULTS, reportedNetlists } from '../../report/netlist-results.js';
import { POWER_RESULTS, type ReportedPower, reportedPower } from '../../report/power-results.js';
import { type ReportedSweep, reportedSweeps } from '../../report/sweep-results.js';
import { SIMULATORS } from '../../simulate/simulators.js';
import { readJson } from '../../support/read-json.js';
import { keptFile } from '../../support/roots.js';

const differenceSchema = z.looseObject({
  ...{ fragment: count, channel: count, position: count, cycle: count },
  expected: z.number().nullable(),
  got: z.union([z.number(), z.string()]),
});
const streamSchema = z.looseObject({
  name: filled,
  values: count,
  mismatches: count,
  first: differenceSchema.nullable(),
});

/** Of what a simulation leaves, what the page shows. */
const simulatedSchema = z.looseObject({
  ...{
    design: filled,
    generator: generatorVersion,
    tree: hash,
    simulator: filled,
    source: z.string(),
    fragments: some,
  },
  layers: z.array(streamSchema),
  cycleMismatches: count.nullable(),
  failures: z.array(z.string()),
  pass: z.boolean(),
});
export type SimulatedResult = z.infer<typeof simulatedSchema>;

/** The last simulation of the design in `build/<design>`, and whether it was of the files as they are now. */
export interface Simulated {
  result: SimulatedResult;
  stale: string | null;
  file: string;
}

/** Of each simulator that was run. */
export function simulatedHere({ name }: Hardware, tree: string): Simulated[] {
  return SIMULATORS.flatMap((simulator) => {
    const file = join(designFolder(name), 'results', `simulate-${simulator}.json`);
    if (!existsSync(file)) return [];
    const result = readJson(file, simulatedSchema);
    return [{ result, stale: staleMark(result, tree), file }];
  });
}

/** What was checked of the generator as a whole. */
export interface ChecksFacts {
  fuzz: (CheckResult<'fuzz'> & Stale) | null;
  mutation: (CheckResult<'mutation'> & Stale) | null;
  formal: (CheckResult<'formal'> & Stale) | null;
  coverage: (CheckResult<'coverage'> & Stale) | null;
}

interface Stale {
  stale: string | null;
}

export const checksFacts = (): ChecksFacts => ({
  fuzz: readCheck('fuzz'),
  mutation: readCheck('mutation'),
  formal: readCheck('formal'),
  coverage: readCheck('coverage'),
});

export const checkResultFile = (name: CheckName) => checkFile(name, CHECK_RESULTS);

/** What is kept in a folder; a project that has measured nothing of the kind has none. */
const keptIn = <R>(folder: string, read: (folder: string) => R[]): R[] => (existsSync(folder) ? read(folder) : []);

/** Netlists of the design that were simulated. */
export const netlistsOf = ({ name }: Hardware) =>
  keptIn(NETLIST_RESULTS, reportedNetlists).filter(({ design }) => design === name);

/** Sweeps of the design's model. */
export const sweepOf = ({ model }: Hardware): ReportedSweep | null =>
  keptIn(keptFile('docs/results/sweep'), (folder) => reportedSweeps(folder, 'configs/sweep')).find(
    (sweep) => sweep.model === model.name,
  ) ?? null;

/** Power of the designs of its model. */
export const powerOf = ({ name }: Hardware): ReportedPower[] =>
  keptIn(POWER_RESULTS, reportedPower).filter(
    ({ design, stale }) => (design === name || design.startsWith(`${name}-`)) && stale !== UNKNOWN,
  );
