import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { fuzz } from '../../api.js';
import type { ArchitectureName } from '../../arch/architecture.js';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { printJson } from '../../evaluate/print-json.js';
import { fuzzUnit } from '../../farm/kinds/fuzz.js';
import { fuzzPassed, fuzzReport, fuzzSummary } from '../../report/fuzz.js';
import { SIMULATORS, type SimulatorName } from '../../simulate/simulators.js';
import { log } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import type { KnownCase } from '../../verify/fuzz/campaign.js';
import type { FuzzResult } from '../../verify/fuzz/fuzz.js';
import { CORNER_NAMES, type Corner } from '../../verify/fuzz/plan.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { count, jsonOption, processesOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat fuzz --cases 500
  $ bitbeat fuzz --seed 7 --case 12 --architecture stream
  $ bitbeat fuzz --cases 100000 --on slurm --farm configs/farm/cluster.json

Draws networks from all that the integer format allows, lanes, engines of all kinds, parity, and for one engine
single-port RAMs and windows of one signal that share work, and simulates each twice: with ports that never pause every
value and every cycle must be as predicted, with ports that pause at random every value. One case in eight is larger and
goes to Verilator. One in four has a corner besides: many channels, long kernels, scores that tie, worst codes, odd names,
another task, several outputs, channels shared by engines; --corner gives one to all. Seed and number of a case mean the
same plain network whatever the corner. A failure is made smaller and its design is left in build/fuzz. What is done is
kept, so that an interrupted run goes on. Exit code 1 on any failure.`;

interface Options extends FarmOptions {
  cases: number;
  seed: number;
  case?: number;
  path?: number[];
  architecture: ArchitectureName | 'both';
  simulator?: SimulatorName;
  corner?: Corner;
  minutes: number;
  processes: number;
  out?: string;
  json?: boolean;
}

/** `bitbeat fuzz`: random networks, bit by bit and cycle by cycle. */
export function fuzzCommand(): Command {
  const command = new Command('fuzz')
    .description('simulate random networks and compare them bit by bit with their models')
    .option('--cases <n>', 'number of networks', count(1), 500)
    .option('--seed <n>', 'seed of the networks', count(0), 1)
    .option('--case <n>', 'this network only', count(0))
    .option('--path <steps>', 'steps that made it smaller, as a failure prints them', steps)
    .addOption(
      new Option('--architecture <name>', 'architecture').choices([...ARCHITECTURE_NAMES, 'both']).default('both'),
    )
    .addOption(new Option('--simulator <name>', 'simulator of all cases').choices(SIMULATORS))
    .addOption(new Option('--corner <name>', 'what all cases have besides').choices(CORNER_NAMES))
    .option('--minutes <n>', 'begin no case after so many minutes', count(1), 25)
    .addOption(processesOption('cases at once', availableParallelism()))
    .option('--out <file>', 'JSON file to write besides, if all are right')
    .addOption(jsonOption());
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const { seed, cases, architecture, simulator, corner, path, minutes, processes } = options;
      const one = options.case;
      const campaign = await fuzz({
        seed,
        indices: one === undefined ? Array.from({ length: cases }, (_, i) => i) : [one],
        architectures: architecture === 'both' ? ARCHITECTURE_NAMES : [architecture],
        simulator,
        corner,
        ...(path === undefined ? {} : { path }),
        minutes,
        processes,
        folder: join('build', 'fuzz', corner === undefined ? `${seed}` : `${seed}-${corner}`),
        shrunk: 3,
        progress: log,
        ahead: ahead<KnownCase, FuzzResult>(options, 'fuzz', fuzzUnit),
      });
      console.log(options.json ? printJson(fuzzSummary(campaign)).trimEnd() : fuzzReport(campaign));
      if (!fuzzPassed(campaign)) process.exitCode = 1;
      else if (options.out !== undefined) writeStaged(options.out, printJson(fuzzSummary(campaign)));
    });
}

function steps(text: string): number[] {
  if (!/^\d+(\.\d+)*$/.test(text)) throw new InvalidArgumentError('not numbers with dots between them.');
  return text.split('.').map(Number);
}
