import { CRC_BYTES } from './frames.js';

/** Of a frame that has a result of a window, as rtl-templates/lowpower/bb_result_frames.v sends it. */
export const RESULT_FRAME_BYTES = 7;
const KIND = 1;

/** Most bytes on the line: flags, and what is between them escaped but for the kind, which is neither. */
const MOST_BYTES = 2 + 1 + 2 * (RESULT_FRAME_BYTES - 1 + CRC_BYTES);
/** On the line of a byte; between two the sender rests for a cycle. */
const BYTE_BITS = 10;

/** Most cycles from a result to the one that can be sent next, with a bit of so many cycles. */
export const resultFrameCycles = (bitCycles: number): number => MOST_BYTES * (BYTE_BITS * bitCycles + 1) + 1;

/** A result of a window as it goes over a line without an answer. */
export interface ResultFrame {
  /** Of the window's last sample; the first since the reset is 0. */
  index: number;
  classValid: boolean;
  classIndex: number;
  /** Bits: 0 flat, 1 saturated, 2 lead off. */
  flags: number;
  status: number;
  /** A result before this one was not sent. */
  lost: boolean;
}

/** What the content of a frame says; null: it is no result. */
export function parseResultFrame(content: Uint8Array): ResultFrame | null {
  if (content.length !== RESULT_FRAME_BYTES || content[0] !== KIND) return null;
  const [said, more] = [content[5]!, content[6]!];
  return {
    index: Buffer.from(content).readUInt32LE(1),
    classValid: said >= 0x80,
    classIndex: said & 0x7f,
    flags: more & 7,
    status: more >> 4,
    lost: (more & 8) !== 0,
  };
}
