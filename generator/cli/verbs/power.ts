import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import {
  design as designOf,
  gatedPowerInCells,
  gatedPowerOnIce40,
  generate,
  powerInCells,
  powerOnIce40,
} from '../../api.js';
import { gatedHardware } from '../../arch/gated.js';
import { SHIPPED } from '../../config/defaults.js';
import { readDocument } from '../../report/freshness.js';
import { POWER_DOCUMENT, powerReport, withPower } from '../../report/power.js';
import { POWER_RESULTS, reportedPower } from '../../report/power-results.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { log } from '../../support/progress.js';
import { keptSource } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { ASIC_LIBRARIES } from '../../synth/power/asic.js';
import { PowerFailure, type PowerSettings } from '../../synth/power/power.js';
import { fragmentsGiven } from '../fragments.js';
import { designOption, fragmentsOption, jsonOption, numberOption, real, simulatorOption } from '../options.js';
import { printUpdated, updateFile } from '../update.js';

/** Fewer say little about the signal. */
const MIN_FRAGMENTS = 5;

const EXAMPLE = `
Examples:
  $ bitbeat power --design ${SHIPPED.folded} --data ${SHIPPED.data}
  $ bitbeat power --design configs/targets/${SHIPPED.folded}-up5k.json --part up5k --json
  $ bitbeat power --write

The netlist is simulated on fragments, scores are compared with the interpreter, and what every net did is priced. All
figures are modelled. Results are left in ${POWER_RESULTS}; --write makes ${POWER_DOCUMENT} from what lies there. Exit code 1
if the netlist is not the network or does not reach the clock.`;

interface Options {
  design?: string;
  library: string;
  part?: string;
  data?: string;
  fragments?: number;
  clock: number;
  simulator: SimulatorName;
  results: string;
  write?: boolean;
  json?: boolean;
}

/** `bitbeat power`: modelled energy of a fragment and average power of a design. */
export function powerCommand(): Command {
  return new Command('power')
    .description('model energy and power of a design in standard cells or on an FPGA from what fragments make it do')
    .addOption(designOption('design, generated afresh into build/<name>'))
    .addOption(
      new Option('--library <name>', 'standard cells').choices(ASIC_LIBRARIES.map((l) => l.name)).default('osu018'),
    )
    .addOption(new Option('--part <name>', 'FPGA, in the place of standard cells').choices(['up5k']))
    .addOption(fragmentsOption())
    .addOption(numberOption(MIN_FRAGMENTS))
    .option(
      '--clock <MHz>',
      'clock',
      real('a number above 0', (value) => value > 0),
      12,
    )
    .addOption(simulatorOption())
    .option('--results <dir>', 'where the result is left', POWER_RESULTS)
    .option('--write', `make ${POWER_DOCUMENT} from the results`)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { design, part, json } = options;
      if (design === undefined && !options.write) command.error('error: give --design or --write');
      if (design !== undefined) await price(design, part, json === true, options, command);
      if (options.write) {
        const results = reportedPower(options.results);
        const text = withPower(readDocument(keptSource('docs/power.md')), POWER_DOCUMENT, results);
        const files = [updateFile(POWER_DOCUMENT, text, { mend: 'npx bitbeat power --write' })];
        // The estimate is the one object.
        if (design === undefined || !json) printUpdated(json, files);
      }
    });
}

async function price(
  design: string,
  part: string | undefined,
  json: boolean,
  options: Options,
  command: Command,
): Promise<void> {
  const { clock: clockMHz, simulator, results } = options;
  const library = ASIC_LIBRARIES.find(({ name }) => name === options.library)!;
  const built = designOf(design);
  const { hardware } = built;
  const { set } = await fragmentsGiven(hardware.model, options, command, {
    usual: MIN_FRAGMENTS,
    hop: hardware.hopSamples,
  });
  if (set.names.length < MIN_FRAGMENTS)
    process.stderr.write(
      `warning: --fragments ${set.names.length}: fewer than ${MIN_FRAGMENTS} say little about the signal\n`,
    );
  const settings = { set, clockMHz, simulator, progress: log };
  const { monitor } = built.design;
  const gated = monitor?.gated === undefined ? null : gatedHardware(hardware, monitor, design);
  const folder = generate(built);
  const priced = (own: PowerSettings) => {
    if (gated !== null)
      return part === undefined ? gatedPowerInCells(gated, library, own) : gatedPowerOnIce40(built, gated, own);
    return part === undefined ? powerInCells(hardware, library, own) : powerOnIce40(hardware, own);
  };
  try {
    const result = await priced({ folder, ...settings });
    const named = { ...result, source: basename(result.source) };
    writeStaged(join(results, `${result.design}-${result.target}.json`), `${JSON.stringify(named, null, 2)}\n`);
    console.log(json ? JSON.stringify(named, null, 2) : powerReport(named));
  } catch (error) {
    if (!(error instanceof PowerFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
