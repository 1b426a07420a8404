import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { CIRCUIT_KINDS, type CircuitKind, ESTIMATED_FAMILIES, type Fabric } from '../../arch/estimate/circuit.js';
import { COEFFICIENTS_FILE, fitted, replaceFitted } from '../../arch/estimate/coefficients.js';
import { SHIPPED } from '../../config/defaults.js';
import { findPart, PART_NAMES } from '../../devices/devices.js';
import { synthesisPrograms, type Toolchain } from '../../devices/programs.js';
import { placementUnit } from '../../farm/kinds/placement.js';
import { sweepDocument, sweepTable } from '../../report/sweep.js';
import { reportedSweeps } from '../../report/sweep-results.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { log } from '../../support/progress.js';
import { keptFile, refuseOutsideClone } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import type { Placement } from '../../synth/implement.js';
import { refit } from '../../synth/sweep/calibrate.js';
import { readSweep } from '../../synth/sweep/config.js';
import { printSweep, readSweeps, SWEEP_RESULTS, type SweepRow, sweepFile } from '../../synth/sweep/results.js';
import { runSweep } from '../../synth/sweep/sweep.js';
import type { WantedPlacement } from '../../synth/wanted.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { jsonOption, seedsOption, toolchainOption } from '../options.js';
import { print } from '../print.js';
import { printUpdated, type Updated, updateFile } from '../update.js';

const DOCS = keptFile('docs');
const SWEEP_CONFIGS = 'configs/sweep';

/** Placements at once: each takes one core and little memory. */
const PROCESSES = 2;

const EXAMPLE = `
Examples:
  $ bitbeat sweep --config configs/sweep/${SHIPPED.stream}.json --part up5k
  $ bitbeat sweep --calibrate
  $ bitbeat sweep --calibrate --kind add queue concat fork
  $ bitbeat sweep --calibrate --family gowin nexus --model ${SHIPPED.stream} graph joins
  $ bitbeat sweep --write
  $ bitbeat sweep --check

With --config: every design of the file is generated, placed and routed on its parts; what was measured before is taken
from build/sweep. The rows go into ${SWEEP_RESULTS}. --calibrate fits the weights of the estimate to rows there,
of the models that the file of weights names for each family: on others an estimate is a prediction. --write makes docs/sweep.md
and its pictures of all rows, --check only says whether they are up to date (exit code 1 if not). Parts: ${PART_NAMES.join(', ')}.`;

/** What `--calibrate` fits afresh; what is not named: all, to the models of before. */
interface Fit {
  kind?: readonly CircuitKind[];
  family?: readonly Fabric['family'][];
  model?: readonly string[];
}

interface Options extends FarmOptions, Fit {
  config?: string;
  part?: string[];
  name?: string[];
  seeds?: number;
  toolchain: Toolchain;
  calibrate?: boolean;
  write?: boolean;
  check?: boolean;
  json?: boolean;
}

/** `bitbeat sweep`: area against time over lanes and architectures. */
export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('place and route many designs of a model and compare area with time')
    .option('--config <file>', 'designs of one model')
    .option('--part <names...>', 'only these parts')
    .option('--name <names...>', 'only these designs of the file')
    .addOption(seedsOption("placements of each design, instead of the file's"))
    .addOption(toolchainOption())
    .option('--calibrate', `fit the estimate and write ${COEFFICIENTS_FILE}`)
    .addOption(
      new Option('--kind <names...>', 'fit circuits of these kinds alone; the others keep their weights').choices(
        CIRCUIT_KINDS,
      ),
    )
    .addOption(
      new Option('--family <names...>', 'fit these families alone; the others keep their weights').choices(
        ESTIMATED_FAMILIES,
      ),
    )
    .option('--model <names...>', 'fit to designs of these models, and no longer to those that the file names')
    .option('--write', 'write docs/sweep.md')
    .option('--check', 'write nothing; exit code 1 if docs/sweep.md is not up to date')
    .addOption(jsonOption());
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { config, calibrate: fit, write, check } = options;
      if (config === undefined && !fit && !write && !check)
        command.error('error: give --config, --calibrate, --write or --check');
      if (!fit && (options.kind ?? options.family ?? options.model) !== undefined)
        command.error('error: --kind, --family and --model go with --calibrate');
      const found: Found = {};
      if (config !== undefined) found.measured = await measure(config, options);
      if (fit) {
        refuseOutsideClone('sweep --calibrate', 'it writes the weights of the estimate into the source');
        found.files = [updateFile(COEFFICIENTS_FILE, calibrated(options), { mend: 'bitbeat sweep --calibrate' })];
      }
      if (write || check) found.files = [...(found.files ?? []), ...(await document(check === true))];
      if (options.json) return print(true, found, () => '');
      if (found.measured !== undefined) console.log(measuredText(found.measured));
      if (found.files !== undefined) printUpdated(false, found.files);
    });
}

