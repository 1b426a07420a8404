import { relative } from 'node:path';
import { bitstream, design } from '../api.js';
import { boardDesign } from '../config/defaults.js';
import { findBoard } from '../devices/devices.js';
import type { Toolchain } from '../devices/programs.js';
import { boardPlacementUnit } from '../farm/kinds/board-placement.js';
import { boardReport, timingMissed } from '../report/boards.js';
import { log } from '../support/progress.js';
import { type BoardPlacement, missesClock } from '../synth/bitstream.js';
import { boardFolder } from '../synth/design.js';
import type { WantedOnBoard } from '../synth/wanted.js';
import { ahead, type FarmOptions } from './on-farm.js';

export interface BoardOptions extends FarmOptions {
  design?: string;
  board: string;
  seeds: number;
  toolchain: Toolchain;
  json?: boolean;
}

/** Implements a design on a board and prints the figures; with `pack` the bitstream is made too. Throws UserError. */
export async function onBoard(options: BoardOptions, pack: boolean): Promise<void> {
  const board = findBoard(options.board, '--board');
  const built = design(options.design ?? boardDesign(board));
  const { seeds, toolchain } = options;
  const place = ahead<WantedOnBoard, BoardPlacement>(options, 'board-placement', boardPlacementUnit);
  const found = await bitstream(built, board.name, { seeds, toolchain, pack, progress: log, ahead: place });
  const folder = boardFolder(built.design.name, board.name);
  console.log(
    options.json ? JSON.stringify(found, null, 2) : boardReport(found, board, relative(process.cwd(), folder)),
  );
  if (!missesClock(found)) return;
  if (options.json) console.error(timingMissed(found));
  process.exitCode = 1;
}
