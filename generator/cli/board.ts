import { Command, InvalidArgumentError } from 'commander';
import { designFolder } from '../config/design.js';
import { uartBenchTree } from '../emit/uart.js';
import { writeTree } from '../emit/write-tree.js';
import { type SimulatedBoard, startBoard } from '../simulate/board.js';
import { type BuiltDesign, buildDesign } from './designs.js';
import { tell } from './progress.js';

const EXAMPLE = `
Examples:
  $ bitbeat board --design ecg17-small-folded
  $ bitbeat board --design ecg17-small-folded --noise 0.001 --seed 7
  $ bitbeat run --design ecg17-small-folded --port /dev/pts/3

The design is generated into build/<name>-board behind a UART and simulated bit by bit; its line is a pseudo-terminal,
whose path is printed. It serves until it is interrupted.`;

export interface LineOptions {
  noise: number;
  seed: number;
}

/** `bitbeat board`: a simulated board for any program that opens a serial port. */
export function boardCommand(): Command {
  const command = new Command('board')
    .description('simulate a design behind a UART on a pseudo-terminal')
    .requiredOption('--design <name|file>', 'design: configs/<name>.json, or a file', 'ecg17-small-folded');
  return lineOptions(command)
    .addHelpText('after', EXAMPLE)
    .action(async ({ design, ...line }: { design: string } & LineOptions) => {
      const board = await simulatedBoard(buildDesign(design), line);
      console.log(board.port);
      await board.ended;
    });
}

/** What disturbs the line of a simulated board. */
export function lineOptions(command: Command): Command {
  return command
    .option('--noise <rate>', 'share of the bytes on the simulated line that are flipped, dropped or doubled', share, 0)
    .option('--seed <n>', 'seed of that noise', wholeNumber, 1);
}

/** Generates the board of a design into `build/<name>-board` and starts it. */
export function simulatedBoard({ design, hardware }: BuiltDesign, line: LineOptions): Promise<SimulatedBoard> {
  const folder = designFolder(`${design.name}-board`);
  writeTree(folder, design.name, uartBenchTree(design, hardware), false);
  tell(`compiling the board of ${design.name}`);
  return startBoard(hardware, { folder, ...line });
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 0.5)) throw new InvalidArgumentError('not a share from 0 to 0.5.');
  return value;
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a whole number.');
  return Number(text);
}
