import type { WfdbFormat } from './wfdb-format.js';

/** The mark of format 212 for no sample (lead off, spans left out); codes of recordings have it in whatever format they were stored. */
export const INVALID_SAMPLE = -2048;

/** Two 12-bit samples in three bytes. */
export const format212: WfdbFormat = {
  bits: 12,
  bytes: [0, 2, 3],
  invalid: INVALID_SAMPLE,
  decode: sample212,
};

/** Sample i of format 212: the middle byte of three holds the upper four bits of both samples. */
export function sample212(bytes: Uint8Array, i: number): number {
  const at = (i >> 1) * 3;
  const upper = bytes[at + 1]!;
  const raw = i % 2 === 0 ? ((upper & 0x0f) << 8) | bytes[at]! : ((upper & 0xf0) << 4) | bytes[at + 2]!;
  return (raw << 20) >> 20;
}
