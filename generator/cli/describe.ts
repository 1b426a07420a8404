import { Command } from 'commander';
import { hardwareReport } from '../report/layers.js';
import { buildDesign } from './designs.js';

const EXAMPLE = `
Examples:
  $ bitbeat describe --design ecg17-small
  $ bitbeat describe --design ecg17-small --json`;

/** `bitbeat describe`: how the hardware of a design is sized. */
export function describeCommand(): Command {
  return new Command('describe')
    .description("print how a design's hardware is sized: widths, lanes, memories, cycles")
    .requiredOption('--design <name|file>', 'design: configs/<name>.json, or a file')
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText('after', EXAMPLE)
    .action((options: { design: string; json?: boolean }) => {
      const { hardware } = buildDesign(options.design);
      if (!options.json) return console.log(hardwareReport(hardware));
      const { model: _, ...plain } = hardware;
      const layers = plain.layers.map(({ encoded, ...layer }) => ({ ...layer, passes: encoded.passes.length }));
      console.log(JSON.stringify({ ...plain, layers }, null, 2));
    });
}
