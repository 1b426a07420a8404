import { type Problem, UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';

/** A WAV file of plain samples. */
export interface Wav {
  rateHz: number;
  channels: number;
  /** Bits of a sample. */
  bits: number;
  /** Samples of each channel. */
  samples: number;
  /** [sample][channel]; full scale is 1: whole numbers of n bits are divided by 2^(n - 1). */
  values: Float32Array | Float64Array;
}

const ALLOWED = 'a WAV file of PCM with 8, 16, 24 or 32 bits, or of floats with 32 or 64';
const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
const CODECS: Readonly<Record<number, string>> = {
  2: 'ADPCM',
  6: 'A-law',
  7: 'mu-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3',
};
const FORMS: Readonly<Record<string, string>> = {
  RF64: 'a WAV file of more than 4 GB (RF64)',
  BW64: 'a WAV file of more than 4 GB (BW64)',
  RIFX: 'a big-endian WAV file (RIFX)',
  FORM: 'an AIFF file',
};
const CHUNK = 8;
const PLAIN = 'ffmpeg -i FILE -c:a pcm_s16le NEW.wav';

type Decode = (view: DataView, at: number) => number;
/** By kind and bytes of a sample. */
const DECODE: Readonly<Record<string, Decode>> = {
  '1:1': (view, at) => (view.getUint8(at) - 128) / 128,
  '1:2': (view, at) => view.getInt16(at, true) / 2 ** 15,
  '1:3': (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  '1:4': (view, at) => view.getInt32(at, true) / 2 ** 31,
  '3:4': (view, at) => view.getFloat32(at, true),
  '3:8': (view, at) => view.getFloat64(at, true),
};

/**
 * Reads a WAV file (RIFF, WAVE): chunks, of which `fmt ` and `data` are read.
 *
 * @throws UserError for other formats and codecs, and for a file that is shorter or longer than its headers say
 */
export function parseWav(bytes: Uint8Array, where: string): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (problem: Omit<Problem, 'where'>) => new UserError({ where, allowed: ALLOWED, ...problem });
  const id = (at: number) => Buffer.from(bytes.buffer, bytes.byteOffset + at, 4).toString('latin1');
  if (bytes.length < 12 || id(0) !== 'RIFF' || id(8) !== 'WAVE') {
    const kind = bytes.length < 12 ? null : (FORMS[id(0)] ?? foreignKind(bytes));
    throw refuse({ message: `no WAV file${kind === null ? '' : `: this is ${kind}`}` });
  }
  const { fmt, data } = chunksOf(view, id, refuse);
  const { kind, channels, rateHz, bits, size } = formatOf(view, fmt, refuse);
  const frame = channels * size;
  if (data.length % frame !== 0)
    throw refuse({
      field: 'data',
      message: 'no whole number of samples',
      value: data.length,
      allowed: `multiples of ${frame} bytes`,
    });
  const count = data.length / size;
  const values = size > 3 ? new Float64Array(count) : new Float32Array(count);
  const decode = DECODE[`${kind}:${size}`]!;
  for (let i = 0; i < count; i++) values[i] = decode(view, data.start + i * size);
  return { rateHz, channels, bits, samples: count / channels, values };
}

interface Chunk {
  start: number;
  length: number;
}
type Refuse = (problem: Omit<Problem, 'where'>) => UserError;

function chunksOf(view: DataView, id: (at: number) => string, refuse: Refuse): { fmt: Chunk; data: Chunk } {
  const found = new Map<string, Chunk>();
  const end = CHUNK + view.getUint32(4, true);
  // A last chunk of odd length may lack its filling byte.
  if (end > view.byteLength + 1)
    throw refuse({ message: `truncated: the header says ${end} bytes, the file has ${view.byteLength}` });
  if (end + 1 < view.byteLength)
    throw refuse({ message: `${view.byteLength - end} bytes follow the end that the header says`, value: end });
  let at = 12;
  while (at + CHUNK <= Math.min(end, view.byteLength)) {
    const [name, length] = [id(at), view.getUint32(at + 4, true)];
    const start = at + CHUNK;
    if (start + length > view.byteLength)
      throw refuse({
        field: name.trim(),
        message: `truncated: the chunk says ${length} bytes, ${view.byteLength - start} are there`,
      });
    if (found.has(name) && (name === 'fmt ' || name === 'data'))
      throw refuse({ field: name.trim(), message: 'there twice' });
    found.set(name, { start, length });
    at = start + length + (length % 2);
  }
  const [fmt, data] = [found.get('fmt '), found.get('data')];
  if (fmt === undefined || data === undefined)
    throw refuse({ field: fmt === undefined ? 'fmt' : 'data', message: 'there is no such chunk' });
  return { fmt, data };
}

function formatOf(view: DataView, { start, length }: Chunk, refuse: Refuse) {
  if (length < 16) throw refuse({ field: 'fmt', message: 'too short', value: length, allowed: '16 bytes or more' });
  const short = (offset: number) => view.getUint16(start + offset, true);
  const [code, channels, rateHz, block, bits] = [
    short(0),
    short(2),
    view.getUint32(start + 4, true),
    short(12),
    short(14),
  ];
  // The kind of samples stands in the first bytes of a GUID there.
  const kind = code === EXTENSIBLE && length >= 40 ? short(24) : code;
  if (kind !== PCM && kind !== FLOAT)
    throw refuse({ field: 'fmt', message: 'a codec that is not read', value: CODECS[kind] ?? kind, fix: PLAIN });
  const size = channels === 0 ? 0 : block / channels;
  if (DECODE[`${kind}:${size}`] === undefined || bits > 8 * size || bits === 0 || rateHz === 0) {
    const value = { channels, rateHz, bytes: block, bits };
    throw refuse({ field: 'fmt', message: 'a form of samples that is not read', value, fix: PLAIN });
  }
  return { kind, channels, rateHz, bits, size };
}
