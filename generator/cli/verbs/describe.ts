import { Command } from 'commander';
import { design } from '../../api.js';
import { estimate } from '../../arch/estimate/estimate.js';
import { storedBytes } from '../../arch/memories.js';
import { SHIPPED } from '../../config/defaults.js';
import { findPart, PART_NAMES } from '../../devices/devices.js';
import { estimatedPart, hardwareReport } from '../../report/layers.js';
import { designOption, jsonOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat describe --design ${SHIPPED.stream}
  $ bitbeat describe --design ${SHIPPED.stream} --part ecp5-25f
  $ bitbeat describe --design ${SHIPPED.stream} --json`;

/** `bitbeat describe`: how the hardware of a design is sized. */
export function describeCommand(): Command {
  return new Command('describe')
    .description("print how a design's hardware is sized: widths, lanes, memories, cycles")
    .addOption(designOption().makeOptionMandatory())
    .option('--part <name>', `estimate cells of this part: ${PART_NAMES.join(', ')} (default: the design's, or up5k)`)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action((options: { design: string; part?: string; json?: boolean }) => {
      const { hardware, budget } = design(options.design);
      const part = options.part === undefined ? estimatedPart(budget) : findPart(options.part, '--part');
      if (!options.json) return console.log(hardwareReport(hardware, budget, part));
      const { model: _, ...plain } = hardware;
      const layers = plain.layers.map(({ encoded, ...layer }) => ({ ...layer, passes: encoded.passes.length }));
      console.log(
        JSON.stringify(
          {
            ...plain,
            layers,
            storedBytes: storedBytes(hardware),
            estimate: { part: part.name, ...estimate(hardware, part) },
          },
          null,
          2,
        ),
      );
    });
}
