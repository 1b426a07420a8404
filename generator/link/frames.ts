/**
 * Frames of bytes as PPP has them on a serial line (RFC 1662): a flag before and behind, flags and escapes inside
 * escaped, CRC-32 at the end, lowest byte first. So a receiver that has lost its way finds it at the next flag.
 */

export const FLAG = 0x7e;
export const ESCAPE = 0x7d;
/** What an escaped byte is combined with, XOR. */
const ESCAPED = 0x20;

export const CRC_BYTES = 4;

/** CRC-32 (reflected, polynomial 0x04c11db7), as in RFC 1662 and zlib. */
export function crc32(bytes: Iterable<number>): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** The bytes on the line of a frame with this content. */
export function encodeFrame(content: Uint8Array): Uint8Array {
  const crc = Buffer.alloc(CRC_BYTES);
  crc.writeUInt32LE(crc32(content));
  const stuffed = [...content, ...crc].flatMap((byte) =>
    byte === FLAG || byte === ESCAPE ? [ESCAPE, byte ^ ESCAPED] : [byte],
  );
  return Uint8Array.from([FLAG, ...stuffed, FLAG]);
}

/** Finds the frames in bytes that come in any pieces. */
export class FrameReader {
  /** Frames that began and ended and were not right, since the reader was made. */
  faults = 0;
  /** null: no flag has come yet, so that no frame can have begun. */
  #bytes: number[] | null = null;
  #escaped = false;
  readonly #max: number;

  /** `most`: bytes of the longest content; a longer frame is a bad one. */
  constructor(max: number) {
    this.#max = max + CRC_BYTES;
  }

  /** Contents of the frames that end in `bytes` and whose check sum is right. */
  push(bytes: Iterable<number>): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (const byte of bytes) {
      if (byte === FLAG) {
        const content = this.#content();
        if (content === undefined) this.faults++;
        else if (content !== null) frames.push(content);
        this.#bytes = [];
        this.#escaped = false;
      } else if (byte === ESCAPE) this.#escaped = true;
      else {
        // One byte too many is enough to know that the frame is bad.
        if (this.#bytes !== null && this.#bytes.length <= this.#max)
          this.#bytes.push(this.#escaped ? byte ^ ESCAPED : byte);
        this.#escaped = false;
      }
    }
    return frames;
  }

  /** What has come since the last flag; null: nothing; undefined: no good frame. */
  #content(): Uint8Array | null | undefined {
    const bytes = this.#bytes;
    if (bytes === null || (bytes.length === 0 && !this.#escaped)) return null;
    if (this.#escaped || bytes.length <= CRC_BYTES || bytes.length > this.#max) return undefined;
    const content = Uint8Array.from(bytes.slice(0, -CRC_BYTES));
    return Buffer.from(bytes).readUInt32LE(content.length) === crc32(content) ? content : undefined;
  }
}
