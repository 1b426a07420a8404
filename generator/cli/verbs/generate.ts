import { relative } from 'node:path';
import { Command } from 'commander';
import { design, generate } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { measuredOn } from '../../emit/measured-on.js';
import { topModule } from '../../emit/names.js';
import { hardwareReport } from '../../report/layers.js';
import { designOption, jsonOption } from '../options.js';
import { print } from '../print.js';

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
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action((options: { design: string; out?: string; force?: boolean; json?: boolean }) => {
      const built = design(options.design);
      const folder = relative('.', generate(built, options)) || '.';
      const { name } = built.design;
      const found = { design: name, folder, ...measuredOn(folder), top: topModule(name) };
      print(options.json, found, () => `${hardwareReport(built.hardware, built.budget)}\n\ngenerated ${folder}`);
    });
}
