import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { parseJson } from '../../support/read-json.js';
import { zodProblems } from '../../support/zod-problems.js';
import { bfloat16, float16 } from './half.js';

export interface Tensor {
  shape: number[];
  /** Row-major; of types of more than 32 bits the nearest float32. */
  values: Float32Array;
}

/** Bytes of a value, and how it is read at a place. */
type Decode = [bytes: number, read: (view: DataView, at: number) => number];

/** The format's types of numbers, little-endian. */
const TYPES = {
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F16: [2, (view, at) => float16(view.getUint16(at, true))],
  BF16: [2, (view, at) => bfloat16(view.getUint16(at, true))],
  I64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  I32: [4, (view, at) => view.getInt32(at, true)],
  I16: [2, (view, at) => view.getInt16(at, true)],
  I8: [1, (view, at) => view.getInt8(at)],
  U8: [1, (view, at) => view.getUint8(at)],
} as const satisfies Record<string, Decode>;
type TensorType = keyof typeof TYPES;

const offset = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(offset),
  data_offsets: z.tuple([offset, offset]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a safetensors file of tensors of some types: the header's length as 64 bits, little-endian, the header (JSON: name ->
 * type, shape, byte range), then the data, without gaps or overlaps (github.com/huggingface/safetensors, "Format").
 *
 * @param checkNames is shown the tensors' names before anything of them is looked at
 * @throws UserError with every problem found
 */
export function parseSafetensors(
  bytes: Uint8Array,
  where: string,
  checkNames?: (names: string[]) => void,
  types: readonly TensorType[] = ['F32'],
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
  const entries = parseHeader(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start)), where, types, checkNames);

  const problems: Problem[] = [];
  let expected = 0;
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const [from, to] = data_offsets;
    const size = TYPES[dtype][0] * shape.reduce((a, b) => a * b, 1);
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
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of entries) {
    const [bytes, read]: Decode = TYPES[dtype];
    const values = new Float32Array((to - from) / bytes);
    for (let i = 0; i < values.length; i++) values[i] = read(view, start + from + bytes * i);
    const at = values.findIndex((v) => !Number.isFinite(v));
    if (at >= 0)
      problems.push({ where, field: `${name}[${at}]`, message: 'not a finite number', value: String(values[at]) });
    tensors.set(name, { shape, values });
  }
  if (problems.length > 0) throw new UserError(problems);
  return tensors;
}

type Entry = z.infer<typeof entrySchema> & { dtype: TensorType };

/** The tensors of the header in the order of their data. */
function parseHeader(
  text: string,
  where: string,
  types: readonly TensorType[],
  checkNames?: (names: string[]) => void,
): [string, Entry][] {
  const given = parseJson(text, where, 'header');
  const header = headerSchema.safeParse(given);
  if (!header.success) throw new UserError(zodProblems(where, header.error, given));
  const { __metadata__: metadata = {}, ...listed } = header.data;
  checkNames?.(Object.keys(listed));
  const checked = metadataSchema.safeParse(metadata);
  const problems = checked.success ? [] : zodProblems(where, checked.error, metadata, ['__metadata__']);
  const schema = entrySchema.extend({ dtype: z.enum(types as [TensorType, ...TensorType[]]) });
  const entries = Object.entries(listed).flatMap(([name, entry]): [string, Entry][] => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return [[name, parsed.data]];
    problems.push(...zodProblems(where, parsed.error, entry, [name]));
    return [];
  });
  if (problems.length > 0) throw new UserError(problems);
  return entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
}

/** All types that are read. */
export const TENSOR_TYPES = Object.keys(TYPES) as TensorType[];
