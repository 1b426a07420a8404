import type { IntegerNetwork } from '../model/integer-model.js';
import { codesPerWindow } from '../network/input.js';
import { CRC_BYTES } from './frames.js';

/** What requests and answers hold, byte by byte: docs/link.md. The same numbers stand in bb_link.v. */
export const PROTOCOL = 1;

export const COMMANDS = { status: 0, samples: 1, restart: 2, describe: 3, result: 4 } as const;
export type Command = keyof typeof COMMANDS;

/** Bytes of the device's buffer for a frame, and of those before the codes. */
const BUFFER_BYTES = 256;
const REQUEST_HEAD = 6;
const ANSWER_HEAD = 8;
const DESCRIPTION_BYTES = 24;
/** Bytes that a result may take in the buffer. */
export const RESULT_BYTES = 256 - ANSWER_HEAD;
/** Longest content of an answer. */
export const ANSWER_BYTES = 256;

/** Codes that fit a frame. */
export const FRAME_CODES = Math.floor((BUFFER_BYTES - REQUEST_HEAD - CRC_BYTES) / 2);

/** What a device says it is. */
export interface LinkIdentity {
  protocol: number;
  codeBits: number;
  /** Of a fragment, all channels. */
  codes: number;
  classes: number;
  scoreBits: number;
  /** Most codes of a frame. */
  frameCodes: number;
  /** First 16 hexadecimal digits of the SHA-256 of the model's file and of the design's. */
  modelHash: string;
  configurationHash: string;
}

const HASH_DIGITS = 16;

/** What a device with this model is; hashes in hexadecimal digits, of which the first are taken. */
export function linkIdentity(
  model: IntegerNetwork,
  scoreBits: number,
  hashes: { modelHash: string; configurationHash: string },
): LinkIdentity {
  return {
    protocol: PROTOCOL,
    codeBits: model.input.codeBits,
    codes: codesPerWindow(model.input),
    classes: model.classes.length,
    scoreBits,
    frameCodes: FRAME_CODES,
    modelHash: hashes.modelHash.slice(0, HASH_DIGITS),
    configurationHash: hashes.configurationHash.slice(0, HASH_DIGITS),
  };
}

/** Bytes of a score on the line. */
export const scoreBytes = (scoreBits: number) => Math.ceil(scoreBits / 8);

/** The payload of the answer to `describe`. */
export function packIdentity(identity: LinkIdentity): Uint8Array {
  const { protocol, codeBits, codes, classes, scoreBits, frameCodes, modelHash, configurationHash } = identity;
  // 256 classes are 0.
  return Uint8Array.from([
    ...[protocol, codeBits, codes & 255, codes >> 8, classes & 255, scoreBits, frameCodes, 0],
    ...Buffer.from(modelHash + configurationHash, 'hex'),
  ]);
}

export interface Request {
  /** Comes back with the answer, modulo 256. */
  tag: number;
  command: Command;
  /** Of the codes: which fragment since the last restart (modulo 65536) and the place of the first in it. */
  fragment?: number;
  position?: number;
  codes?: ArrayLike<number>;
}

/** Content of a request's frame. */
export function packRequest({ tag, command, fragment = 0, position = 0, codes = [] }: Request): Uint8Array {
  const bytes = Buffer.alloc(REQUEST_HEAD + 2 * codes.length);
  bytes[0] = tag;
  bytes[1] = COMMANDS[command];
  bytes.writeUInt16LE(fragment & 0xffff, 2);
  bytes.writeUInt16LE(position, 4);
  for (let i = 0; i < codes.length; i++) bytes.writeUInt16LE(codes[i]! & 0xffff, REQUEST_HEAD + 2 * i);
  return bytes;
}

export interface LinkResult {
  classIndex: number;
  /** [class]. */
  scores: number[];
}

/** What a device answers: how far it is, after it has done what was asked. */
export interface Answer {
  tag: number;
  command: number;
  /** Fragments done since the last restart, modulo 65536. */
  fragment: number;
  /** Codes taken of the next. */
  position: number;
  /** All codes of the next are there, its result is not. */
  computing: boolean;
  /** The result of the last fragment is there: until the first code of the next. */
  ready: boolean;
  /** A word of a weight memory has failed its parity since the last restart. */
  parityError: boolean;
  /** Of the last fragment, when its result is there. */
  flags: { flat: boolean; saturated: boolean; leadOff: boolean };
  /** Bad frames that the device has seen since the last restart, modulo 256. */
  faults: number;
  payload: Uint8Array;
}

/** The answer in a frame's content; null if it is none. */
export function parseAnswer(content: Uint8Array): Answer | null {
  if (content.length < ANSWER_HEAD) return null;
  const bytes = Buffer.from(content);
  const status = bytes[6]!;
  const bit = (n: number) => ((status >> n) & 1) === 1;
  return {
    tag: bytes[0]!,
    command: bytes[1]!,
    fragment: bytes.readUInt16LE(2),
    position: bytes.readUInt16LE(4),
    computing: bit(0),
    ready: bit(1),
    parityError: bit(2),
    flags: { flat: bit(4), saturated: bit(5), leadOff: bit(6) },
    faults: bytes[7]!,
    payload: content.slice(ANSWER_HEAD),
  };
}

/** What the answer to `describe` says; null if that cannot be read. */
export function parseIdentity(payload: Uint8Array): LinkIdentity | null {
  if (payload.length !== DESCRIPTION_BYTES) return null;
  const bytes = Buffer.from(payload);
  const hash = (from: number) => bytes.toString('hex', from, from + HASH_DIGITS / 2);
  return {
    protocol: bytes[0]!,
    codeBits: bytes[1]!,
    codes: bytes.readUInt16LE(2),
    classes: bytes[4]! || 256,
    scoreBits: bytes[5]!,
    frameCodes: bytes[6]!,
    modelHash: hash(8),
    configurationHash: hash(16),
  };
}

/** What the answer to `result` says of a device of this identity; null if that cannot be read. */
export function parseResult(payload: Uint8Array, { classes, scoreBits }: LinkIdentity): LinkResult | null {
  const size = scoreBytes(scoreBits);
  if (payload.length !== classes * size + 1) return null;
  const bytes = Buffer.from(payload);
  const scores = Array.from({ length: classes }, (_, i) => bytes.readIntLE(i * size, size));
  return { classIndex: payload.at(-1)!, scores };
}
