import type { Board } from '../board.js';
import { ARTYA7 } from './artya7.js';
import { CERTUSNX } from './certusnx.js';
import { COLORLIGHTI5 } from './colorlighti5.js';
import { CROSSLINKNX } from './crosslinknx.js';
import { FOMU } from './fomu.js';
import { GATEMATEA1 } from './gatematea1.js';
import { HX8K } from './hx8k.js';
import { ICEBREAKER } from './icebreaker.js';
import { ICESUGAR } from './icesugar.js';
import { MACHXO3LF } from './machxo3lf.js';
import { ORANGECRAB } from './orangecrab.js';
import { TANGNANO9K } from './tangnano9k.js';
import { TANGNANO20K } from './tangnano20k.js';
import { ULX3S_25F, ULX3S_85F } from './ulx3s.js';
import { UPDUINO } from './upduino.js';

/** Every board that bitbeat knows, by name; one more is a file, a folder of templates and a line. */
export const BOARD_FILES = {
  icebreaker: ICEBREAKER,
  upduino: UPDUINO,
  icesugar: ICESUGAR,
  fomu: FOMU,
  hx8k: HX8K,
  ulx3s: ULX3S_25F,
  'ulx3s-85f': ULX3S_85F,
  orangecrab: ORANGECRAB,
  colorlighti5: COLORLIGHTI5,
  tangnano9k: TANGNANO9K,
  tangnano20k: TANGNANO20K,
  gatematea1: GATEMATEA1,
  crosslinknx: CROSSLINKNX,
  certusnx: CERTUSNX,
  machxo3lf: MACHXO3LF,
  artya7: ARTYA7,
} as const satisfies Readonly<Record<string, Board>>;
