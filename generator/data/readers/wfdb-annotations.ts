import { UserError } from '../../support/errors.js';

export interface Annotation {
  /** Sample index it belongs to. */
  sample: number;
  /** PhysioNet's symbol, e.g. `N`, `V`, `+`; of codes that have none `[<code>]`, or what the file's own table says. */
  symbol: string;
  subtype: number;
  channel: number;
  number: number;
  /** Text, e.g. `(AFIB` for the rhythm that begins here; empty if there is none. */
  text: string;
}

/** Symbols of the annotation codes 1 to 41 of WFDB's ecgcodes.h; a blank: code without a symbol. */
const SYMBOLS = 'NLRaVFJASEj/Q~ | sT*D"=pB^t+u?![]en@xf()r';
/** Symbols of PhysioNet's table that mark a beat. */
export const BEATS: readonly string[] = [...'NLRBAaJSVrFejnE/fQ?'];
/** Rhythms of PhysioNet's table. */
export const RHYTHMS = '(AB (AFIB (AFL (B (BII (IVR (N (NOD (P (PREX (SBR (SVTA (T (VFL (VT'.split(' ');
/** Largest code of an annotation (ACMAX); 42 to 49 are the user's own. */
const MAX_CODE = 49;
/** Code of a note; one at time 0 whose text begins with `##` tells of the file, not of the signal. */
const NOTE = 22;
/** Codes above MAX_CODE modify an annotation instead of being one; code 0 (NOTQRS) only moves on in time. */
const PSEUDO = { skip: 59, number: 60, subtype: 61, channel: 62, text: 63 };

/** Whether an annotation marks a beat, by PhysioNet's table; rhythm, noise and comment marks do not. */
export const isBeat = (annotation: Annotation) => BEATS.includes(annotation.symbol);

/** An annotation as it is stored: in ticks of the file's own clock. */
interface Stored extends Omit<Annotation, 'sample' | 'symbol'> {
  tick: number;
  code: number;
}

/**
 * Reads MIT-format annotations (WFDB annot(5)): 16-bit little-endian words, code in the upper 6 bits, ticks since the last
 * annotation in the lower 10. SKIP carries a longer step; SUB, CHN, NUM and AUX amend the annotation before them; CHN and
 * NUM stay in force for those that follow. A zero word, or the end of the file, ends them. Notes at the head may give the
 * ticks' rate (`## time resolution:`) and symbols of the user's own codes. Marks may lie behind the end of the signal.
 *
 * @param where names the file in messages
 * @param sampleRateHz of the record; ticks are its samples unless the file says otherwise
 * @param samplesPerFrame so many samples, of signals of a higher rate, are counted in the time of one
 * @throws UserError when the file ends within an annotation or holds a code that is none
 */
export function parseAnnotations(
  bytes: Uint8Array,
  where: string,
  sampleRateHz: number,
  samplesPerFrame = 1,
): Annotation[] {
  if (bytes.length > 0 && bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127)))
    throw new UserError({ where, message: 'a text', allowed: 'annotations in the MIT format (binary, 16-bit words)' });
  const stored = storedAnnotations(bytes, where);
  const isProlog = ({ tick, code, text }: Stored) => tick === 0 && code === NOTE && text.startsWith('##');
  const { ticksPerSample, symbols } = readProlog(stored, isProlog, sampleRateHz, where);
  return stored
    .filter((a) => !isProlog(a) && !symbols.own.has(a))
    .map(({ tick, code, ...rest }) => ({
      sample: Math.round((tick / ticksPerSample) * samplesPerFrame),
      symbol: symbols.names.get(code) ?? symbolOf(code),
      ...rest,
    }));
}

function symbolOf(code: number): string {
  const symbol = SYMBOLS[code - 1] ?? ' ';
  return symbol === ' ' ? `[${code}]` : symbol;
}

function storedAnnotations(bytes: Uint8Array, where: string): Stored[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (count: number) => {
    if (at + count > bytes.length)
      throw new UserError({ where, message: `truncated: the file ends at byte ${bytes.length}, within an annotation` });
  };
  const word = () => {
    need(2);
    at += 2;
    return view.getUint16(at - 2, true);
  };
  const annotations: Stored[] = [];
  let tick = 0;
  while (at < bytes.length) {
    const next = word();
    if (next === 0) break;
    const code = next >> 10;
    const value = next & 1023;
    const last = annotations.at(-1);
    if (code === PSEUDO.skip) {
      const high = word();
      tick += (high << 16) | word();
    } else if (code === PSEUDO.text && last) {
      need(value);
      // The text is padded to whole words; some writers count its closing zero byte.
      last.text = String.fromCharCode(...bytes.subarray(at, at + value)).replace(/\0+$/, '');
      at += value + (value % 2);
    } else if (code === PSEUDO.subtype && last) last.subtype = signed(value);
    else if (code === PSEUDO.channel && last) last.channel = value;
    else if (code === PSEUDO.number && last) last.number = signed(value);
    else if (code <= MAX_CODE) {
      tick += value;
      const { channel = 0, number = 0 } = last ?? {};
      if (code > 0) annotations.push({ tick, code, subtype: 0, channel, number, text: '' });
    } else
      throw new UserError({
        where,
        field: `byte ${at - 2}`,
        message: 'no annotation code',
        value: code,
        allowed: `0 to ${MAX_CODE}, or ${Object.values(PSEUDO).join(', ')} behind an annotation`,
      });
  }
  return annotations;
}

/** SUB and NUM are signed bytes in the low part of the word. */
const signed = (value: number) => (value << 24) >> 24;

/** What the notes at the head of a file say: how many ticks a sample lasts, and the user's own symbols with the notes that define them. */
function readProlog(stored: Stored[], isProlog: (a: Stored) => boolean, sampleRateHz: number, where: string) {
  const names = new Map<number, string>();
  const own = new Set<Stored>();
  let ticksPerSample = 1;
  let defining = false;
  for (const a of stored) {
    if (isProlog(a)) {
      const [, key = '', value = ''] = /^##\s*([^:]*?)\s*(?::\s*(.*?))?\s*$/.exec(a.text) ?? [];
      if (key === 'annotation type definitions') defining = true;
      if (key === 'end of definitions') defining = false;
      if (key !== 'time resolution') continue;
      if (!(Number(value) > 0))
        throw new UserError({ where, field: 'time resolution', message: 'no rate', value, allowed: 'above 0 Hz' });
      ticksPerSample = Number(value) / sampleRateHz;
    } else if (defining && a.tick === 0 && a.code === NOTE) {
      own.add(a);
      const [, code, symbol] = /^(\d+)\s+(\S+)/.exec(a.text) ?? [];
      if (symbol !== undefined) names.set(Number(code), symbol);
    }
  }
  return { ticksPerSample, symbols: { names, own } };
}

/** Marks in samples [start, end): the beats, and the rhythms, first the one in force at `start` if there is one. */
export function annotationsIn(annotations: readonly Annotation[], start: number, end: number) {
  const inside = annotations.filter((a) => a.sample >= start && a.sample < end);
  const isRhythm = (a: Annotation) => a.symbol === '+' && a.text.startsWith('(');
  const before = annotations.filter((a) => isRhythm(a) && a.sample <= start).at(-1);
  const rhythms = inside.filter((a) => isRhythm(a) && a.sample > start);
  return { beats: inside.filter(isBeat), rhythms: before ? [before, ...rhythms] : rhythms };
}
