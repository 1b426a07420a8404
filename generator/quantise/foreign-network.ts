import { basename } from 'node:path';
import { UserError } from '../support/errors.js';
import { foreignKind } from '../support/file-kind.js';
import { readHead } from '../support/read-file.js';

/** What `import` reads today. */
const IMPORTED = 'a safetensors file of float32 tensors with the names that an import (configs/imports) lists';
const OWN =
  'a network of your own is trained here (`bitbeat train`, `bitbeat quantise`) or written as an integer model, *.alq.json';
const SAVE = 'in Python: safetensors.torch.save_file(model.state_dict(), "model.safetensors")';

/** Bytes of the head that tell the kinds apart. */
const HEAD_BYTES = 4096;
/** What the bytes of a network's file begin with, and one of the words that they hold near their beginning. */
const PARTS: readonly { start: string; holds: readonly string[]; is: string; fix: string }[] = [
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
    fix: OWN,
  },
  { start: 'PK\x03\x04', holds: ['/data.pkl'], is: 'a PyTorch file (.pt, .pth)', fix: SAVE },
  { start: 'PK\x03\x04', holds: ['model.weights.h5', 'keras'], is: 'a Keras network (.keras)', fix: OWN },
  { start: 'PK\x03\x04', holds: ['.npy'], is: 'NumPy arrays (.npz)', fix: OWN },
  { start: '\x89HDF', holds: [''], is: 'an HDF5 file, as Keras (.h5) writes', fix: OWN },
  { start: '\x80', holds: [''], is: 'a pickle of Python, as older PyTorch writes', fix: SAVE },
];

/**
 * Throws UserError for a file of a network that is recognised by its first bytes and not read: with what it is, what is
 * read today and what can be done.
 */
export function refuseForeignNetwork(path: string): void {
  const head = readHead(path, HEAD_BYTES);
  const refuse = (message: string, fix?: string) => {
    throw new UserError({ where: path, message, allowed: IMPORTED, ...(fix !== undefined && { fix }) });
  };
  if (head.length === 0) refuse('an empty file');
  if (isSafetensors(head)) return;
  const text = head.toString('latin1');
  const part = PARTS.find(({ start, holds }) => text.startsWith(start) && holds.some((word) => text.includes(word)));
  if (part !== undefined) refuse(`this is ${part.is}`, part.fix);
  if (/^saved_model\.pb/.test(basename(path))) refuse('this is a TensorFlow SavedModel', OWN);
  if (isOnnx(head)) refuse('this is an ONNX network', OWN);
  const kind = foreignKind(head);
  const lfs = kind?.includes('Git LFS') ? '`git lfs pull` in the clone it comes from' : OWN;
  if (kind !== null) refuse(`this is ${kind}`, lfs);
  if (text.startsWith('{')) refuse('this is a JSON file of no network that is known here', OWN);
  if (/^[\t\n\r -~]+$/.test(text)) refuse('this is a text');
}

/** The header begins behind its length, which is not larger than the format allows (100 MB). */
function isSafetensors(head: Buffer): boolean {
  return head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE(0) <= 100_000_000n;
}

/**
 * A protobuf message of the fields of ONNX's ModelProto: first its version (field 1, below 64), then producer name or version,
 * domain, model version, doc string, graph or operator set.
 */
function isOnnx(head: Buffer): boolean {
  const next = new Set([0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42]);
  return head.length > 2 && head[0] === 0x08 && head[1]! < 64 && next.has(head[2]!);
}
