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
  readFolder,
  readKept,
  some,
  toolVersion,
} from '../config/result-fields.js';
import type { NetlistResult } from '../simulate/netlist.js';
import { type Problem, UserError } from '../support/errors.js';
import { keptFile } from '../support/roots.js';
import { currentDesigns, staleMark, UNKNOWN } from './freshness.js';

export const NETLIST_RESULTS = keptFile('docs/results/netlists');

/** Values that a netlist gave, beside those of the network. */
export const comparedSchema = z.strictObject({ values: some, mismatches: count });

const resultSchema = z.strictObject({
  design: filled,
  target: filled,
  generator: generatorVersion,
  tree: hash,
  yosys: toolVersion,
  simulator: toolVersion,
  source: filled,
  fragments: some,
  cells: z.record(z.string(), some),
  scores: comparedSchema,
  class: comparedSchema.nullable(),
  /** Of networks whose core says labels, or scores of each step. */
  labels: comparedSchema.optional(),
  step: comparedSchema.optional(),
  cycleMismatches: count,
});

/** A netlist that was simulated, as it is kept: it did what the network does. */
export type KeptNetlist = z.infer<typeof resultSchema>;

/** What of a result is kept. */
export function keptNetlist(result: NetlistResult): KeptNetlist {
  const { netlist: _, pass: __, failures: ___, recorded: ____, labels, step, ...kept } = result;
  return resultSchema.parse({ ...kept, ...(labels && { labels }), ...(step && { step }) });
}

/** Scores and classes that are those of the network, of all fragments. */
export function comparedFaults({
  fragments,
  scores,
  class: classes,
}: Pick<KeptNetlist, 'fragments' | 'scores' | 'class'>): Fault[] {
  const same = (field: string, mismatches: number) =>
    claim(mismatches === 0, `${field}.mismatches`, 'the netlist is not the network', mismatches, '0');
  return [
    ...same('scores', scores.mismatches),
    ...(classes === null ? [] : same('class', classes.mismatches)),
    ...(classes === null ? [] : follows('class.values', classes.values, fragments, 'the fragments')),
    ...claim(
      scores.values % fragments === 0,
      'scores.values',
      'not as many of each fragment',
      scores.values,
      `a multiple of ${fragments}`,
    ),
  ];
}

const netlistFaults = (result: KeptNetlist): Fault[] => [
  ...comparedFaults(result),
  ...(['labels', 'step'] as const).flatMap((field) =>
    claim(
      (result[field]?.mismatches ?? 0) === 0,
      `${field}.mismatches`,
      'the netlist is not the network',
      result[field],
      '0',
    ),
  ),
  ...claim(result.cycleMismatches === 0, 'cycleMismatches', 'other cycles than predicted', result.cycleMismatches, '0'),
  ...claim(Object.keys(result.cells).length > 0, 'cells', 'none', {}, 'one or more'),
];

/** Where a result is kept in a folder. */
export const netlistFile = (folder: string, { design, target }: Pick<KeptNetlist, 'design' | 'target'>): string =>
  join(folder, `${design}-${target}.json`);

/** All results in a folder, by design and target. Throws UserError with all that is wrong in any of them. */
export function readNetlists(folder: string): KeptNetlist[] {
  const name = {
    field: 'design',
    of: 'design and target',
    name: ({ design, target }: KeptNetlist) => `${design}-${target}`,
  };
  const key = ({ design, target }: KeptNetlist) => `${design} ${target}`;
  const results = readFolder(folder, (path) => readKept(path, resultSchema, name, netlistFaults));
  return results.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The same with the `staleMark` of each. Throws UserError also for one of these very files with other scores than theirs. */
export function reportedNetlists(folder: string): (KeptNetlist & { stale: string | null })[] {
  const problems: Problem[] = [];
  const now = currentDesigns(folder);
  const reported = readNetlists(folder).map((result) => {
    const built = now(result.design);
    if (built === null) return { ...result, stale: UNKNOWN };
    const stale = staleMark(result, built.hash);
    const expected = result.fragments * built.hardware.model.classes.length;
    const faults = stale === null ? follows('scores.values', result.scores.values, expected, 'the design') : [];
    problems.push(...faults.map((fault) => ({ where: netlistFile(folder, result), ...fault })));
    return { ...result, stale };
  });
  if (problems.length > 0) throw new UserError(problems);
  return reported;
}
