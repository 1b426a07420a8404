import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { execa } from 'execa';
import { keepAll, lastSeconds, measureAll, nameOf } from '../../report/measure.js';
import {
  MEASUREMENT_KINDS,
  type Measurement,
  type MeasurementKind,
  staleMeasurements,
} from '../../report/measurements.js';
import { POWER_RESULTS } from '../../report/power-results.js';
import { RESULTS_FOLDER } from '../../report/results.js';
import { textTable } from '../../report/table.js';
import { onInterrupt } from '../../support/clean-up.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { refuseOutsideClone } from '../../support/roots.js';
import { SWEEP_RESULTS } from '../../synth/sweep/results.js';
import { jsonOption } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ bitbeat results --dry-run
  $ bitbeat results --only simulation,synthesis

Prints what of the results in docs/ is stale or missing, with the seconds that each took here last, and measures that and
nothing else. Each is kept when it is done: interrupted, the same command goes on with the rest. At the end the documents
are written again. Exit code 1 if anything failed. Kinds: ${MEASUREMENT_KINDS.join(', ')}.
BITBEAT_DATA names the folder of real fragments; without it built-in ones are simulated.`;

interface Options {
  only?: MeasurementKind[];
  dryRun?: boolean;
  json?: boolean;
}

/** `bitbeat results`: measures what is stale. */
export function resultsCommand(): Command {
  return new Command('results')
    .summary('measure what of the results is stale')
    .description('Measures what of the results in docs/ is stale or missing, and nothing else.')
    .option('--only <kinds>', 'these kinds only, with commas between them', kinds)
    .option('--dry-run', 'print the list and measure nothing')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ only, dryRun, json }: Options) => {
      refuseOutsideClone('results', 'it measures the designs and documents of the repository');
      if (!dryRun) keepAll();
      const stale = staleMeasurements(only ?? MEASUREMENT_KINDS);
      if (!json) console.log(list(stale));
      const todo = stale.filter(({ blocked }) => blocked === null);
      const found = { stale: stale.map((one) => ({ name: nameOf(one), why: one.why, blocked: one.blocked })) };
      if (dryRun || todo.length === 0) {
        if (json) print(json, found, () => '');
        return;
      }
      const failed = await measureAll(todo, { run, tell: (text) => process.stderr.write(`${text}\n`) });
      for (const command of documents()) if ((await run(command)) !== 0) process.exitCode = 1;
      const counts = { measured: todo.length - failed.length, leftOut: stale.length - todo.length };
      const text = () =>
        [
          `${counts.measured} measured, ${failed.length} failed, ${counts.leftOut} left out`,
          ...failed.map((one) => `FAIL ${nameOf(one)}: npx bitbeat ${one.command.join(' ')}`),
        ].join('\n');
      print(json, { ...found, ...counts, failed: failed.map(nameOf) }, text);
      if (failed.length > 0) process.exitCode = 1;
    });
}

/** What writes the documents of results, of those that there are. */
const documents = () => [
  ...(existsSync(RESULTS_FOLDER) ? [['report']] : []),
  ...(existsSync(SWEEP_RESULTS) ? [['sweep', '--write']] : []),
  ...(existsSync(POWER_RESULTS) ? [['power', '--write']] : []),
];

/** Runs another command line of bitbeat; what it prints goes to stderr, so that stdout has the lists alone. */
async function run(command: readonly string[]): Promise<number> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const child = execa(process.execPath, [main, ...command], { reject: false, stdio: ['ignore', 2, 2] });
  const release = onInterrupt(() => child.kill('SIGTERM'));
  try {
    return (await child).exitCode ?? 1;
  } finally {
    release();
  }
}

function list(stale: readonly Measurement[]): string {
  if (stale.length === 0) return 'Nothing is stale.';
  const seconds = lastSeconds();
  const rows = stale.map((one) => {
    const took = seconds[nameOf(one)];
    return [nameOf(one), one.why, one.blocked ?? (took === undefined ? 'not known' : duration(took))];
  });
  const known = stale.flatMap((one) => (one.blocked === null ? (seconds[nameOf(one)] ?? []) : []));
  const sum = known.reduce((total, value) => total + value, 0);
  const rest = stale.filter((one) => one.blocked === null).length - known.length;
  const total = [
    ...(known.length > 0 ? [`In all about ${duration(sum)}.`] : []),
    ...(rest > 0 ? [`Of ${rest} it is not known here how long they take.`] : []),
  ];
  return `${textTable(['stale', 'why', 'took last'], rows)}\n\n${total.join(' ')}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `simulation,synthesis` as names of kinds. */
function kinds(text: string): MeasurementKind[] {
  const isKind = (name: string): name is MeasurementKind => (MEASUREMENT_KINDS as string[]).includes(name);
  const names = text.split(',').map((name) => name.trim());
  const problems = names
    .filter((name) => !isKind(name))
    .map((value) => {
      const fix = nearest(value, MEASUREMENT_KINDS);
      const problem = { where: '--only', message: 'no such kind', value, allowed: MEASUREMENT_KINDS.join(', ') };
      return fix === undefined ? problem : { ...problem, fix };
    });
  if (problems.length > 0) throw new UserError(problems);
  return names.filter(isKind);
}
