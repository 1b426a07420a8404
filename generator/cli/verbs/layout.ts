import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { design as designOf, generate, layoutInCells } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { readDocument } from '../../report/freshness.js';
import { LAYOUT_DOCUMENT, layoutReport, withLayouts } from '../../report/layout.js';
import { LAYOUT_RESULTS, reportedLayouts } from '../../report/layout-results.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { log } from '../../support/progress.js';
import { keptSource } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { LAYOUT_LIBRARIES } from '../../synth/layout/tools.js';
import { ASIC_LIBRARIES } from '../../synth/power/asic.js';
import { PowerFailure } from '../../synth/power/power.js';
import { fragmentsGiven } from '../fragments.js';
import { designOption, fragmentsOption, jsonOption, numberOption, real, simulatorOption } from '../options.js';
import { printUpdated, updateFile } from '../update.js';

/** Fewer say little about the signal. */
const USUAL_FRAGMENTS = 5;

const EXAMPLE = `
Examples:
  $ bitbeat layout --design ${SHIPPED.folded} --data ${SHIPPED.data}
  $ bitbeat layout --write

Standard cells are placed by Coloquinte and routed by qrouter, drawn and checked by Magic and Netgen; timing and energy are found
again with the length of each net. Memories stay outside of the block. DEF, GDS and a picture with all wires lie in the generated
folder, the result and a picture in ${LAYOUT_RESULTS}; --write makes ${LAYOUT_DOCUMENT} from what lies there. Exit code 1 if
the netlist is not the network, misses the clock, or a net stays open, cells overlap, or the layout is not the netlist.`;

interface Options {
  design?: string;
  library: string;
  data?: string;
  fragments?: number;
  clock: number;
  simulator: SimulatorName;
  results: string;
  write?: boolean;
  json?: boolean;
}

/** `bitbeat layout`: a design as placed and routed standard cells. */
export function layoutCommand(): Command {
  return new Command('layout')
    .description('place and route a design in standard cells, and price it with the wires that it gets')
    .addOption(designOption('design, generated afresh into build/<name>'))
    .addOption(
      new Option('--library <name>', 'standard cells').choices(LAYOUT_LIBRARIES.map((l) => l.name)).default('osu018'),
    )
    .addOption(fragmentsOption())
    .addOption(numberOption(USUAL_FRAGMENTS))
    .option(
      '--clock <MHz>',
      'clock',
      real('a number above 0', (value) => value > 0),
      12,
    )
    .addOption(simulatorOption())
    .option('--results <dir>', 'where the result is left', LAYOUT_RESULTS)
    .option('--write', `make ${LAYOUT_DOCUMENT} from the results`)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { design, json } = options;
      if (design === undefined && !options.write) command.error('error: give --design or --write');
      if (design !== undefined) await layOutDesign(design, options, command);
      if (options.write) {
        const text = withLayouts(
          readDocument(keptSource('docs/layout.md')),
          LAYOUT_DOCUMENT,
          reportedLayouts(options.results),
        );
        const files = [updateFile(LAYOUT_DOCUMENT, text, { mend: 'npx bitbeat layout --write' })];
        // The layout is the one object.
        if (design === undefined || !json) printUpdated(json === true, files);
      }
    });
}

async function layOutDesign(design: string, options: Options, command: Command): Promise<void> {
  const { clock: clockMHz, simulator, results, json } = options;
  const library = ASIC_LIBRARIES.find(({ name }) => name === options.library)!;
  const built = designOf(design);
  const { hardware } = built;
  const { set } = await fragmentsGiven(hardware.model, options, command, {
    usual: USUAL_FRAGMENTS,
    hop: hardware.hopSamples,
  });
  const folder = generate(built);
  try {
    const made = await layoutInCells(hardware, library, { folder, set, clockMHz, simulator, progress: log });
    const result = { ...made.result, source: basename(made.result.source) };
    const name = `${result.design}-${result.target}`;
    writeStaged(join(results, `${name}.svg`), made.picture);
    writeStaged(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
    console.log(json ? JSON.stringify(result, null, 2) : layoutReport(result));
    const { faults, open, overlaps, lvs } = result.checks;
    if (faults.length > 0 || open > 0 || overlaps > 0 || !lvs.match)
      throw new PowerFailure(
        [`${design}: the layout is not sound: ${open} open nets, ${overlaps} overlaps, ${lvs.said}`, ...faults].join(
          '\n',
        ),
      );
  } catch (error) {
    if (!(error instanceof PowerFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
