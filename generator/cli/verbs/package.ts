import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { design, makePackage } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { designFolder } from '../../config/design.js';
import { SCORE_CLOCKS, type ScoreClock } from '../../emit/wrappers/clocks.js';
import { writeTree } from '../../emit/write-tree.js';
import { printPdf } from '../../report/html/print-pdf.js';
import { grouped } from '../../report/table.js';
import { SIMULATORS, type SimulatorName } from '../../simulate/simulators.js';
import type { PackageRun } from '../../simulate/wrappers/package.js';
import { UserError } from '../../support/errors.js';
import { isPlain } from '../../support/run-tool.js';
import { clockOption, count, designOption, jsonOption } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ bitbeat package --design ${SHIPPED.folded}
  $ bitbeat package --design configs/designs/${SHIPPED.large}.json --out my-ip --fragments 5
  $ fusesoc --cores-root build/${SHIPPED.folded}-package run --target=sim bitbeat:ip:${SHIPPED.folded.replaceAll('-', '_')}

The folder (build/<design>-package if not given) holds the Verilog, memory images, a bench that judges by itself with its
vectors, a cocotb test, a FuseSoC core file and the data sheet, DATASHEET.md and DATASHEET.html. The bench has passed before anything is written.`;

interface Options {
  design: string;
  out?: string;
  simulator: SimulatorName;
  data?: string;
  fragments: number;
  pdf?: boolean;
  clockMhz: number;
  sampleClock?: ScoreClock;
  sampleClockMhz?: number;
  force?: boolean;
  json?: boolean;
}

/** `bitbeat package`: a design as an IP package with its data sheet. */
export function packageCommand(): Command {
  return new Command('package')
    .description('write a design as an IP package: FuseSoC core, benches, data sheet')
    .addOption(designOption().makeOptionMandatory())
    .option('--out <dir>', 'folder of the package')
    .addOption(
      new Option('--simulator <name>', 'simulator that the package is tried with')
        .choices(SIMULATORS)
        .default('verilator'),
    )
    .option('--data <dir|file>', 'folder, data set file, or header of a WFDB record; built-in signals if not given')
    .option('--fragments <n>', 'fragments in the vectors', count(1, 100_000), 2)
    .option('--pdf', 'print the data sheet too, as a PDF beside the folder; needs Chromium')
    .addOption(clockOption())
    .addOption(
      new Option(
        '--sample-clock <domain>',
        'a clock of their own for samples; scores leave with that of the core or theirs',
      ).choices(SCORE_CLOCKS),
    )
    .addOption(
      clockOption('--sample-clock-mhz', "clock of samples that constraints ask for (the core's if not given)", null),
    )
    .option('--force', 'overwrite generated files that were edited since')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const built = design(options.design);
      const folder = options.out ?? designFolder(`${built.design.name}-package`);
      const { tree, runs, vlnv } = await makePackage(built, packageSettings(options));
      writeTree(folder, built.design.name, tree, options.force ?? false);
      if (options.pdf) await printPdf(tree.get('DATASHEET.html')!, `${folder}.pdf`);
      const place = relative('.', folder) || '.';
      const found = { design: built.design.name, folder: place, vlnv, runs };
      print(options.json, found, () => report(place, vlnv, runs));
    });
}

/** @throws UserError for a frequency of a clock that there is not */
function packageSettings({ simulator, data, fragments, clockMhz, sampleClock, sampleClockMhz }: Options) {
  if (sampleClock === undefined && sampleClockMhz !== undefined)
    throw new UserError({
      where: '--sample-clock-mhz',
      message: 'there is no clock of samples without --sample-clock',
      value: sampleClockMhz,
      fix: `--sample-clock ${SCORE_CLOCKS[0]}`,
    });
  const clock = sampleClock && { scores: sampleClock, mhz: sampleClockMhz ?? clockMhz };
  return { simulator, data, fragments, clockMHz: clockMhz, sampleClock: clock };
}

function report(folder: string, vlnv: string, [steady, paused]: PackageRun[]): string {
  // As one word of a shell, for whoever copies the command.
  const word = isPlain(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return [
    `${steady!.tool}: ${steady!.fragments} fragments, ${grouped(steady!.values)} values compared and every cycle as predicted;`,
    `with pauses on both ports: ${paused!.fragments} fragment, ${grouped(paused!.values)} values compared`,
    '',
    `wrote ${folder} (${vlnv}); its data sheet is DATASHEET.md`,
    '',
    `fusesoc --cores-root ${word} run --target=lint ${vlnv}`,
    `fusesoc --cores-root ${word} run --target=sim ${vlnv}`,
  ].join('\n');
}
