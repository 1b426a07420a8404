/**
 * The samples of format 212 by another way than the reader's: of the six hexadecimal digits `ab cd ef` of a triple, `dab` is
 * the first sample and `cef` the second, as twos complement.
 */
export function unpack212(bytes: Uint8Array): number[] {
  const hex = Buffer.from(bytes).toString('hex');
  const samples: number[] = [];
  for (let at = 0; at + 4 <= hex.length; at += 6) {
    samples.push(parse12(hex[at + 3]! + hex.slice(at, at + 2)));
    if (at + 6 <= hex.length) samples.push(parse12(hex[at + 2]! + hex.slice(at + 4, at + 6)));
  }
  return samples;
}

function parse12(digits: string): number {
  const value = Number.parseInt(digits, 16);
  return value > 2047 ? value - 4096 : value;
}

/** Little-endian 16-bit words of an annotation file. */
export const words = (...list: number[]) => Buffer.from(new Uint16Array(list).buffer);
/** An annotation: its code and the ticks since the last. */
export const mark = (code: number, step: number) => (code << 10) | step;
/** A note with a text, at the time of the last annotation. */
export function note(text: string): Buffer {
  const padded = Buffer.from(text + '\0'.repeat(text.length % 2));
  return Buffer.concat([words(mark(22, 0), mark(63, text.length)), padded]);
}
