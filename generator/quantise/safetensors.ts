import { z } from 'zod';
import { type Problem, UserError } from '../support/errors.js';
import { parseJson } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';

export interface Tensor {
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

const offset = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(offset),
  data_offsets: z.tuple([offset, offset]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a safetensors file of float32 tensors: the header's length as 64 bits, little-endian, the header (JSON: name ->
 * type, shape, byte range), then the data, without gaps or overlaps (github.com/huggingface/safetensors, "Format").
 *
 * @param checkNames is shown the tensors' names before anything of them is looked at
 * @throws UserError with every problem found
 */
export function parseSafetensors(
  bytes: Uint8Array,
  where: string,
  checkNames?: (names: string[]) => void,
): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = bytes.length < LENGTH_BYTES ? -1 : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  const refuse = (message: string, value: number, allowed: string) => {
    throw new UserError({ where, field: 'header', message, value, allowed });
  };
  if (headerBytes > MAX_HEADER_BYTES)
    refuse('longer than the format allows, so this is no safetensors file', headerBytes, `${MAX_HEADER_BYTES} bytes`);
  if (headerBytes < 0 || start > bytes.length)
    refuse(
      'the file is too short for its header, so it is no safetensors file or a part of one',
      bytes.length,
      headerBytes < 0 ? 'a whole safetensors file' : `${start} bytes or more: a whole safetensors file`,
    );
  const entries = parseHeader(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start)), where, checkNames);

  const problems: Problem[] = [];
  let expected = 0;
  for (const [name, { shape, data_offsets }] of entries) {
    const [from, to] = data_offsets;
    const size = FLOAT_BYTES * shape.reduce((a, b) => a * b, 1);
    if (to - from !== size)
      problems.push({
        where,
        field: `${name}.data_offsets`,
        message: `the range does not fit the shape [${shape}]`,
        value: to - from,
        allowed: `${size} bytes`,
      });
    if (from !== expected)
      problems.push({
        where,
        field: `${name}.data_offsets`,
        message: 'a gap or an overlap with the tensor before',
        value: from,
        allowed: `${expected}`,
      });
    expected = to;
  }
  if (start + expected !== bytes.length)
    problems.push({
      where,
      message: 'the data does not end with the file',
      value: bytes.length,
      allowed: `${start + expected} bytes`,
    });
  if (problems.length > 0) throw new UserError(problems);

  const tensors = new Map<string, Tensor>();
  for (const [
    name,
    {
      shape,
      data_offsets: [from, to],
    },
  ] of entries) {
    const values = new Float32Array((to - from) / FLOAT_BYTES);
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(start + from + FLOAT_BYTES * i, true);
    const at = values.findIndex((v) => !Number.isFinite(v));
    if (at >= 0)
      problems.push({ where, field: `${name}[${at}]`, message: 'not a finite number', value: String(values[at]) });
    tensors.set(name, { shape, values });
  }
  if (problems.length > 0) throw new UserError(problems);
  return tensors;
}

type Entry = z.infer<typeof entrySchema>;

/** The tensors of the header in the order of their data. */
function parseHeader(text: string, where: string, checkNames?: (names: string[]) => void): [string, Entry][] {
  const given = parseJson(text, where, 'header');
  const header = headerSchema.safeParse(given);
  if (!header.success) throw new UserError(zodProblems(where, header.error, given));
  const { __metadata__: metadata = {}, ...listed } = header.data;
  checkNames?.(Object.keys(listed));
  const checked = metadataSchema.safeParse(metadata);
  const problems = checked.success ? [] : zodProblems(where, checked.error, metadata, ['__metadata__']);
  const entries = Object.entries(listed).flatMap(([name, entry]): [string, Entry][] => {
    const parsed = entrySchema.safeParse(entry);
    if (parsed.success) return [[name, parsed.data]];
    problems.push(...zodProblems(where, parsed.error, entry, [name]));
    return [];
  });
  if (problems.length > 0) throw new UserError(problems);
  return entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
}
