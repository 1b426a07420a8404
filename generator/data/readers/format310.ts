import type { WfdbFormat } from './wfdb-format.js';

const INVALID = -512;
/** Ten bits with their sign. */
const signed = (raw: number) => (raw << 22) >> 22;
const word = (bytes: Uint8Array, at: number) => bytes[at]! | (bytes[at + 1]! << 8);

/**
 * Three 10-bit samples in two words of 16 bits: bits 1 to 10 of each are a sample, the upper five of both are the third, of which
 * the first word holds the lower half.
 */
export const format310: WfdbFormat = {
  bits: 10,
  bytes: [0, 2, 4, 4],
  invalid: INVALID,
  decode(bytes, i) {
    const at = Math.floor(i / 3) * 4;
    const of = i % 3;
    if (of < 2) return signed(word(bytes, at + 2 * of) >> 1);
    return signed((word(bytes, at) >> 11) | ((word(bytes, at + 2) >> 11) << 5));
  },
};

/** Three 10-bit samples in a word of 32 bits, the first in the lowest. */
export const format311: WfdbFormat = {
  bits: 10,
  bytes: [0, 2, 3, 4],
  invalid: INVALID,
  decode(bytes, i) {
    const at = Math.floor(i / 3) * 4 + (i % 3);
    return signed(word(bytes, at) >> (2 * (i % 3)));
  },
};
