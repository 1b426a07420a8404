import { encodeFrame, FrameReader } from '../../generator/link/frames.js';
import {
  COMMANDS,
  FRAME_CODES,
  type LinkIdentity,
  type LinkResult,
  packIdentity,
  RESULT_BYTES,
  scoreBytes,
} from '../../generator/link/messages.js';
import type { Transport } from '../../generator/link/transport.js';

export const IDENTITY: LinkIdentity = {
  protocol: 1,
  codeBits: 11,
  codes: 300,
  classes: 3,
  scoreBits: 12,
  frameCodes: FRAME_CODES,
  pages: 0,
  modelHash: '0011223344556677',
  configurationHash: '8899aabbccddeeff',
};

/** Scores of the device for these codes: something that depends on each of them and its place. */
export function scoresOf(
  codes: ArrayLike<number>,
  { classes, scoreBits }: LinkIdentity = IDENTITY,
  step = 0,
): number[] {
  const size = 2 ** scoreBits;
  return Array.from({ length: classes }, (_, c) => {
    const sum = Array.from(codes).reduce((all, code, i) => (all * 31 + code * (c + 1) + i) % size, (7 + step) % size);
    return sum < size / 2 ? sum : sum - size;
  });
}

/** The same of each of so many steps: step s starts its sums at 7 + s. */
export function resultOf(codes: ArrayLike<number>, identity: LinkIdentity = IDENTITY, steps = 1): LinkResult[] {
  return Array.from({ length: steps }, (_, step) => {
    const scores = scoresOf(codes, identity, step);
    return { scores, classIndex: classOf(scores) };
  });
}

export const classOf = (scores: readonly number[]) => scores.indexOf(Math.max(...scores));

/** The device's end of the link as docs/link.md has it, with the state that `bb_link` keeps. */
export class Device {
  fragment = 0;
  taken: number[] = [];
  result: LinkResult[] | null = null;
  faults = 0;
  /** Bits 0 flat, 1 saturated, 2 lead off. */
  flags = 0;
  parity = false;
  /** Requests that a fragment is computed for. */
  polls = 1;
  #left = 0;
  #reader = new FrameReader(252);

  constructor(
    readonly identity: LinkIdentity = IDENTITY,
    readonly steps = 1,
  ) {}

  /** As if its button was pressed. */
  reset(): void {
    this.begin();
    this.#reader = new FrameReader(252);
  }

  begin(): void {
    this.fragment = 0;
    this.taken = [];
    this.result = null;
    this.faults = 0;
    this.parity = false;
  }

  /** The fragment in work is done, if all its codes came. */
  release(): void {
    if (this.taken.length < this.identity.codes) return;
    this.result = resultOf(this.taken, this.identity, this.steps);
    this.taken = [];
    this.fragment = (this.fragment + 1) & 0xffff;
  }

  /** Frames that answer what came. What comes behind a frame that is answered belongs to no frame. */
  push(bytes: Iterable<number>): Uint8Array[] {
    const answers: Uint8Array[] = [];
    for (const byte of bytes) {
      const before = this.#reader.faults;
      const [content] = this.#reader.push([byte]);
      this.faults = (this.faults + this.#reader.faults - before) & 255;
      if (content !== undefined && content.length < 6) this.faults = (this.faults + 1) & 255;
      else if (content !== undefined) {
        answers.push(encodeFrame(this.#answer(Buffer.from(content))));
        this.#reader = new FrameReader(252);
      }
    }
    return answers;
  }

  #answer(request: Buffer): Uint8Array {
    const { codes: max } = this.identity;
    const command = request[1]!;
    if (this.taken.length === max && this.#left-- <= 0) this.release();
    if (command === COMMANDS.restart) this.begin();
    const codes = Array.from({ length: (request.length - 6) >> 1 }, (_, i) => request.readUInt16LE(6 + 2 * i));
    const here = request.readUInt16LE(2) === this.fragment && request.readUInt16LE(4) === this.taken.length;
    if (command === COMMANDS.samples && here) {
      const mask = 2 ** this.identity.codeBits - 1;
      this.taken.push(...codes.slice(0, max - this.taken.length).map((code) => code & mask));
      this.#left = this.polls;
    }
    const ready = this.result !== null && this.taken.length === 0;
    const head = Buffer.alloc(8);
    head[0] = request[0]!;
    head[1] = command;
    head.writeUInt16LE(this.fragment, 2);
    head.writeUInt16LE(this.taken.length, 4);
    const computing = Number(this.taken.length === max);
    head[6] = computing + 2 * Number(ready) + 4 * Number(this.parity) + 16 * (ready ? this.flags : 0);
    head[7] = this.faults;
    return Uint8Array.from([...head, ...this.#payload(command, ready, request.readUInt16LE(4))]);
  }

  #payload(command: number, ready: boolean, page: number): number[] {
    if (command === COMMANDS.describe) return [...packIdentity(this.identity)];
    if (command !== COMMANDS.result || !ready) return [];
    const size = scoreBytes(this.identity.scoreBits);
    const all = this.result!.flatMap(({ scores, classIndex }) => {
      const bytes = Buffer.alloc(size * scores.length);
      for (const [i, score] of scores.entries()) bytes.writeIntLE(score, i * size, size);
      return [...bytes, classIndex];
    });
    // A whole result has no pages; of a page the low byte counts.
    const from = this.identity.pages > 1 ? (page & 255) * RESULT_BYTES : 0;
    return all.slice(from, from + RESULT_BYTES);
  }
}

/** A line that does to the bytes what `disturb` says, either way. */
export class Line implements Transport {
  name = 'line';
  baud = 10_000_000;
  sent = 0;
  #listener: (bytes: Uint8Array) => void = () => {};
  #lost: (why: string) => void = () => {};

  constructor(
    readonly device: Device,
    readonly disturb: (bytes: Uint8Array, toDevice: boolean) => Uint8Array = (bytes) => bytes,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.sent++;
    for (const answer of this.device.push(this.disturb(bytes, true))) {
      const back = this.disturb(answer, false);
      setImmediate(() => this.#listener(back));
    }
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  onLost(listener: (why: string) => void): void {
    this.#lost = listener;
  }

  unplug(): void {
    this.#lost('unplugged');
  }

  async close(): Promise<void> {}
}
