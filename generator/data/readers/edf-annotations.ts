import { UserError } from '../../support/errors.js';

/** What is said of a time of a recording. */
export interface EdfAnnotation {
  /** s from the start of the recording. */
  onset: number;
  /** s; null: none is given. */
  duration: number | null;
  text: string;
}

/** Annotations of the signals of one data record. */
export interface RecordAnnotations {
  /** When the record begins, in s from the start of the recording; null: it does not say. */
  begin: number | null;
  annotations: EdfAnnotation[];
}

/** Between onset and duration; behind onset, duration and each text; behind each list. */
const [DURATION, TEXT, END] = ['\x15', '\x14', '\0'];
const ONSET = /^[+-]\d+(?:\.\d*)?$/;
const SECONDS = /^\d+(?:\.\d*)?$/;

/**
 * Reads the lists of annotations (TAL) of a data record: `<onset>[21 <duration>] 20 <text> 20 ... 0`. The first text of the first
 * list of the first signal is empty: its onset is when the record begins.
 *
 * @param parts bytes of each signal of annotations
 * @throws UserError naming the record whose bytes are no such lists
 */
export function parseRecordAnnotations(parts: readonly Uint8Array[], where: string, record: number): RecordAnnotations {
  let begin: number | null = null;
  const annotations: EdfAnnotation[] = [];
  for (const [p, part] of parts.entries()) {
    const lists = new TextDecoder().decode(part).split(END);
    for (const [i, list] of lists.entries()) {
      if (list === '') continue;
      const [time = '', ...texts] = list.split(TEXT);
      const [onset = '', duration, ...more] = time.split(DURATION);
      const fits = ONSET.test(onset) && SECONDS.test(duration ?? '0') && more.length === 0;
      // Behind the last text stands the byte that ends it, so that what follows is empty.
      if (!fits || texts.pop() !== '')
        throw new UserError({
          where,
          field: `record ${record}`,
          message: 'no list of annotations',
          value: list,
          allowed: '+<onset>[\\x15<duration>]\\x14<text>\\x14',
        });
      if (p === 0 && i === 0 && texts[0] === '') begin = Number(onset);
      for (const text of texts)
        if (text !== '')
          annotations.push({ onset: Number(onset), duration: duration === undefined ? null : Number(duration), text });
    }
  }
  return { begin, annotations };
}
