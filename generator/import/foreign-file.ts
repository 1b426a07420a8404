import { basename } from 'node:path';
import { UserError } from '../support/errors.js';
import { foreignKind } from '../support/file-kind.js';
import { readHead } from '../support/read-file.js';

/** Bytes of the head that tell the kinds apart. */
const HEAD_BYTES = 4096;

/** What whoever reads a file takes, and what can be done with others. */
export interface Wanted {
  allowed: string;
  /** With a network of another kind, but for those below. */
  fix: string;
  /** With a pickle of PyTorch. */
  pickle: string;
}

/** What the bytes of a network's file begin with, and one of the words that they hold near their beginning. */
const PARTS: readonly { start: string; holds: readonly string[]; is: string; fix?: string; pickle?: true }[] = [
  {
    start: '{',
    holds: ['"bitbeat-integer-model"'],
    is: 'an integer model of bitbeat',
    fix: 'it needs no import: name it in a design',
  },
  {
    start: '{',
    holds: ['"bitbeat-float-model"'],
    is: 'a float model of bitbeat',
    fix: '`bitbeat quantise`, which makes its own',
  },
  {
    start: '{',
    holds: ['"modelTopology"', '"weightsManifest"', '"layers-model"', '"graph-model"'],
    is: 'a TensorFlow.js network',
  },
  { start: 'PK\x03\x04', holds: ['/data.pkl'], is: 'a PyTorch file (.pt, .pth)', pickle: true },
  { start: 'PK\x03\x04', holds: ['model.weights.h5', 'keras'], is: 'a Keras network (.keras)' },
  { start: 'PK\x03\x04', holds: ['.npy'], is: 'NumPy arrays (.npz)' },
  { start: '\x89HDF', holds: [''], is: 'an HDF5 file, as Keras (.h5) writes' },
  { start: '\x80', holds: [''], is: 'a pickle of Python, as older PyTorch writes', pickle: true },
];

/**
 * Throws UserError for a file that is no safetensors file: with what it is by its first bytes, what is read and what can be
 * done.
 */
export function refuseForeignNetwork(path: string, { allowed, fix: otherwise, pickle }: Wanted): void {
  const head = readHead(path, HEAD_BYTES);
  const refuse = (message: string, fix?: string) => {
    throw new UserError({ where: path, message, allowed, ...(fix !== undefined && { fix }) });
  };
  if (head.length === 0) refuse('an empty file');
  if (isSafetensors(head)) return;
  const text = head.toString('latin1');
  const part = PARTS.find(({ start, holds }) => text.startsWith(start) && holds.some((word) => text.includes(word)));
  if (part !== undefined) refuse(`this is ${part.is}`, part.fix ?? (part.pickle ? pickle : otherwise));
  if (/^saved_model\.pb/.test(basename(path))) refuse('this is a TensorFlow SavedModel', otherwise);
  if (isOnnx(head)) refuse('this is an ONNX network', otherwise);
  const kind = foreignKind(head);
  const lfs = kind?.includes('Git LFS') ? '`git lfs pull` in the clone it comes from' : otherwise;
  if (kind !== null) refuse(`this is ${kind}`, lfs);
  if (text.startsWith('{')) refuse('this is a JSON file of no network that is known here', otherwise);
  if (/^[\t\n\r -~]+$/.test(text)) refuse('this is a text');
}

/** The header begins behind its length, which is not larger than the format allows (100 MB). */
export function isSafetensors(head: Buffer): boolean {
  return head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE(0) <= 100_000_000n;
}

/**
 * A protobuf message of the fields of ONNX's ModelProto: first its version (field 1, below 64), then producer name or version,
 * domain, model version, doc string, graph or operator set.
 */
export function isOnnx(head: Buffer): boolean {
  const next = new Set([0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42]);
  return head.length > 2 && head[0] === 0x08 && head[1]! < 64 && next.has(head[2]!);
}