/** The file of weights, fitted afresh as the flags say. Throws UserError for a model without results. */
function calibrated({ family = ESTIMATED_FAMILIES, kind = CIRCUIT_KINDS, model }: Fit): string {
  const sweeps = readSweeps(SWEEP_RESULTS);
  refuseUnknown(
    '--model',
    `of its designs no rows in ${SWEEP_RESULTS}`,
    model ?? [],
    sweeps.map((sweep) => sweep.model),
  );
  return replaceFitted(refit(fitted(), sweeps, { families: family, kinds: kind, models: model ?? null }));
}

/** What `--config` measured. */
interface Measured {
  model: string;
  rows: SweepRow[];
  file: string;
}

interface Found {
  measured?: Measured;
  files?: Updated[];
}

async function measure(config: string, options: Options): Promise<Measured> {
  const { part, name: names, seeds, toolchain } = options;
  const place = ahead<WantedPlacement, Placement>(options, 'placement', placementUnit);
  const expected = part?.map((name) => findPart(name, '--part').name);
  const sweep = readSweep(config);
  refuseUnknown(
    '--name',
    `no design of ${config}`,
    names ?? [],
    sweep.points.map(({ name }) => name),
  );
  const points = sweep.points.filter(
    ({ part: on, name }) => (expected?.includes(on.name) ?? true) && (names?.includes(name) ?? true),
  );
  if (points.length === 0)
    throw new UserError({
      where: '--part',
      message: `no design of ${config} is meant for it`,
      value: expected,
      allowed: [...new Set(sweep.points.map((point) => point.part.name))].join(', '),
    });
  const programs = new Map(
    [...new Set(points.map((p) => p.part.family))].map((f) => [f, synthesisPrograms(toolchain, f)]),
  );
  const rows = await runSweep(
    { ...sweep, points, seeds: seeds ?? sweep.seeds },
    {
      programs: (point) => programs.get(point.part.family)!,
      processes: PROCESSES,
      progress: log,
      ahead: place && { toolchain, place },
    },
  );
  // Rows of other parts stay; those of designs that are no longer in the file go.
  const file = sweepFile(SWEEP_RESULTS, sweep.model);
  const before = readSweeps(SWEEP_RESULTS).find(({ model }) => model === sweep.model)?.rows ?? [];
  const same = (a: { name: string; part: string }, b: SweepRow) => a.name === b.name && a.part === b.part;
  const all = sweep.points.flatMap(({ name, part: { name: on } }) => {
    const row = [...rows, ...before].find((r) => same({ name, part: on }, r));
    return row === undefined ? [] : [row];
  });
  mkdirSync(SWEEP_RESULTS, { recursive: true });
  writeStaged(file, printSweep({ model: sweep.model, rows: all }));
  return { model: sweep.model, rows, file };
}

function measuredText({ model, rows, file }: Measured): string {
  const tables = [...new Set(rows.map((row) => row.part))].map((on) => {
    const { head, cells } = sweepTable(rows.filter((row) => row.part === on));
    return `${model} on ${on}\n\n${textTable(head, cells)}\n`;
  });
  return [...tables, `wrote ${file}`].join('\n');
}

function refuseUnknown(flag: string, message: string, names: readonly string[], known: readonly string[]): void {
  const problems = names
    .filter((name) => !known.includes(name))
    .map((value) => ({ where: flag, message, value, allowed: [...new Set(known)].join(', ') }));
  if (problems.length > 0) throw new UserError(problems);
}

async function document(check: boolean): Promise<Updated[]> {
  const sweeps = reportedSweeps(SWEEP_RESULTS, SWEEP_CONFIGS);
  if (sweeps.length === 0)
    throw new UserError({ where: SWEEP_RESULTS, message: 'no results yet', fix: 'npx bitbeat sweep --config <file>' });
  const files = await sweepDocument(sweeps);
  const mend = 'npx bitbeat sweep --write';
  const updated = [...files].map(([path, text]) => updateFile(join(DOCS, path), text, { check, mend }));
  const folder = join(DOCS, 'sweep');
  const extra = existsSync(folder) ? readdirSync(folder).filter((file) => !files.has(`sweep/${file}`)) : [];
  for (const file of extra) console.error(`${join(folder, file)} is of no sweep any more: remove it`);
  if (extra.length > 0) process.exitCode = 1;
  return updated;
}
