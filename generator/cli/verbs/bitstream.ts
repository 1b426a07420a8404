import { Command, Option } from 'commander';
import { BOARD_NAMES } from '../../devices/devices.js';
import { setupCommand } from '../../support/roots.js';
import { TOOLCHAINS } from '../../synth/programs.js';
import { type BoardOptions, onBoard } from '../on-board.js';
import { placements } from './synth.js';

const EXAMPLE = `
Examples:
  $ bitbeat bitstream --board icebreaker
  $ bitbeat bitstream --board ulx3s --design ecg17-small-folded --seeds 4

Generates the design with its UART and the board's top into build/<design>-<board>, places and routes it once a seed and makes
the bitstream of the fastest placement. Without --design each board has one of its own.
Boards: ${BOARD_NAMES.join(', ')}.
Exit code 1 if the clock of the board is not reached, 2 if the design does not fit. \`${setupCommand('boards')}\`
installs what is needed.`;

/** `bitbeat bitstream`: from a design to what a board is loaded with. */
export function bitstreamCommand(): Command {
  return new Command('bitstream')
    .description('make the bitstream of a design with its UART for a board')
    .requiredOption('--board <name>', 'board')
    .option('--design <name|file>', "design, instead of the board's own")
    .option('--seeds <n>', 'placements, with seeds 1 to n', placements, 1)
    .addOption(
      new Option('--toolchain <name>', "the system's programs, or PyPI's").choices(TOOLCHAINS).default('system'),
    )
    .option('--json', 'print one JSON object instead of a report')
    .addHelpText('after', EXAMPLE)
    .action((options: BoardOptions) => onBoard(options, true));
}
