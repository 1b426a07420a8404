import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Hardware } from '../arch/hardware.js';
import { type SignalSet, signalSet } from '../data/signal-set.js';
import { sha256 } from '../emit/tree.js';
import { printIntegerModel } from '../model/file.js';
import { codesPerWindow } from '../network/input.js';
import { type Problem, UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { readJson } from '../support/read-json.js';
import { type StreamInfo, streamsOf } from './streams.js';

export const VECTORS_FORMAT = 'bitbeat-vectors';
const VERSION = 1;
/** Beside the values: whose they are. */
export const VECTORS_FILE = 'vectors.json';
const SAMPLES = 'samples.hex';
/** Bad lines of a file that are told in words. */
const LISTED = 5;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 hexadecimal digits');
const headSchema = z.strictObject({
  format: z.literal(VECTORS_FORMAT),
  version: z.literal(VERSION),
  design: z.string(),
  model: hash,
  order: hash,
  fragments: z.int().min(1),
  streams: z.array(z.strictObject({ file: z.string(), bits: z.int().min(1), values: z.int().min(0) })),
});

export type VectorsHead = z.infer<typeof headSchema>;

/** What `vectors.json` says of expected values of a design; docs/vectors.md has its fields. */
export function vectorsHead(hardware: Hardware, fragments: number): VectorsHead {
  const streams = streamsOf(hardware);
  return {
    format: VECTORS_FORMAT,
    version: VERSION,
    design: hardware.name,
    model: sha256(printIntegerModel(hardware.model)),
    order: sha256(JSON.stringify(streams.map(({ name, bits, signed, order }) => [name, bits, signed, order]))),
    fragments,
    streams: streams.map(({ file, bits, order }) => ({ file, bits, values: order.length })),
  };
}

/** Vectors as they lie in a folder: with the values expected of them, or samples alone. */
export type GivenVectors = { expected: true; fragments: number } | { expected: false; set: SignalSet };

/**
 * Reads a folder of vectors for a design, all lines of all files.
 *
 * @throws UserError for values of another design, a file that is missing, and every line that is no value of its stream
 */
export function readVectors(folder: string, hardware: Hardware): GivenVectors {
  const { input } = hardware.model;
  const path = join(folder, SAMPLES);
  if (!existsSync(path))
    throw new UserError({
      where: path,
      message: 'no such file',
      allowed: 'a folder of vectors, such as build/<design>/vectors/0, or one with samples.hex alone',
    });
  const problems: Problem[] = [];
  const codes = readHex(path, input.codeBits, problems);
  const length = codesPerWindow(input);
  if (problems.length === 0 && (codes.length === 0 || codes.length % length !== 0))
    problems.push({
      where: `${path}:${codes.length + 1}`,
      message: `ends within a fragment: it holds ${codes.length} samples`,
      allowed: `whole fragments of ${length}, at least one`,
    });
  const fragments = codes.length / length;
  const streams = streamsOf(hardware);
  const there = streams.filter(({ file }) => existsSync(join(folder, `${file}.hex`)));
  if (there.length > 0) problems.push(...refuseOthers(folder, hardware, fragments));
  if (problems.length === 0) problems.push(...notOneSignal(path, hardware, codes));
  if (there.length === 0) {
    if (problems.length > 0) throw new UserError(problems);
    return { expected: false, set: samplesOf(folder, hardware, codes) };
  }
  for (const stream of streams) problems.push(...expectedProblems(folder, stream, fragments));
  if (problems.length > 0) throw new UserError(problems);
  return { expected: true, fragments };
}

/** Values that nobody says whose they are, or that are another design's, are no measure of this one. */
function refuseOthers(folder: string, hardware: Hardware, fragments: number): Problem[] {
  const where = join(folder, VECTORS_FILE);
  const fix = `a folder with ${SAMPLES} alone: what is expected of it is computed`;
  if (!existsSync(where))
    throw new UserError({ where, message: 'no such file: it says which design expected values belong to', fix });
  const found = readJson(where, headSchema);
  const own = vectorsHead(hardware, 1);
  const other = (['model', 'order'] as const).find((key) => found[key] !== own[key]);
  if (other === undefined) {
    if (found.fragments === fragments) return [];
    const message = `${SAMPLES} is of another number of fragments`;
    return [{ where, field: 'fragments', message, value: found.fragments, allowed: `${fragments}`, fix }];
  }
  const what = other === 'model' ? 'of another model' : 'in the order of another folding';
  throw new UserError({
    where,
    field: other,
    message: `expected values of design ${found.design}, ${what} than that of ${own.design}`,
    value: found[other],
    allowed: own[other],
    fix,
  });
}

function expectedProblems(folder: string, { file, bits, order }: StreamInfo, fragments: number): Problem[] {
  const path = join(folder, `${file}.hex`);
  if (!existsSync(path)) return [{ where: path, message: 'no such file, though other expected values are there' }];
  const problems: Problem[] = [];
  const values = readHex(path, bits, problems);
  const expected = order.length * fragments;
  if (problems.length === 0 && values.length !== expected)
    problems.push({
      where: `${path}:${Math.min(values.length, expected) + 1}`,
      message: values.length < expected ? 'ends too early' : 'goes on where it should end',
      value: values.length,
      allowed: `${expected} values: ${order.length} for each of ${fragments} fragments`,
    });
  return problems;
}

/** One unsigned value a line. Lines that hold none join `problems`. */
function readHex(path: string, bits: number, problems: Problem[]): number[] {
  const lines = readTextFile(path).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const bad: Problem[] = [];
  const values = lines.map((line, i) => {
    const value = /^[0-9a-f]{1,13}$/i.test(line) ? Number.parseInt(line, 16) : Number.NaN;
    if (!(value < 2 ** bits))
      bad.push({
        where: `${path}:${i + 1}`,
        message: Number.isNaN(value) ? 'no hexadecimal value' : `more than ${bits} bits`,
        value: line.slice(0, 40),
        allowed: `0 to ${(2 ** bits - 1).toString(16)}`,
      });
    return value;
  });
  problems.push(...bad.slice(0, LISTED));
  if (bad.length > LISTED) problems.push({ where: path, message: `and ${bad.length - LISTED} more such lines` });
  return values;
}

/** Windows of one signal share samples: an engine that keeps what they share would rightly find other values. */
function notOneSignal(where: string, hardware: Hardware, codes: readonly number[]): Problem[] {
  const { hopSamples, sharesWork } = hardware;
  if (!sharesWork) return [];
  const { input } = hardware.model;
  const length = codesPerWindow(input);
  const apart = codesPerWindow({ ...input, samples: hopSamples! });
  const at = codes.findIndex(
    (code, i) => i >= length && i % length < length - apart && code !== codes[i - length + apart],
  );
  if (at < 0) return [];
  return [
    {
      where: `${where}:${at + 1}`,
      message: `not the code of the window before: windows are ${hopSamples} samples apart (folding.hopSamples)`,
      value: codes[at]!.toString(16),
      allowed: codes[at - length + apart]!.toString(16),
    },
  ];
}

function samplesOf(folder: string, { model: { input } }: Hardware, codes: readonly number[]): SignalSet {
  const { samples, channels, sampleRateHz: rateHz, codeBits } = input;
  const length = codesPerWindow(input);
  const fragments = Array.from({ length: codes.length / length }, (_, f) => ({
    codes: codes.slice(f * length, (f + 1) * length),
    group: folder,
    name: `${SAMPLES} (${f})`,
  }));
  return signalSet(folder, { samples, channels, rateHz, codeBits }, fragments);
}
