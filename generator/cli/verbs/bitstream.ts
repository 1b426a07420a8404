import { Command } from 'commander';
import { SHIPPED } from '../../config/defaults.js';
import { BOARD_NAMES } from '../../devices/devices.js';
import { setupCommand } from '../../support/roots.js';
import { type BoardOptions, onBoard } from '../on-board.js';
import { withFarm } from '../on-farm.js';
import { designOption, jsonOption, seedsOption, toolchainOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat bitstream --board icebreaker
  $ bitbeat bitstream --board ulx3s --design ${SHIPPED.folded} --seeds 4

Generates the design with its UART and the board's top into build/<design>-<board>, places and routes it once a seed and makes
the bitstream of the fastest placement. Without --design each board has one of its own.
Boards: ${BOARD_NAMES.join(', ')}.
Exit code 1 if the clock of the board is not reached, 2 if the design does not fit. \`${setupCommand('boards')}\`
installs what is needed.`;

/** `bitbeat bitstream`: from a design to what a board is loaded with. */
export function bitstreamCommand(): Command {
  const command = new Command('bitstream')
    .description('make the bitstream of a design with its UART for a board')
    .requiredOption('--board <name>', 'board')
    .addOption(designOption("design, instead of the board's own"))
    .addOption(seedsOption().default(1))
    .addOption(toolchainOption())
    .addOption(jsonOption('print one JSON object instead of a report'));
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action((options: BoardOptions) => onBoard(options, true));
}
