import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { hopOf } from '../../arch/hardware.js';
import { generateDesign, openGenerated } from '../../emit/design-folder.js';
import { projectFile } from '../../emit/render.js';
import { writeTree } from '../../emit/write-tree.js';
import { printJson } from '../../evaluate/print-json.js';
import { madeOn } from '../../report/check-results.js';
import { textTable } from '../../report/table.js';
import { tell } from '../../support/progress.js';
import { refuseOutsideClone, sourceFile } from '../../support/roots.js';
import { inTemporary } from '../../support/staging.js';
import { writeStaged } from '../../support/write-staged.js';
import { cover } from '../../verify/coverage/coverage.js';
import { type Coverage, parseWaivers, type Uncovered, uncoveredLines } from '../../verify/coverage/points.js';
import { moduleFiles } from '../../verify/formal/formal.js';
import { ARCHITECTURE_NAMES, designOf, planOf } from '../../verify/fuzz/fuzz.js';
import { realise } from '../../verify/fuzz/random-model.js';
import { fragmentsGiven } from '../fragments.js';
import { count, fragmentsOption, jsonOption, numberOption } from '../options.js';

const WAIVERS = 'sim/coverage/waivers';
const OUT = join('build', 'coverage.json');
/**
 * Of both architectures; the others reach what neither model has: groups of several tables, positions that no output needs, and
 * the largest of several lanes.
 */
const DESIGNS = [
  ...['ecg17-small', 'ecg17-small-folded', 'test/goldens/tiny-folded.json'],
  ...['sim/mutation/further.json', 'sim/mutation/wides.json'],
];
const SEED = 1;
/** Of each design. */
const FRAGMENTS = 2;
/** Of each architecture. */
const NETWORKS = 8;

const EXAMPLE = `
Examples:
  $ bitbeat coverage
  $ bitbeat coverage --design my-design.json

Simulates designs in Verilator, with and without pauses, and counts which branches of the datapath's modules were taken and
which bits of its signals changed. Exit code 1 when a value was wrong. Without --design and --rtl the designs are a set that
must take every branch, with random networks of every architecture: exit code 1 too when a branch was never taken and
${WAIVERS} gives no reason. All points are left in ${OUT}.`;

interface Options {
  design?: string[];
  rtl?: string[];
  networks?: number;
  data?: string;
  fragments?: number;
  out?: string;
  json?: boolean;
}

/** `bitbeat coverage`: what of the datapath the simulations reach. */
export function coverageCommand(): Command {
  return new Command('coverage')
    .description('count what of the datapath modules is reached in simulation')
    .option('--design <names...>', `designs, generated afresh (default: ${DESIGNS.join(', ')})`)
    .option('--rtl <dirs...>', 'generated folders as they lie there, in the place of designs')
    .option(
      '--networks <n>',
      `random networks of each architecture besides (default: ${NETWORKS}, none with --design or --rtl)`,
      count(0),
    )
    .addOption(fragmentsOption())
    .addOption(numberOption(FRAGMENTS))
    .option('--out <file>', 'JSON file to write besides, if all of the set passes: module by module')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { rtl, design = rtl ? [] : DESIGNS } = options;
      const all = design === DESIGNS;
      if (!all && options.out !== undefined) command.error('error: --out goes without --design and --rtl');
      if (all) refuseOutsideClone('coverage without --design or --rtl', 'it takes designs of the tests');
      const coverage: Coverage = new Map();
      const failures: string[] = [];
      for (const [folder, built] of folders(rtl, design)) {
        tell(`coverage: ${built.design.name}`);
        const { set } = await fragmentsGiven(built.hardware.model, options, command, {
          usual: FRAGMENTS,
          hop: hopOf(built.hardware),
        });
        failures.push(...(await cover(folder, built.hardware, set, coverage)));
      }
      failures.push(...(await coverNetworks(options.networks ?? (all ? NETWORKS : 0), coverage)));
      const result = judged(coverage, failures, all);
      writeStaged(OUT, `${JSON.stringify({ ...result, points: [...coverage.values()] }, null, 1)}\n`);
      console.log(options.json ? JSON.stringify(result, null, 2) : report(result));
      if (!result.pass) process.exitCode = 1;
      else if (options.out !== undefined)
        writeStaged(options.out, printJson({ ...madeOn(), modules: result.modules, waived: result.uncovered.length }));
    });
}

