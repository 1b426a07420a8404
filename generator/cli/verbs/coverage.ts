import { join } from 'node:path';
import { Command } from 'commander';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { isEndless } from '../../arch/endless.js';
import { generateDesign, openGenerated } from '../../emit/design-folder.js';
import { printJson } from '../../evaluate/print-json.js';
import { madeOn } from '../../report/check-results.js';
import { coverageReport } from '../../report/coverage.js';
import { log } from '../../support/progress.js';
import { refuseOutsideClone } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import {
  COVERAGE_DESIGNS,
  COVERAGE_NETWORKS,
  COVERAGE_WAIVERS,
  coverMonitors,
  coverNetworks,
  judged,
} from '../../verify/coverage/campaign.js';
import { cover } from '../../verify/coverage/coverage.js';
import type { Coverage } from '../../verify/coverage/points.js';
import { fragmentsGiven } from '../fragments.js';
import { count, fragmentsOption, jsonOption, numberOption } from '../options.js';

const OUT = join('build', 'coverage.json');

/** Of each design. */
const FRAGMENTS = 2;

const EXAMPLE = `
Examples:
  $ bitbeat coverage
  $ bitbeat coverage --design my-design.json

Simulates designs in Verilator, with and without pauses, and counts which branches of the datapath's modules were taken and
which bits of its signals changed. Exit code 1 when a value was wrong. Without --design and --rtl the designs are a set that
must take every branch, with random networks of every architecture and wrappers for a continuing signal: exit code 1 too when a branch was never taken and
${COVERAGE_WAIVERS} gives no reason. All points are left in ${OUT}.`;

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
    .option('--design <names...>', `designs, generated afresh (default: ${COVERAGE_DESIGNS.join(', ')})`)
    .option('--rtl <dirs...>', 'generated folders as they lie there, in the place of designs')
    .option(
      '--networks <n>',
      `random networks of each architecture besides (default: ${COVERAGE_NETWORKS}, none with --design or --rtl)`,
      count(0),
    )
    .addOption(fragmentsOption())
    .addOption(numberOption(FRAGMENTS))
    .option('--out <file>', 'JSON file to write besides, if all of the set passes: module by module')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { rtl, design = rtl ? [] : COVERAGE_DESIGNS } = options;
      const all = design === COVERAGE_DESIGNS;
      if (!all && options.out !== undefined) command.error('error: --out goes without --design and --rtl');
      if (all) refuseOutsideClone('coverage without --design or --rtl', 'it takes designs of the tests');
      const coverage: Coverage = new Map();
      const failures: string[] = [];
      for (const [folder, built] of folders(rtl, design)) {
        log(`coverage: ${built.design.name}`);
        const { set } = await fragmentsGiven(built.hardware.model, options, command, {
          usual: isEndless(built.hardware) ? 1 : FRAGMENTS,
          hop: built.hardware.hopSamples,
        });
        failures.push(...(await cover(folder, built.hardware, set, coverage)));
      }
      failures.push(...(await coverNetworks(options.networks ?? (all ? COVERAGE_NETWORKS : 0), coverage)));
      if (all) failures.push(...(await coverMonitors(coverage)));
      const result = judged(coverage, failures, all);
      writeStaged(OUT, `${JSON.stringify({ ...result, points: [...coverage.values()] }, null, 1)}\n`);
      console.log(options.json ? JSON.stringify(result, null, 2) : coverageReport(result));
      if (!result.pass) process.exitCode = 1;
      else if (options.out !== undefined)
        writeStaged(
          options.out,
          printJson({ ...madeOn('coverage'), modules: result.modules, waived: result.uncovered.length }),
        );
    });
}

function folders(rtl: readonly string[] = [], designs: readonly string[]): [string, BuiltDesign][] {
  const generated = designs.map((name): [string, BuiltDesign] => {
    const built = buildDesign(name);
    return [generateDesign(built), built];
  });
  return [...rtl.map((folder): [string, BuiltDesign] => [folder, openGenerated(folder)]), ...generated];
}
