import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTfjs } from '../../../generator/import/tfjs/tfjs.js';
import { outputOf, refusal } from '../keras/models.js';

const root = mkdtempSync(join(tmpdir(), 'bitbeat-tfjs-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;

/** A model.json with its shards, in a folder of its own. */
function folderOf(model: unknown, shards: Record<string, Buffer>): string {
  const folder = join(root, `${count++}`, 'model');
  for (const [name, bytes] of Object.entries(shards)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), typeof model === 'string' ? model : JSON.stringify(model));
  return join(folder, 'model.json');
}

const TOPOLOGY = {
  class_name: 'Sequential',
  config: {
    name: 'sequential_1',
    layers: [
      {
        class_name: 'Conv1D',
        config: {
          name: 'conv1d_Conv1D1',
          filters: 1,
          kernel_size: [3],
          activation: 'relu',
          batch_input_shape: [null, 4, 1],
        },
      },
      { class_name: 'Flatten', config: { name: 'flatten' } },
    ],
  },
  keras_version: 'tfjs-layers 4.22.0',
  backend: 'tensor_flow.js',
};

type Entry = Record<string, unknown>;
const KERNEL: Entry = { name: 'conv1d_Conv1D1/kernel', shape: [3, 1, 1], dtype: 'float32' };
const BIAS: Entry = { name: 'conv1d_Conv1D1/bias', shape: [1], dtype: 'float32' };
const group = (weights: Entry[] = [KERNEL, BIAS], paths = ['weights.bin']) => ({ paths, weights });
const modelOf = (weightsManifest: unknown = [group()], modelTopology: unknown = TOPOLOGY) => ({
  format: 'layers-model',
  modelTopology,
  weightsManifest,
});

const floats = (...values: number[]) => {
  const { buffer } = Float32Array.from(values);
  return Buffer.from(buffer);
};
const NUMBERS = floats(1, 10, 100, -9);
const OUTPUT = [321 - 9, 432 - 9];

const quantised = (dtype: string, scale: number, min: number) => ({ quantization: { dtype, scale, min } });
const half = { quantization: { dtype: 'float16', original_dtype: 'float32' } };

describe('the same network', () => {
  const CASES: [string, unknown, Record<string, Buffer>][] = [
    ['in one shard', modelOf(), { 'weights.bin': NUMBERS }],
    [
      'in shards that part a number, in a folder below',
      modelOf([group([KERNEL, BIAS], ['./w/1.bin', 'w/2.bin'])]),
      { 'w/1.bin': NUMBERS.subarray(0, 6), 'w/2.bin': NUMBERS.subarray(6) },
    ],
    [
      'in groups',
      modelOf([group([BIAS], ['b.bin']), group([KERNEL], ['a.bin'])]),
      { 'a.bin': NUMBERS.subarray(0, 12), 'b.bin': NUMBERS.subarray(12) },
    ],
    [
      'as Keras wrote it',
      modelOf(undefined, { keras_version: '2.15.0', model_config: TOPOLOGY }),
      { 'weights.bin': NUMBERS },
    ],
    ['as a text in a text', modelOf(undefined, { model_config: JSON.stringify(TOPOLOGY) }), { 'weights.bin': NUMBERS }],
    [
      'in 8 and 16 bits',
      modelOf([
        group([
          { ...KERNEL, ...quantised('uint8', 0.5, 1) },
          { ...BIAS, ...quantised('uint16', 1, -300) },
        ]),
      ]),
      { 'weights.bin': Buffer.from([0, 18, 198, 291 & 255, 291 >> 8]) },
    ],
    [
      'in float16',
      modelOf([
        group([
          { ...KERNEL, ...half },
          { ...BIAS, ...half },
        ]),
      ]),
      { 'weights.bin': Buffer.from(Uint16Array.of(0x3c00, 0x4900, 0x5640, 0xc880).buffer) },
    ],
    [
      'in whole numbers',
      modelOf([
        group([
          { ...KERNEL, dtype: 'int32' },
          { ...BIAS, dtype: 'int32' },
        ]),
      ]),
      { 'weights.bin': Buffer.from(Int32Array.of(1, 10, 100, -9).buffer) },
    ],
  ];
  test.each(CASES)('%s', async (_, model, shards) => {
    const graph = await readTfjs(folderOf(model, shards));
    expect(graph).toMatchObject({ format: 'TensorFlow.js', opset: 18, inputs: [{ shape: [null, 4, 1] }] });
    expect(outputOf(graph, [1, 2, 3, 4])).toEqual(OUTPUT);
  });
});

describe('what is no such network is refused', () => {
  const shards = { 'weights.bin': NUMBERS };
  const CASES: [string, unknown, Record<string, Buffer>, string[]][] = [
    ['no JSON', '{', {}, ['not JSON, line 1, column 2: the text ends too early; allowed: a whole JSON text']],
    ['a list', [], {}, ['no model.json of TensorFlow.js: not an object']],
    [
      'weights alone',
      { weightsManifest: [] },
      {},
      [
        'modelTopology: missing: the file says nothing of the layers; try: await model.save("file://folder"), which writes layers and weights',
      ],
    ],
    [
      'a graph',
      { format: 'graph-model', modelTopology: { node: [] } },
      {},
      [
        'a graph model of TensorFlow.js: operators of TensorFlow, no layers; allowed: a layers model; try: tensorflowjs_converter --input_format=keras --output_format=tfjs_layers_model of the Keras model, or import that',
      ],
    ],
    ['no weights', { modelTopology: TOPOLOGY }, {}, ['weightsManifest: missing: the model has no weights']],
    [
      'no shards',
      modelOf([group([KERNEL], ['a.bin']), group([BIAS], ['b.bin'])]),
      {},
      ['a.bin', 'b.bin'].map((name) => `${name}: cannot be read: there is no such file or folder (ENOENT)`),
    ],
    [
      'shards elsewhere',
      modelOf([group([KERNEL], ['../a.bin', '/etc/passwd', 'https://a/b', 'c:\\d', 'a/../../b'])]),
      {},
      ['../a.bin', '/etc/passwd', 'https://a/b', 'c:\\\\d', 'a/../../b'].map(
        (path, i) =>
          `weightsManifest[0].paths[${i}]: leads out of the folder of the model (found "${path}"); allowed: files in the folder of model.json`,
      ),
    ],
    [
      'a short shard',
      modelOf(),
      { 'weights.bin': NUMBERS.subarray(0, 15) },
      [
        'weightsManifest[0].paths: the weights take 16 bytes, the shards have another number (found 15); try: fetch or write all files of the model again',
      ],
    ],
    [
      'a long shard',
      modelOf(),
      { 'weights.bin': Buffer.alloc(17) },
      ['larger than is read (found 17); allowed: 16 bytes or less'],
    ],
    [
      'one name twice',
      modelOf([group([KERNEL, KERNEL])]),
      shards,
      ['weightsManifest: two weights of one name (found "conv1d_Conv1D1/kernel")'],
    ],
    [
      'more than is read',
      modelOf([group([{ ...KERNEL, shape: [2 ** 40] }])]),
      shards,
      ['weightsManifest: more numbers than are read (found 1099511627776); allowed: 16777216 or fewer'],
    ],
    [
      'lengths below 0',
      modelOf([group([{ ...KERNEL, shape: [-3, 1, 1] }])]),
      shards,
      ['weightsManifest[0].weights[0].shape[0]: too small (found -3); allowed: 0 or more; try: 0'],
    ],
    [
      'another type',
      modelOf([group([{ ...KERNEL, dtype: 'string' }])]),
      shards,
      [
        'weightsManifest[0].weights[0].dtype: not one of the known values (found "string"); allowed: float32, int32, bool, float16',
      ],
    ],
    [
      'no scale',
      modelOf([group([{ ...KERNEL, quantization: { dtype: 'uint8', min: 0 } }])]),
      shards,
      ['weightsManifest[0].weights[0].quantization.scale: missing field; allowed: a number'],
    ],
    [
      'a weight that is missing',
      modelOf([group([KERNEL])]),
      { 'weights.bin': NUMBERS.subarray(0, 12) },
      ['conv1d_Conv1D1/bias: missing: there is no conv1d_Conv1D1/bias in the file; allowed: an array of shape [1]'],
    ],
    [
      'not finite',
      modelOf(),
      { 'weights.bin': floats(1, Number.NaN, 3, 4) },
      ['conv1d_Conv1D1/kernel[1]: not a finite number (found "NaN")'],
    ],
  ];
  test.each(CASES)('%s', async (_, model, files, wanted) => {
    const path = folderOf(model, files);
    const lines = await refusal(() => readTfjs(path));
    expect(lines.map((line) => line.replace(/^.*?model\/(?:(?:model\.json|weights\.bin): )?/, ''))).toEqual(wanted);
  });
});
