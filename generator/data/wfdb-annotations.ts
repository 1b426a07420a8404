import { UserError } from '../config/errors.js';

export interface Annotation {
  /** Sample index it belongs to. */
  sample: number;
  /** PhysioNet's symbol, e.g. `N`, `V`, `+`. */
  symbol: string;
  subtype: number;
  channel: number;
  number: number;
  /** Text, e.g. `(AFIB` for the rhythm that begins here; empty if there is none. */
  text: string;
}

/** Symbols of the annotation codes 1 to 41 of WFDB's ecgcodes.h; a blank: code not in use. */
const SYMBOLS = 'NLRaVFJASEj/Q~ | sT*D"=pB^t+u?![]en@xf()r';
const BEATS = 'NLRBAaJSVrFejnE/fQ?';
/** Codes above these modify an annotation instead of being one. */
const PSEUDO = { skip: 59, number: 60, subtype: 61, channel: 62, text: 63 };

/** Whether an annotation marks a beat, by PhysioNet's table; rhythm, noise and comment marks do not. */
export const isBeat = (annotation: Annotation) => BEATS.includes(annotation.symbol);

/**
 * Reads MIT-format annotations (WFDB annot(5)): 16-bit little-endian words, code in the upper 6 bits, samples since the
 * last annotation in the lower 10. SKIP carries a longer step; SUB, CHN, NUM and AUX amend the annotation before them;
 * CHN and NUM stay in force for those that follow. A zero word ends the file.
 *
 * @param where names the file in messages
 * @throws UserError when the file ends before its zero word or holds a code that is none
 */
export function parseAnnotations(bytes: Uint8Array, where: string): Annotation[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (count: number) => {
    if (at + count > bytes.length)
      throw new UserError({ where, message: `truncated: byte ${bytes.length} ends the file before its end mark` });
  };
  const word = () => {
    need(2);
    at += 2;
    return view.getUint16(at - 2, true);
  };
  const annotations: Annotation[] = [];
  let sample = 0;
  for (let next = word(); next !== 0; next = word()) {
    const code = next >> 10;
    const value = next & 1023;
    const last = annotations.at(-1);
    if (code === PSEUDO.skip) {
      const high = word();
      sample += (high << 16) | word();
    } else if (code === PSEUDO.text && last) {
      need(value);
      // The text is padded to whole words; some writers count its closing zero byte.
      last.text = String.fromCharCode(...bytes.subarray(at, at + value)).replace(/\0+$/, '');
      at += value + (value % 2);
    } else if (code === PSEUDO.subtype && last) last.subtype = signed(value);
    else if (code === PSEUDO.channel && last) last.channel = value;
    else if (code === PSEUDO.number && last) last.number = signed(value);
    else if ((SYMBOLS[code - 1] ?? ' ') !== ' ') {
      sample += value;
      const { channel = 0, number = 0 } = last ?? {};
      annotations.push({ sample, symbol: SYMBOLS[code - 1]!, subtype: 0, channel, number, text: '' });
    } else throw new UserError({ where, field: `byte ${at - 2}`, message: 'no annotation code', value: code });
  }
  return annotations;
}

/** SUB and NUM are signed bytes in the low part of the word. */
const signed = (value: number) => (value << 24) >> 24;

/** Marks in samples [start, end): the beats, and the rhythms, first the one in force at `start` if there is one. */
export function annotationsIn(annotations: readonly Annotation[], start: number, end: number) {
  const inside = annotations.filter((a) => a.sample >= start && a.sample < end);
  const isRhythm = (a: Annotation) => a.symbol === '+' && a.text.startsWith('(');
  const before = annotations.filter((a) => isRhythm(a) && a.sample <= start).at(-1);
  const rhythms = inside.filter((a) => isRhythm(a) && a.sample > start);
  return { beats: inside.filter(isBeat), rhythms: before ? [before, ...rhythms] : rhythms };
}
