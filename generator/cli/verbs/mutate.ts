import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { mutate } from '../../api.js';
import type { ArchitectureName } from '../../arch/architecture.js';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { printJson } from '../../evaluate/print-json.js';
import { mutationUnit } from '../../farm/kinds/mutation.js';
import { equivalentSchema, mutationPassed, mutationReport, mutationSummary } from '../../report/mutation.js';
import { log } from '../../support/progress.js';
import { readJson } from '../../support/read-json.js';
import { refuseOutsideClone, sourceFile } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { drawCampaign } from '../../verify/mutation/campaign.js';
import type { Said, Undecided } from '../../verify/mutation/mutate.js';
import { TRIAL_DESIGNS } from '../../verify/mutation/trials.js';
import { WRAPPER_NAMES } from '../../verify/mutation/wrappers.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { count, jsonOption, processesOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat mutate
  $ bitbeat mutate --design test/goldens/tiny.json --networks 0 --mutants 50
  $ bitbeat mutate --rtl build/tiny --networks 0

Changes the generated Verilog, and what it stores, in one place after the other; the simulation must notice each. Mutants
are drawn evenly from every module and tried on the designs named and on the first networks of bitbeat fuzz, in Icarus;
those of wrappers with the checks of monitor, bus and run.
Survivors that sim/mutation/equivalent.json does not explain are listed; then the exit code is 1. What is judged is kept.`;

interface Options extends FarmOptions {
  design: string[];
  rtl: string[];
  networks: number;
  architecture: ArchitectureName | 'both';
  wrapper?: string[];
  mutants: number;
  data: number;
  seed: number;
  processes: number;
  equivalent: string;
  module?: string[];
  out?: string;
  json?: boolean;
}

/** `bitbeat mutate`: whether the checks notice defects. */
export function mutateCommand(): Command {
  const command = new Command('mutate')
    .description('put defects into generated Verilog and see whether the simulation notices')
    .option('--design <name|file...>', 'designs to try on besides', TRIAL_DESIGNS)
    .option('--rtl <dir...>', 'generated folders to try on, as they lie there', [])
    .option('--networks <n>', 'random networks to try on', count(0), 10)
    .addOption(
      new Option('--architecture <name>', 'of the random networks')
        .choices([...ARCHITECTURE_NAMES, 'both'])
        .default('both'),
    )
    .addOption(
      new Option(
        '--wrapper <names...>',
        'wrappers to try on, with their own checks (default: all, none with --design)',
      ).choices(WRAPPER_NAMES),
    )
    .option('--module <name...>', 'changes of these modules alone')
    .option('--mutants <n>', 'changes of Verilog', count(1), 780)
    .option('--data <n>', 'changes of what is stored', count(0), 24)
    .option('--seed <n>', 'seed of the mutants', count(0), 1)
    .addOption(processesOption('mutants at once', availableParallelism()))
    .option('--equivalent <file>', 'mutants that change nothing, with reasons', 'sim/mutation/equivalent.json')
    .option('--out <file>', 'JSON file to write besides, if no defect is left unexplained')
    .addOption(jsonOption());
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const all = options.design === TRIAL_DESIGNS;
      if (all) refuseOutsideClone('mutate without --design', 'it takes designs of the tests');
      const { seed, processes, equivalent } = options;
      const explained = existsSync(sourceFile(equivalent)) ? readJson(equivalent, equivalentSchema) : [];
      const drawn = {
        ...{ design: options.design, rtl: options.rtl, networks: options.networks },
        ...{ architecture: options.architecture, wrapper: options.wrapper ?? (all ? [...WRAPPER_NAMES] : []) },
        ...{ module: options.module ?? [], mutants: options.mutants, data: options.data, seed },
      };
      const { trials, candidates } = drawCampaign(drawn);
      const folder = join('build', 'mutation');
      const judged = await mutate({
        ...{ trials, candidates, processes, folder, progress: log },
        ahead: ahead<Undecided, Said>(options, 'mutation', (one) => mutationUnit(one, drawn)),
      });
      const result = mutationSummary(judged, explained, seed);
      console.log(options.json ? printJson(result).trimEnd() : mutationReport(result));
      if (!mutationPassed(result)) process.exitCode = 1;
      else if (options.out !== undefined) writeStaged(options.out, printJson(result));
    });
}
