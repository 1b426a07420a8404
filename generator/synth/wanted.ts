import type { Board, Part } from '../devices/devices.js';
import type { BoardPrograms, Toolchain } from '../devices/programs.js';
import type { Tree } from '../emit/tree.js';
import type { BoardPlacement } from './bitstream.js';
import type { Placement, SynthesisPrograms } from './implement.js';

/** A placement of a generated design that may be made on any machine. */
export interface WantedPlacement {
  design: string;
  /** What is placed of it; its top if absent. */
  top?: string | undefined;
  tree: Tree;
  part: Part;
  seed: number;
  toolchain: Toolchain;
  programs: SynthesisPrograms;
}

/** Makes placements somewhere else, before any is begun here. */
export type PlaceAhead = (all: readonly WantedPlacement[]) => Promise<readonly [WantedPlacement, Placement][]>;

/** The same with the design's UART and the top of a board. */
export interface WantedOnBoard {
  design: string;
  tree: Tree;
  board: Board;
  seed: number;
  toolchain: Toolchain;
  programs: BoardPrograms;
}

export type PlaceOnBoardAhead = (all: readonly WantedOnBoard[]) => Promise<readonly [WantedOnBoard, BoardPlacement][]>;

/** All seeds of one design on one part or board. */
export const wantedSeeds = <W extends { seed: number }>(of: Omit<W, 'seed'>, seeds: number): W[] =>
  Array.from({ length: seeds }, (_, i) => ({ ...of, seed: i + 1 }) as W);
