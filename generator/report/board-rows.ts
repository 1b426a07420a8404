import { basename } from 'node:path';
import { boardDesign, defaults } from '../config/defaults.js';
import { BOARD_NAMES, BOARDS, findBoard } from '../devices/devices.js';
import { UserError } from '../support/errors.js';

/** A row of the table of boards, and the file of its result. */
export interface BoardRow {
  /** The board's, with `-gated` behind it for its design with a gated monitor. */
  name: string;
  board: string;
  /** As `--design` takes it. */
  design: string;
}

const gatedDesign = (board: string): string | undefined => defaults().board.gated[board];
const gatedName = (board: string) => `${board}-gated`;

/** Rows there may be, in the order of the boards. */
export const BOARD_ROWS: readonly BoardRow[] = BOARDS.flatMap((board) => {
  const gated = gatedDesign(board.name);
  return [
    { name: board.name, board: board.name, design: boardDesign(board) },
    ...(gated === undefined ? [] : [{ name: gatedName(board.name), board: board.name, design: gated }]),
  ];
});

/** The row that a result belongs to. */
export function rowOf({ board, design }: { board: string; design: string }): string {
  const gated = gatedDesign(board);
  return gated !== undefined && basename(gated, '.json') === design ? gatedName(board) : board;
}

/** The row of that name. Throws UserError that lists all. */
export function findRow(name: string, where: string): BoardRow {
  const found = BOARD_ROWS.find((row) => row.name === name);
  if (found !== undefined) return found;
  if (!name.endsWith('-gated')) findBoard(name, where);
  const gated = BOARD_ROWS.filter((row) => row.name !== row.board).map((row) => row.name);
  throw new UserError({
    where,
    message: 'no such board',
    value: name,
    allowed: [...BOARD_NAMES, ...gated].join(', '),
    fix: gated[0]!,
  });
}

/** Rows by their places in the table. */
export const byRow = (a: { board: string; design: string }, b: { board: string; design: string }): number => {
  const place = (one: { board: string; design: string }) => BOARD_ROWS.findIndex(({ name }) => name === rowOf(one));
  return place(a) - place(b);
};
