import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildDesign } from '../../arch/built-design.js';
import { printJson } from '../../evaluate/print-json.js';
import { checkFile, madeOn, readCheck } from '../../report/check-results.js';
import { markdownTable, textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { tell } from '../../support/progress.js';
import { keptFile } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { type CaseResult, decide, inParallel, obligations } from '../../verify/formal/formal.js';
import { type Engine, LEMMAS, type Lemma } from '../../verify/formal/lemmas.js';
import { decideRanges } from '../../verify/formal/ranges.js';
import { type FormalTools, requireFormalTools } from '../../verify/formal/tools.js';
import { jsonOption, processesOption } from '../options.js';

export const FORMAL_DOCUMENT = keptFile('docs/formal.md');
const FOLDER = join('build', 'formal');
/** Designs whose accumulators are claimed never to overflow. */
export const RANGE_DESIGNS = ['ecg17-small', 'ecg17', 'ecg17-small-folded', 'ecg17-folded'] as const;
const RANGES = {
  name: 'accumulators',
  statement: 'No sum of a pass and no accumulator of any layer overflows its register, whatever the samples.',
} as const;
const NAMES = [...LEMMAS.map(({ name }) => name), RANGES.name];

const EXAMPLE = `
Examples:
  $ bitbeat formal
  $ bitbeat formal --lemma window ring
  $ bitbeat formal --broken

Proves each lemma for each of its cases and writes ${FORMAL_DOCUMENT} when all of them were asked for and are proved. A case that
is refuted, or not decided in time, is a failure: exit code 1. --broken puts defects into the modules (and takes a bit from the
accumulators) instead: then every lemma must be refuted. Verilog, problems and logs are left in ${FOLDER}.`;

interface Options {
  lemma?: string[];
  broken?: boolean;
  processes: number;
  json?: boolean;
}

/** What was found of one lemma, all its cases together. */
interface Row {
  lemma: string;
  cases: string;
  engine: string;
  /** "proved", or what went wrong. */
  result: string;
  seconds: number;
  good: boolean;
}

/** `bitbeat formal`: the lemmas about the datapath, by provers. */
export function formalCommand(): Command {
  return new Command('formal')
    .description('prove the lemmas about the datapath modules')
    .option('--lemma <names...>', 'these lemmas only')
    .option('--broken', 'show that each lemma fails when its module is broken')
    .addOption(processesOption('proofs at once', availableParallelism()))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ lemma: chosen = NAMES, broken = false, processes, json }: Options) => {
      refuseUnknown(chosen);
      const tools = requireFormalTools();
      const lemmas = LEMMAS.filter(({ name }) => chosen.includes(name));
      const rows = await proveLemmas(lemmas, broken, processes, tools);
      if (chosen.includes(RANGES.name)) rows.push(await proveRanges(broken, tools));
      const good = rows.every((row) => row.good);
      if (json) console.log(JSON.stringify({ tools: tools.versions, broken, pass: good, lemmas: rows }, null, 2));
      else console.log(report(rows, tools));
      if (!good) process.exitCode = 1;
      else if (!broken && rows.length === NAMES.length) keepProof(rows, tools);
    });
}

function refuseUnknown(names: readonly string[]): void {
  const problems = names
    .filter((name) => !NAMES.includes(name))
    .map((name) => {
      const fix = nearest(name, NAMES);
      const problem = { where: '--lemma', message: 'no such lemma', value: name, allowed: NAMES.join(', ') };
      return fix === undefined ? problem : { ...problem, fix };
    });
  if (problems.length > 0) throw new UserError(problems);
}

