import { join } from 'node:path';
import { buildDesign } from '../../arch/built-design.js';
import { defaults } from '../../config/defaults.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { log } from '../../support/progress.js';
import { type CaseResult, decide, inParallel, obligations } from './formal.js';
import type { Engine, Lemma } from './lemma.js';
import { LEMMAS } from './lemmas.js';
import { decideRanges } from './ranges.js';
import type { FormalTools } from './tools.js';

export const FORMAL_FOLDER = join('build', 'formal');

/** Designs whose accumulators are claimed never to overflow. */
export const RANGE_DESIGNS: readonly string[] = defaults().verify.ranges;

export const RANGES = {
  name: 'accumulators',
  statement: 'No sum of a pass and no accumulator of any layer overflows its register, whatever the samples.',
} as const;

export const LEMMA_NAMES = [...LEMMAS.map(({ name }) => name), RANGES.name];

/** What was found of one lemma, all its cases together. */
export interface LemmaResult {
  lemma: string;
  cases: string;
  engine: string;
  /** "proved", or what went wrong. */
  result: string;
  seconds: number;
  good: boolean;
}

export function refuseUnknownLemmas(names: readonly string[]): void {
  const problems = names
    .filter((name) => !LEMMA_NAMES.includes(name))
    .map((name) => {
      const fix = nearest(name, LEMMA_NAMES);
      const problem = { where: '--lemma', message: 'no such lemma', value: name, allowed: LEMMA_NAMES.join(', ') };
      return fix === undefined ? problem : { ...problem, fix };
    });
  if (problems.length > 0) throw new UserError(problems);
}

export async function proveLemmas(
  lemmas: readonly Lemma[],
  broken: boolean,
  processes: number,
  tools: FormalTools,
): Promise<LemmaResult[]> {
  const all = lemmas.flatMap((lemma) => obligations(lemma, broken));
  let decided = 0;
  const results = await inParallel(all, processes, async (obligation, i) => {
    const result = await decide(obligation, join(FORMAL_FOLDER, `${obligation.lemma.name}-${i}`), tools);
    const what = result.defect === null ? '' : `, ${result.defect}`;
    const told = `${result.lemma} (${result.parameters}${what}): ${result.verdict}, ${result.seconds.toFixed(1)} s`;
    log(told, ++decided / all.length);
    return result;
  });
  return lemmas.map((lemma) =>
    row(
      lemma,
      broken,
      results.filter((result) => result.lemma === lemma.name),
    ),
  );
}

export function row(lemma: Lemma, broken: boolean, results: readonly CaseResult[]): LemmaResult {
  const own = {
    lemma: lemma.name,
    engine: engineName(lemma.engine),
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  if (broken) {
    // A defect need not show in every case.
    const missed = lemma.defects.length - new Set(results.filter(refuted).map(({ defect }) => defect)).size;
    const result = missed === 0 ? 'every defect found' : `${missed} of ${lemma.defects.length} defects not found`;
    return { ...own, cases: `${lemma.defects.length}`, result, good: missed === 0 };
  }
  const bad = results.filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided');
  const result = bad.length > 0 ? bad.map((r) => `${r.verdict}: ${r.parameters}`).join('; ') : results[0]!.verdict;
  return { ...own, cases: `${results.length}`, result, good: bad.length === 0 };
}

export const refuted = ({ verdict }: CaseResult) => verdict === 'refuted';

export async function proveRanges(broken: boolean, tools: FormalTools): Promise<LemmaResult> {
  const start = performance.now();
  const wrong: string[] = [];
  let sums = 0;
  for (const name of RANGE_DESIGNS) {
    const found = await decideRanges(buildDesign(name).hardware, tools, broken ? 1 : 0);
    if (found.verdict !== (broken ? 'refuted' : 'proved')) wrong.push(`${found.verdict}: ${name}`);
    sums += found.sums;
  }
  const right = broken ? 'every defect found' : 'proved';
  return {
    lemma: RANGES.name,
    cases: broken ? `${RANGE_DESIGNS.length}` : `${sums}`,
    engine: 'whole numbers (z3)',
    result: wrong.length === 0 ? right : wrong.join('; '),
    seconds: (performance.now() - start) / 1000,
    good: wrong.length === 0,
  };
}

export function engineName(engine: Engine): string {
  if (engine.name === 'z3') return 'all inputs (z3)';
  return engine.name === 'pdr' ? 'for ever (ABC pdr)' : `${engine.cycles} cycles (ABC bmc3)`;
}
