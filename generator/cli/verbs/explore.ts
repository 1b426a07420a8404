import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SHIPPED } from '../../config/defaults.js';
import { synthesisPrograms, type Toolchain } from '../../devices/programs.js';
import { CACHE, type Unit } from '../../explore/cache.js';
import { readExploration } from '../../explore/config.js';
import { elsewhereFirst, type UnitFiles, worker } from '../../explore/doer.js';
import { type Plan, plan } from '../../explore/plan.js';
import { readExplored } from '../../explore/result.js';
import { type Explored, explore } from '../../explore/search.js';
import { doNextUnit, nextUnits } from '../../explore/units.js';
import { readingOf } from '../../explore/variants.js';
import { RESULT_FILE, writeExplored } from '../../explore/write.js';
import { exploredUnit } from '../../farm/kinds/explored.js';
import { EXPLORE_DOCUMENT, EXPLORE_RESULTS, exploreDocument, keepExplored } from '../../report/explored.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { log } from '../../support/progress.js';
import { keptFile } from '../../support/roots.js';
import { exploredPage } from '../../view/explored.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { dataOption, jsonOption, processesOption, toolchainOption } from '../options.js';
import { print } from '../print.js';
import { progress, readWatched } from '../training.js';
import { printUpdated, updateFile } from '../update.js';

const EXAMPLE = `
Examples:
  $ bitbeat explore --config configs/explore/${SHIPPED.stream}.json --dry-run
  $ bitbeat explore --config configs/explore/${SHIPPED.stream}.json

Estimates every legal design of a model for a part, synthesises those that no other beats by more than the estimate's error, places and
routes the best of these; models of a recipe are trained first, short ones before long ones. Leaves ${RESULT_FILE}, a page and a file of
each design in --out. What was done is taken from ${CACHE}: interrupted, the same command goes on where it stopped. --units lists what
the next rung lacks, --unit does one of it, on whatever machine shares that folder. --keep keeps the result in ${EXPLORE_RESULTS};
--write makes ${EXPLORE_DOCUMENT} of those.`;

/** Of checkpoints. */
const WORK = 'build/train';

interface Options extends FarmOptions {
  config?: string;
  data?: string;
  folder?: string;
  out?: string;
  processes: number;
  toolchain: Toolchain;
  dryRun?: boolean;
  units?: boolean;
  unit?: string;
  keep?: boolean;
  write?: boolean;
  check?: boolean;
  json?: boolean;
}

/** `bitbeat explore`: models and hardware of a part, searched. */
export function exploreCommand(): Command {
  const command = new Command('explore')
    .summary('search models and designs for a part')
    .description(
      'Searches models, architectures and foldings for a part, and writes the designs that no other one beats.',
    )
    .option('--config <file>', 'what is searched for which part (configs/explore)')
    .addOption(dataOption(false))
    .option('--folder <dir>', "where the folders of a campaign's networks lie")
    .option('--out <dir>', 'folder of what is found (default: build/explore/<name>)')
    .addOption(processesOption('units of work at a time, one core each', 1))
    .addOption(toolchainOption())
    .option('--dry-run', 'count what would be done, and do nothing')
    .addOption(new Option('--units', 'list what the next rung lacks').conflicts(['dryRun', 'unit']))
    .addOption(new Option('--unit <key>', 'do one unit of the next rung').conflicts('dryRun'))
    .option('--keep', `keep the result in ${EXPLORE_RESULTS}`)
    .option('--write', `make ${EXPLORE_DOCUMENT} of the results that are kept`)
    .option('--check', `write nothing; exit code 1 if ${EXPLORE_DOCUMENT} is not up to date`)
    .addOption(jsonOption());
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { config, write, check, json } = options;
      if (config === undefined && !write && !check) command.error('error: give --config, --write or --check');
      if (config !== undefined) await searched(config, options);
      if (write || check) {
        const mend = 'npx bitbeat explore --write';
        printUpdated(json, [
          updateFile(keptFile(EXPLORE_DOCUMENT), exploreDocument(), { check: check === true, mend }),
        ]);
      }
    });
}

async function searched(config: string, options: Options): Promise<void> {
  const { data, folder: networks, toolchain, processes, json, on } = options;
  if (on !== undefined && (options.dryRun || options.units || options.unit !== undefined))
    throw new UserError({
      where: '--on',
      message: 'with --dry-run, --units or --unit: that is no search',
      allowed: '--on without these',
    });
  const exploration = readExploration(config);
  const { recipe } = exploration.config;
  const programs = synthesisPrograms(toolchain, exploration.part.family);
  const set =
    data === undefined || recipe === undefined ? undefined : await readWatched(data, readingOf(exploration, recipe));
  const workplace = { programs, networks, data: set, cache: CACHE, work: WORK, onEpoch: progress() };
  if (options.dryRun) {
    const found = await plan(exploration, workplace);
    return print(json, found, () => planText(found));
  }
  if (options.units) {
    const next = await nextUnits(exploration, workplace);
    const units = (next?.units ?? []).map(({ kind, key, doing }) => ({ kind, key, doing }));
    return print(json, { rung: next?.rung ?? null, units }, () =>
      units.map(({ key, doing }) => `${key} ${doing}`).join('\n'),
    );
  }
  if (options.unit !== undefined) {
    const { seconds } = await doNextUnit(exploration, workplace, options.unit);
    return print(json, { unit: options.unit, seconds }, () => `${options.unit}: ${seconds} s`);
  }
  const files = { config, ...(data !== undefined && { data }), ...(networks !== undefined && { networks }) };
  const campaign = { ...files, cache: CACHE, work: WORK, toolchain };
  const elsewhere = ahead<Unit<unknown>, UnitFiles>(options, 'explored', (unit) => exploredUnit(unit, campaign));
  const here = worker(CACHE, processes, log);
  const doer = elsewhere === undefined ? here : elsewhereFirst(CACHE, elsewhere, here);
  const explored = await explore(exploration, workplace, doer);
  const out = options.out ?? join('build/explore', exploration.config.name);
  const written = writeExplored(out, explored, await exploredPage(explored.result));
  // What is written can be read.
  readExplored(join(out, RESULT_FILE));
  if (options.keep) written.push(keepExplored(explored));
  const front = explored.result.designs.filter((design) => design.front).map(({ name }) => name);
  print(json, { front, files: written }, () => foundText(explored, out));
}

function planText({ models, points, epochs, units, seconds }: Plan): string {
  const rows = [
    ['models', `${models}`],
    ['points', points === null ? 'known once the models are trained' : `${points.points}, ${points.possible} fit`],
    ...(epochs > 0 ? [['epochs of trainings, at most', `${epochs}`]] : []),
    ...Object.entries(units).map(([kind, count]) => [`${kind}, at most`, `${count}`]),
    ['time, at most', seconds === null ? 'not known yet' : `${Math.ceil(seconds / 60)} min`],
  ];
  return textTable(['', ''], rows);
}

function foundText({ result }: Explored, out: string): string {
  const rows = result.designs
    .filter(({ placed }) => placed !== null)
    .map(({ name, front, hand, placed, cycles, energy }) => [
      name,
      front ? 'yes' : '-',
      hand ?? '-',
      `${placed!.lc}`,
      `${cycles}`,
      placed!.fmaxMHz.toFixed(1),
      energy === null ? '-' : energy.uj.toPrecision(4),
    ]);
  return `${textTable(['design', 'Pareto', 'by hand', 'cells', 'cycles', 'MHz', 'uJ'], rows)}\n\nwrote ${out}`;
}
