import { Command, Option } from 'commander';
import { design, implement, synthesise } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { BOARD_NAMES, COUNTED_FAMILIES, type CountedFamily, findPart, PART_NAMES } from '../../devices/devices.js';
import type { Toolchain } from '../../devices/programs.js';
import { placementUnit } from '../../farm/kinds/placement.js';
import { implementationReport } from '../../report/implementation.js';
import { grouped, textTable } from '../../report/table.js';
import { log } from '../../support/progress.js';
import { setupCommand } from '../../support/roots.js';
import type { Placement } from '../../synth/implement.js';
import type { WantedPlacement } from '../../synth/wanted.js';
import type { SynthesisResult } from '../../synth/yosys.js';
import { onBoard } from '../on-board.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { designOption, jsonOption, seedsOption, toolchainOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat synth --design ${SHIPPED.stream}
  $ bitbeat synth --design ${SHIPPED.folded} --part up5k --json
  $ bitbeat synth --design ${SHIPPED.folded} --board ulx3s --json

Without --part Yosys synthesises the design and its cells are counted; nothing is placed or routed, so no clock is given.
With --part nextpnr places and routes it, once a seed; logic cells and clock are the median. Parts: ${PART_NAMES.join(', ')}.
With --board it is placed with its UART and the board's top; clock and cells are those of the fastest placement, and the exit
code is 1 if that is slower than the board's clock. Boards: ${BOARD_NAMES.join(', ')}.
Exit code 2 if the design does not fit. \`${setupCommand('synth')}\` installs what parts of iCE40 and ECP5 need,
\`${setupCommand('boards')}\` what the other parts and --board need.`;

interface Options extends FarmOptions {
  design: string;
  family?: CountedFamily;
  part?: string;
  board?: string;
  seeds: number;
  toolchain: Toolchain;
  copies?: boolean;
  json?: boolean;
}

/** `bitbeat synth`: cells of a design after synthesis, or what it takes on a part. */
export function synthCommand(): Command {
  const command = new Command('synth')
    .description('synthesise a design and count its cells; with --part place and route it')
    .addOption(designOption('design, generated afresh into build/<name>').makeOptionMandatory())
    .addOption(
      new Option('--family <name>', 'FPGA family; both if not given')
        .choices(COUNTED_FAMILIES)
        .conflicts(['part', 'board']),
    )
    .addOption(new Option('--part <name>', 'part to place and route the design for').conflicts('board'))
    .option('--board <name>', 'board to place and route the design with its UART for')
    .addOption(
      new Option('--copies', "the wrapper of several cores, as `copies` in the design's file").conflicts('board'),
    )
    .addOption(seedsOption().default(3))
    .addOption(toolchainOption())
    .addOption(jsonOption('print one JSON object a family, part or board instead of a table'));
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      if (options.part !== undefined) return onPart(options.part, options);
      const { board } = options;
      if (board !== undefined) return onBoard({ ...options, board }, false);
      const built = design(options.design);
      const results: SynthesisResult[] = [];
      for (const family of options.family === undefined ? COUNTED_FAMILIES : [options.family])
        results.push(await synthesise(built, family, log, { copies: options.copies }));
      if (options.json) for (const result of results) console.log(JSON.stringify(result, null, 2));
      else console.log(table(results));
    });
}

async function onPart(name: string, options: Options): Promise<void> {
  const { design: given, seeds, toolchain, copies, json } = options;
  const part = findPart(name, '--part');
  const place = ahead<WantedPlacement, Placement>(options, 'placement', placementUnit);
  const result = await implement(design(given), name, { seeds, toolchain, copies, progress: log, ahead: place });
  console.log(json ? JSON.stringify(result, null, 2) : implementationReport(result, part));
}

function table(results: readonly SynthesisResult[]): string {
  const rows = results.map(({ design, family, lut, ff, bram, dsp }) => [
    design,
    family,
    ...[lut, ff, bram, dsp].map(grouped),
  ]);
  return `${textTable(['design', 'family', 'LUT4', 'FF', 'block RAM', 'DSP'], rows)}\n\nYosys ${results[0]!.tools.yosys}, no latch`;
}
