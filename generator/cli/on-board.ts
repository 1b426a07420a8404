import { join, relative } from 'node:path';
import { buildDesign } from '../arch/built-design.js';
import { boardDesign } from '../config/defaults.js';
import { designFolder } from '../config/design.js';
import { findBoard } from '../devices/devices.js';
import { asBoard, refuseMissingRams } from '../devices/fit.js';
import { holdFolder } from '../emit/hold-folder.js';
import { bitstreamTree } from '../emit/wrappers/board.js';
import { writeTree } from '../emit/write-tree.js';
import { boardReport, timingMissed } from '../report/boards.js';
import { tell } from '../support/progress.js';
import { writeStaged } from '../support/write-staged.js';
import { boardEstimate, boardMisfit, implementOnBoard, missesClock } from '../synth/bitstream.js';
import { boardPrograms, type Toolchain } from '../synth/programs.js';

export interface BoardOptions {
  design?: string;
  board: string;
  seeds: number;
  toolchain: Toolchain;
  json?: boolean;
}

/** Implements a design on a board and prints the figures; with `pack` the bitstream is made too. Throws UserError. */
export async function onBoard(options: BoardOptions, pack: boolean): Promise<void> {
  const board = findBoard(options.board, '--board');
  const { design, hardware } = buildDesign(options.design ?? boardDesign(board));
  refuseMissingRams(boardEstimate(hardware, board).spram, asBoard(board), design.name);
  const programs = boardPrograms(options.toolchain, board.family);
  const folder = boardFolder(design.name, board.name);
  writeTree(folder, design.name, bitstreamTree(design, hardware, board), false);
  holdFolder(folder);
  const settings = { seeds: options.seeds, programs, pack, progress: tell };
  const found = await implementOnBoard(folder, design.name, hardware, board, settings);
  if ('shortages' in found) throw boardMisfit(found, hardware, board, design.name);
  writeStaged(join(folder, 'results', BOARD_RESULT), `${JSON.stringify(found, null, 2)}\n`);
  console.log(
    options.json ? JSON.stringify(found, null, 2) : boardReport(found, board, relative(process.cwd(), folder)),
  );
  if (!missesClock(found)) return;
  if (options.json) console.error(timingMissed(found));
  process.exitCode = 1;
}

/** Where a design is generated for a board. */
export const boardFolder = (design: string, board: string) => designFolder(`${design}-${board}`);

/** File in its `results` that holds the figures. */
export const BOARD_RESULT = 'board.json';
