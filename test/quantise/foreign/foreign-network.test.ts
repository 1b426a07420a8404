import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSafetensors } from '../../../generator/import/safetensors/tensors.js';
import { readImported } from '../../../generator/quantise/recover/import.js';
import { readImport } from '../../../generator/quantise/recover/import-config.js';
import { folderOf, problemsOf } from '../../data/readers/files.js';
import { mutationsOf, readOrRefuse } from '../../data/readers/mutations.js';
import { assemble, safetensors } from '../../import/safetensors-file.js';

const CONFIG = readImport('ecg17-published');
const readOne = (path: string) => readImported(path, CONFIG);

const bytes = (text: string) => Buffer.from(text, 'latin1');
const f32 = (shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

describe('a network that is not read is recognised and refused in one line', () => {
  test.each<[string, string, Uint8Array, RegExp]>([
    ['ONNX of PyTorch', 'x.onnx', bytes('\x08\x08\x12\x07pytorch\x1a\x051.13:\0\0'), /an ONNX network/],
    ['ONNX that begins with its graph', 'x', bytes('\x08\x0a:\x80\x10\x0a'), /an ONNX network/],
    ['Keras h5', 'x.h5', bytes('\x89HDF\r\n\x1a\n\0\0'), /an HDF5 file, as Keras/],
    ['Keras zip', 'x.keras', bytes('PK\x03\x04\x14\0config.json{"module": "keras"}'), /a Keras network/],
    ['a torch zip', 'x.pth', bytes('PK\x03\x04\x14\0archive/data.pkl\x80\x02'), /a PyTorch file/],
    ['an old torch file', 'x.pt', bytes('\x80\x02\x8a\x0a'), /a pickle of Python/],
    ['NumPy arrays', 'x.npz', bytes('PK\x03\x04\x14\0arr_0.npy'), /NumPy arrays/],
    ['a NumPy array', 'x.npy', bytes('\x93NUMPY\x01\0'), /NumPy array/],
    ['some ZIP', 'x.zip', bytes('PK\x03\x04\x14\0readme.txt'), /a ZIP archive/],
    [
      'TF.js layers',
      'model.json',
      bytes('{"format": "layers-model", "modelTopology": {}}'),
      /a TensorFlow\.js network/,
    ],
    ['TF Lite', 'x.tflite', bytes('\x1c\0\0\0TFL3\0\0'), /TensorFlow Lite/],
    ['a TF SavedModel', 'saved_model.pb', bytes('\x08\x01\x12\x80'), /SavedModel/],
    ['an integer model', 'x.alq.json', bytes('{\n "format": "bitbeat-integer-model"}'), /an integer model of bitbeat/],
    ['a float model', 'x.float.json', bytes('{"format": "bitbeat-float-model"}'), /a float model of bitbeat/],
    ['other JSON', 'x.json', bytes('{"a": 1}'), /a JSON file/],
    ['a pointer of LFS', 'x.safetensors', bytes('version https://git-lfs.github.com/spec/v1\n'), /Git LFS/],
    ['a text', 'README', bytes('Small networks\n'), /a text/],
    ['nothing', 'x.safetensors', bytes(''), /an empty file/],
    ['a header beyond the limit', 'x.safetensors', bytes(`${'\xff'.repeat(8)}{}`), /longer than the format allows/],
    ['a header that is cut', 'x.safetensors', assemble('{"a":', []).subarray(0, 10), /too short for its header/],
    [
      'another CNN with batch normalisation',
      'x.safetensors',
      assemble(
        '{"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}',
        [new Float32Array(3)],
      ),
      /another network, 2 tensors: conv1\.weight, bn1\.num_batches_tracked/,
    ],
    ['no tensors', 'x.safetensors', assemble('{}', []), /another network, 0 tensors/],
  ])('%s', (_, name, content, message) => {
    const problems = problemsOf(() => readOne(join(folderOf({ [name]: content }), name)));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toMatch(message);
    expect(problems[0]!.where).toMatch(new RegExp(`${name}$`));
  });
  test('what is read today, and what to do, are told', () => {
    const dir = folderOf({ 'x.onnx': bytes('\x08\x08\x12\x07pytorch') });
    const [problem] = problemsOf(() => readOne(join(dir, 'x.onnx')));
    expect(problem!.allowed).toMatch(/safetensors file of float32 tensors with the names that an import/);
    expect(problem!.fix).toMatch(/bitbeat train.*\.alq\.json/);
  });
  test('a folder', () => {
    expect(problemsOf(() => readOne(folderOf({})))[0]!.message).toMatch(/a folder/);
  });
});

test('a mutated safetensors file is read or refused', () => {
  const valid = safetensors({ a: f32([2, 2]), b: f32([3]), c: f32([]) });
  fc.assert(
    fc.property(mutationsOf(valid), (content) => {
      readOrRefuse(() => parseSafetensors(content, 'x'));
    }),
    { numRuns: 1000 },
  );
});
test('a mutated file of any kind is refused by import', () => {
  const valid = [safetensors({ a: f32([2]) }), bytes('\x08\x08\x12\x07pytorch\x1a\x051.13:\0\0'), bytes('PK\x03\x04')];
  fc.assert(
    fc.property(fc.oneof(...valid.map(mutationsOf)), (content) => {
      expect(readOrRefuse(() => readOne(join(folderOf({ x: content }), 'x')))).toBeNull();
    }),
    { numRuns: 100 },
  );
});
