import type { GatedBoard } from './gated-board.js';
import { GATED_ICEBREAKER } from './icebreaker.js';
import { GATED_TANGNANO20K } from './tangnano20k.js';
import { GATED_ULX3S } from './ulx3s.js';

/** Boards that have a top for a gated monitor, by their names; one more is a file, its pins and a line. */
export const GATED_BOARDS: Readonly<Record<string, GatedBoard>> = {
  icebreaker: GATED_ICEBREAKER,
  ulx3s: GATED_ULX3S,
  'ulx3s-85f': GATED_ULX3S,
  tangnano20k: GATED_TANGNANO20K,
};
