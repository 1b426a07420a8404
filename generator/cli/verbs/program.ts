import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import { buildDesign } from '../../arch/built-design.js';
import { boardDesign } from '../../config/defaults.js';
import { BOARD_NAMES, type Board, findBoard } from '../../devices/devices.js';
import { UserError } from '../../support/errors.js';
import { setupCommand } from '../../support/roots.js';
import { requireTool, which } from '../../support/tools.js';
import { bitstreamFile } from '../../synth/bitstream.js';
import { boardFolder } from '../../synth/design.js';
import { designOption, jsonOption } from '../options.js';
import { print } from '../print.js';

const LOADER = 'openFPGALoader';

const EXAMPLE = `
Examples:
  $ bitbeat program --board icebreaker
  $ bitbeat program --board tangnano9k --flash
  $ bitbeat program --board ulx3s --dry-run

Loads the bitstream that \`bitbeat bitstream\` made, by ${LOADER}. Boards that start from their flash alone are always written
there; the others lose it with the power unless --flash is given. UPduino is written by iceprog, iCESugar by hand. Boards: ${BOARD_NAMES.join(', ')}.`;

interface Options {
  board: string;
  design?: string;
  flash?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `bitbeat program`: a bitstream into a board. */
export function programBoardCommand(): Command {
  return new Command('program')
    .description('load a bitstream into a board')
    .requiredOption('--board <name>', 'board')
    .addOption(designOption("design, instead of the board's own"))
    .option('--flash', 'into the flash that the board starts from')
    .option('--dry-run', 'print the command and run nothing')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ board: name, design, flash = false, dryRun = false, json }: Options) => {
      const board = findBoard(name, '--board');
      const file = bitstreamOf(board, buildDesign(design ?? boardDesign(board)).design.name, dryRun);
      const [loader, ...args] = loaderCommand(board, file, flash);
      const found = { board: name, file, command: [loader, ...args], loaded: !dryRun };
      if (dryRun) return print(json, found, () => [loader, ...args].join(' '));
      const ran = await execa(pathOf(loader), args, { reject: false, stdio: ['ignore', json ? 2 : 'inherit', 'pipe'] });
      if (ran.exitCode === 0) {
        if (json) print(json, found, () => '');
        return;
      }
      console.error(
        `${loader} could not load ${board.title}: ${lastLine(ran.stderr)}\n` +
          'Is the board plugged in and powered, with no other program on its port, and may this user open it?\n' +
          `The command was: ${[loader, ...args].join(' ')}`,
      );
      process.exitCode = 1;
    });
}

/** The loader with its arguments that load `file`. Throws UserError for a board that none in reach loads. */
export function loaderCommand({ load, title }: Board, file: string, flash: boolean): [Loader, ...string[]] {
  if ('byHand' in load)
    throw new UserError({
      where: '--board',
      message: `no loader in reach knows ${title}`,
      fix: `${file}: ${load.byHand}`,
    });
  return [load.by ?? LOADER, ...(flash || load.sram === null ? load.flash : load.sram), file];
}

type Loader = typeof LOADER | 'iceprog';

/** iceprog comes with icepack and tells no version. */
function pathOf(loader: Loader): string {
  if (loader === LOADER) return requireTool(loader).path;
  const path = which(loader);
  if (path !== undefined) return path;
  const fix = `${setupCommand('boards')}, or apt-get install fpga-icestorm`;
  throw new UserError({ where: loader, message: 'loader missing, not found in PATH', fix });
}

function bitstreamOf(board: Board, design: string, dryRun: boolean): string {
  const folder = boardFolder(design, board.name);
  const made = bitstreamFile(design, board);
  // Vivado's script names its bitstream so.
  const file = join(folder, made ?? `${design}-${board.name}.bit`);
  if (!dryRun && !existsSync(file))
    throw new UserError({
      where: relative(process.cwd(), file),
      message: 'no bitstream yet',
      fix:
        made === null
          ? `vivado -mode batch -source vivado.tcl in ${relative(process.cwd(), folder)}`
          : `npx bitbeat bitstream --board ${board.name}`,
    });
  return relative(process.cwd(), file);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) || 'it said nothing';