async function proveLemmas(
  lemmas: readonly Lemma[],
  broken: boolean,
  processes: number,
  tools: FormalTools,
): Promise<Row[]> {
  const all = lemmas.flatMap((lemma) => obligations(lemma, broken));
  const results = await inParallel(all, processes, async (obligation, i) => {
    const result = await decide(obligation, join(FOLDER, `${obligation.lemma.name}-${i}`), tools);
    const what = result.defect === null ? '' : `, ${result.defect}`;
    tell(`${result.lemma} (${result.parameters}${what}): ${result.verdict}, ${result.seconds.toFixed(1)} s`);
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

function row(lemma: Lemma, broken: boolean, results: readonly CaseResult[]): Row {
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

const refuted = ({ verdict }: CaseResult) => verdict === 'refuted';

async function proveRanges(broken: boolean, tools: FormalTools): Promise<Row> {
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

function engineName(engine: Engine): string {
  if (engine.name === 'z3') return 'all inputs (z3)';
  return engine.name === 'pdr' ? 'for ever (ABC pdr)' : `${engine.cycles} cycles (ABC bmc3)`;
}

function report(rows: readonly Row[], tools: FormalTools): string {
  const table = textTable(
    ['lemma', 'cases', 'decided for', 'seconds', 'result'],
    rows.map(({ lemma, cases, engine, seconds, result }) => [lemma, cases, engine, seconds.toFixed(1), result]),
  );
  return `${table}\n\n${tools.versions}\n${rows.every(({ good }) => good) ? 'PASS' : 'FAIL'}`;
}

/** Everything was proved: leaves the record, and the page that tells of it. */
function keepProof(rows: readonly Row[], tools: FormalTools): void {
  const lemmas = rows.map(({ lemma, cases }) => ({ lemma, cases: Number(cases), result: 'proved' }));
  writeStaged(checkFile('formal'), printJson({ ...madeOn(), tools: tools.versions, lemmas }));
  writeStaged(FORMAL_DOCUMENT, formalDocument());
  tell(`wrote ${checkFile('formal')} and ${FORMAL_DOCUMENT}`);
}

/** What is recorded of the last proof of all lemmas. */
function proofState(): string {
  const record = readCheck('formal');
  if (record === null) return '**There is no record of a proof**: `make formal` proves all and leaves one.';
  const names = record.lemmas.map(({ lemma }) => lemma);
  if (`${names}` !== `${NAMES}`) return `**Stale: proved were ${names.join(', ')}**; \`make formal\` proves all.`;
  return record.stale === null
    ? `All were proved of the files as they are, by ${record.tools}.`
    : `All were proved by ${record.tools}, **of an earlier state of the files (${record.stale})**; \`make formal\` proves them again.`;
}

/** The page on the lemmas. Holds no times, so that it changes only with the lemmas and with what is known of them. */
export function formalDocument(): string {
  const rows = LEMMAS.map((lemma) => [
    `\`${lemma.name}\``,
    lemma.statement,
    `\`${lemma.module}\``,
    `${lemma.cases.length}`,
    engineName(lemma.engine),
  ]);
  rows.push([`\`${RANGES.name}\``, RANGES.statement, RANGE_DESIGNS.join(', '), 'every sum', 'whole numbers (z3)']);
  const cases = LEMMAS.map(
    ({ name, cases: all }) =>
      `- \`${name}\`: ${all
        .map((parameters) =>
          Object.entries(parameters)
            .map(([key, value]) => `${key} ${value}`)
            .join(', '),
        )
        .join('; ')}`,
  );
  return `# Formal lemmas

Written by \`make formal\` when every lemma below is proved. ${proofState()}

\`make formal ARGS=--broken\` shows that each one is refuted when its module has a defect. The claims stand in Verilog in \`sim/formal\`, apart from the modules, which are taken as they are.

${markdownTable(['lemma', 'claim', 'about', 'cases', 'decided for'], rows)}

"All inputs": a combinational module, every value of every input. "For ever": from any state at power-up, with a reset of any
length at any time, for every input in every cycle that the checker's assumptions allow, without a limit on the number of cycles. Memories
hold anything at first; one that synthesis is told never to read and write at one word at once is replaced by one that claims it.

They compose. A lane's sum and an accumulator are right modulo a power of two, and \`accumulators\` says that the true value fits: so
the register holds it. That lemma is decided in whole numbers, from the model's alphas, signs and biases, for every sum of every layer of
the designs named.

Cases, the parameters of the checkers:

${cases.join('\n')}
`;
}
