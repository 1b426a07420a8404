import { relative } from 'node:path';
import { Command } from 'commander';
import { design, generate } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { hardwareReport } from '../../report/layers.js';
import { designOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat generate --design ${SHIPPED.stream}
  $ bitbeat generate --design configs/designs/${SHIPPED.large}.json --out my-core

The folder (build/<design> if not given) holds rtl/, mem/, tb/, the model, and manifest.json with a hash of each file.`;

/** `bitbeat generate`: a design's Verilog, memory images and bench. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('generate the Verilog, memory images and test bench of a design')
    .addOption(designOption().makeOptionMandatory())
    .option('--out <dir>', 'folder to generate into')
    .option('--force', 'overwrite generated files that were edited since')
    .addHelpText('after', EXAMPLE)
    .action((options: { design: string; out?: string; force?: boolean }) => {
      const built = design(options.design);
      const folder = generate(built, options);
      console.log(`${hardwareReport(built.hardware, built.budget)}\n\ngenerated ${relative('.', folder) || '.'}`);
    });
}