function folders(rtl: readonly string[] = [], designs: readonly string[]): [string, BuiltDesign][] {
  const generated = designs.map((name): [string, BuiltDesign] => {
    const built = buildDesign(name);
    return [generateDesign(built), built];
  });
  return [...rtl.map((folder): [string, BuiltDesign] => [folder, openGenerated(folder)]), ...generated];
}

async function coverNetworks(networks: number, coverage: Coverage): Promise<string[]> {
  return inTemporary('networks', async (parent) => {
    const failures: string[] = [];
    for (let index = 0; index < networks; index++) {
      const plan = planOf(SEED, index);
      const network = realise(plan);
      for (const architecture of ARCHITECTURE_NAMES) {
        tell(`coverage: random network ${index} of ${networks}, ${architecture}`);
        const { design, hardware, tree, set } = designOf(network, plan, architecture);
        const folder = join(parent, `${architecture}-${index}`);
        writeTree(folder, design.name, tree, false);
        const failed = await cover(folder, hardware, set, coverage);
        failures.push(...failed.map((failure) => `random network ${index}, ${architecture}: ${failure}`));
      }
    }
    return failures;
  });
}

interface ModuleCoverage {
  module: string;
  lines: number;
  linesReached: number;
  bits: number;
  bitsToggled: number;
}

interface CoverageResult {
  pass: boolean;
  modules: ModuleCoverage[];
  uncovered: Uncovered[];
  /** Modules that no simulated design has. */
  absent: string[];
  failures: string[];
}

/** `all`: what was simulated is meant to take every branch. */
function judged(coverage: Coverage, failures: string[], all: boolean): CoverageResult {
  const files = moduleFiles();
  const sources = new Map([...files].map(([module, path]) => [module, projectFile(path)]));
  // Generated tops hold instances alone.
  const datapath: Coverage = new Map([...coverage].filter(([, { module }]) => files.has(module)));
  const uncovered = uncoveredLines(datapath, sources, parseWaivers(readFileSync(sourceFile(WAIVERS), 'utf8'), WAIVERS));
  const points = [...datapath.values()];
  const modules = [...files.keys()]
    .filter((module) => points.some((point) => point.module === module))
    .map((module) => {
      const own = (kind: string) => points.filter((point) => point.module === module && point.kind === kind);
      const reached = (kind: string) => own(kind).filter(({ count }) => count > 0).length;
      return {
        module,
        lines: own('line').length,
        linesReached: reached('line'),
        bits: own('toggle').length,
        bitsToggled: reached('toggle'),
      };
    });
  const absent = [...files.keys()].filter((module) => !modules.some((m) => m.module === module));
  const reached = !all || uncovered.every(({ waived }) => waived !== null);
  const pass = modules.length > 0 && failures.length === 0 && reached;
  return { pass, modules, uncovered, absent, failures };
}

function report({ pass, modules, uncovered, absent, failures }: CoverageResult): string {
  const share = (part: number, all: number) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);
  const table = textTable(
    ['module', 'branches', 'taken', '', 'signal bits', 'changed', ' '],
    modules.map((m) => [
      m.module,
      m.lines,
      m.linesReached,
      share(m.linesReached, m.lines),
      m.bits,
      m.bitsToggled,
      share(m.bitsToggled, m.bits),
    ]),
  );
  const places = uncovered.map(({ module, line, what, text, waived }) => {
    return `${module}.v:${line} ${what}: ${text}\n    ${waived === null ? 'NOT TAKEN' : `waived: ${waived}`}`;
  });
  const parts = [
    table,
    ...(absent.length > 0 ? [`not in any simulated design: ${absent.join(', ')}`] : []),
    ...(places.length > 0 ? [`Never taken:\n${places.join('\n')}`] : []),
    ...(failures.length > 0 ? [failures.join('\n')] : []),
    pass ? 'PASS' : 'FAIL',
  ];
  return parts.join('\n\n');
}
