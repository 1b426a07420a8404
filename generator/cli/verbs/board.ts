import { Command } from 'commander';
import { checkBoard, design, startBoard } from '../../api.js';
import { boardDesign, defaults, SHIPPED } from '../../config/defaults.js';
import { findBoard } from '../../devices/devices.js';
import type { BoardCheck } from '../../simulate/wrappers/design.js';
import { log } from '../../support/progress.js';
import { count, designOption, jsonOption, real } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ bitbeat board --design ${SHIPPED.folded}
  $ bitbeat board --board icebreaker
  $ bitbeat board --board icebreaker --check
  $ bitbeat board --design ${SHIPPED.folded} --noise 0.001 --seed 7
  $ bitbeat run --design ${SHIPPED.folded} --port /dev/pts/3

The design is generated behind a UART into build/<name>-board and simulated bit by bit; its line is a pseudo-terminal,
whose path is printed. It serves until it is interrupted. With --board it is that board's whole top at its own clock and
rate, in build/<name>-<board>-simulated; without, the line has 8 cycles a bit, which is quicker to simulate.
With --check no line is opened: a session is played at the pins, and it must be silent until its reset is over, take windows
and give the interpreter's scores, tell with its LEDs, and forget all when its button is pressed; else the exit code is 1.
Of a design with monitor.gated the whole top is played, oscillators and converter with it: each result at its pins and on
its line (docs/low-power.md).`;

export interface BoardOptions {
  design?: string;
  board?: string;
  noise: number;
  seed: number;
}

/** `bitbeat board`: a simulated board for any program that opens a serial port. */
export function boardCommand(): Command {
  return boardOptions(new Command('board'))
    .description('simulate a design behind a UART on a pseudo-terminal')
    .option('--check', 'play a session at its pins instead, and judge it')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: BoardOptions & { check?: boolean; json?: boolean }) => {
      const built = design(designOf(options));
      if (options.check) {
        const done = await checkBoard(built, { ...options, progress: log });
        print(options.json, done, () => checkReport(done));
        if (!done.pass) process.exitCode = 1;
        return;
      }
      const board = await startBoard(built, { ...options, progress: log });
      print(options.json, { design: built.design.name, port: board.port }, () => board.port);
      await board.ended;
    });
}

const checkReport = ({ failures, checks, simulator }: BoardCheck) =>
  [
    ...failures,
    `${checks} checks in ${simulator}, ${failures.length} failed`,
    failures.length === 0 ? 'PASS' : 'FAIL',
  ].join('\n');

/** Which board is simulated, and what disturbs its line. */
export function boardOptions(command: Command): Command {
  return command
    .addOption(designOption('what the board holds: configs/designs/<name>.json, or a file'))
    .option('--board <name>', 'the whole top of this board is simulated')
    .option(
      '--noise <rate>',
      'share of the bytes on the simulated line that are flipped, lost or followed by another',
      real('a share from 0 to 0.5', (value) => value >= 0 && value <= 0.5),
      0,
    )
    .option('--seed <n>', 'seed of that noise', count(0), 1);
}

/** The design that is named, or that a board of that name holds by default. */
export function designOf({ design: name, board }: BoardOptions): string {
  return name ?? (board === undefined ? defaults().board.design : boardDesign(findBoard(board, '--board')));
}
