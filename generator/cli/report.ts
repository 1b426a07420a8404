import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { designFolder } from '../config/design.js';
import { UserError } from '../config/errors.js';
import { writeStaged } from '../config/write-staged.js';
import { storage } from '../model/storage.js';
import { crossValidated } from '../report/accuracy.js';
import { withResults } from '../report/readme.js';
import { type DesignResults, printResults, RESULTS_FOLDER, readResults } from '../report/results.js';
import { FAMILY_NAMES } from '../synth/yosys.js';
import { buildDesign } from './designs.js';

const README = 'README.md';

const EXAMPLE = `
Examples:
  $ bitbeat report --design ecg17
  $ bitbeat report --check

With --design: takes what simulate and synth left in build/<design>/results over into ${RESULTS_FOLDER}. Then writes the
table of results in ${README} from what lies there; --check only says whether it is up to date (exit code 1 if not).`;

/** `bitbeat report`: the table of results in the README. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write the table of results in the README from what was measured')
    .option('--design <names...>', 'designs whose results are taken over first')
    .option('--check', 'write nothing; exit code 1 if the table is stale')
    .addHelpText('after', EXAMPLE)
    .action((options: { design?: string[]; check?: boolean }) => {
      for (const name of options.design ?? []) takeOver(name);
      const before = readFileSync(README, 'utf8');
      const after = withResults(before, README, readResults(RESULTS_FOLDER));
      if (after === before) return console.log(`${README} is up to date`);
      if (options.check) {
        console.error(`${README}: the table of results is stale; mend it with: npx bitbeat report`);
        process.exitCode = 1;
        return;
      }
      writeStaged(README, after);
      console.log(`wrote the table of results in ${README}`);
    });
}

function takeOver(name: string): void {
  const { design, hardware } = buildDesign(name);
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  const measured = (file: string, command: string) => {
    const path = join(designFolder(design.name), 'results', file);
    if (!existsSync(path))
      throw new UserError({ where: path, message: 'not measured yet', fix: `npx bitbeat ${command} --design ${name}` });
    return JSON.parse(readFileSync(path, 'utf8'));
  };
  const results = {
    design: design.name,
    model: { name: hardware.model.name, storedBytes: totalBytes, averageBitwidth, compression },
    accuracy: crossValidated(design.model),
    simulation: measured('simulate-verilator.json', 'simulate'),
    synthesis: FAMILY_NAMES.map((family) => measured(`synth-${family}.json`, 'synth')),
  } as DesignResults;
  mkdirSync(RESULTS_FOLDER, { recursive: true });
  writeStaged(join(RESULTS_FOLDER, `${design.name}.json`), printResults(results));
}
