import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Dataset } from 'h5wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { readHdf5 } from '../../../generator/import/keras/hdf5/read-hdf5.js';
import { readKeras } from '../../../generator/import/keras/keras.js';
import { archive, byName, byPlace, CONFIG, type Contents, floats, hdf5, OUTPUT, WINDOW } from './files.js';
import { outputOf, refusal } from './models.js';

const folder = mkdtempSync(join(tmpdir(), 'bitbeat-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${count++}`);
  writeFileSync(path, bytes);
  return path;
}

const read = async (bytes: Uint8Array) => readKeras(fileOf(bytes));

/** Messages with the file's name left out. */
const refused = async (bytes: Uint8Array) => {
  const path = fileOf(bytes);
  return (await refusal(() => readKeras(path))).map((line) => line.replace(`${path}: `, ''));
};

describe('the same network from', () => {
  const chunked = byName();
  const { 'model_weights@layer_names': names, ...others } = chunked.attributes;
  const cut = {
    ...others,
    'model_weights@layer_names0': names!.slice(0, 1),
    'model_weights@layer_names1': names!.slice(1),
  };
  const CASES: [string, () => Promise<Uint8Array>][] = [
    ['.keras', async () => archive(await hdf5(byPlace()))],
    ['.keras of Keras 2', async () => archive(await hdf5(byPlace()), CONFIG, '{"keras_version": "2.15.0"}')],
    ['.h5 of Keras 2', () => hdf5(byName('', ':0'))],
    ['.h5 of Keras 3', () => hdf5(byName('sequential/'))],
    ['.h5 with lists of names in parts', () => hdf5({ ...chunked, attributes: cut })],
  ];
  test.each(CASES)('%s', async (_, make) => {
    const graph = await read(await make());
    expect(graph).toMatchObject({ format: 'Keras', opset: 18, notes: [] });
    expect(graph.inputs.map(({ shape }) => shape)).toEqual([[null, 4, 1]]);
    expect(outputOf(graph, WINDOW)).toEqual(OUTPUT);
  });
});

test('nothing is written beside the file', async () => {
  await read(archive(await hdf5(byPlace())));
  expect(readdirSync(folder).every((name) => /^\d+$/.test(name))).toBe(true);
});

test('names that are no ASCII', async () => {
  const config = CONFIG.replaceAll('conv_a', 'größe').replaceAll('conv_b', '層');
  const { attributes, datasets } = byName('sequential/');
  const renamed = JSON.parse(JSON.stringify(attributes).replaceAll('conv_a', 'größe').replaceAll('conv_b', '層'));
  const paths = Object.entries(datasets).map(([path, data]) => [
    path.replaceAll('conv_a', 'größe').replaceAll('conv_b', '層'),
    data,
  ]);
  const bytes = await hdf5({
    attributes: { ...renamed, '@model_config': config },
    datasets: Object.fromEntries(paths),
  });
  expect((await read(bytes)).ops.map(({ name }) => name)).toContain('größe');
});

describe('what is no model is refused', () => {
  const CASES: [string, () => Uint8Array | Promise<Uint8Array>, RegExp][] = [
    ['an empty file', () => new Uint8Array(0), /^no file of Keras: this is empty; allowed: \.keras of Keras 3/],
    ['another file', () => strToU8('<html>'), /^no file of Keras: this is a web page/],
    ['another archive', () => zipSync({ a: strToU8('b') }), /^no file of Keras: a zip archive without config\.json/],
    [
      'weights of another kind',
      () => zipSync({ 'config.json': strToU8(CONFIG), 'model.weights.npz': strToU8('') }),
      /^an archive without model\.weights\.h5 \(found "model\.weights\.npz"\); try: model\.save/,
    ],
    ['a part of an archive', async () => archive(await hdf5(byPlace())).subarray(0, -40), /zip archive/],
    [
      'a configuration that is no JSON',
      () => archive(new Uint8Array(0), '{"class_name": '),
      /^config\.json: not JSON, line 1, column 16/,
    ],
    [
      'one that is nested too deeply',
      () => archive(new Uint8Array(0), '['.repeat(1e5)),
      /^config\.json: not JSON, .*nested too deeply/,
    ],
    [
      'damaged weights',
      () => archive(strToU8('\x89HDF\r\n')),
      /^model\.weights\.h5: no HDF5 file that can be read: file signature not found/,
    ],
    [
      'a part of a .h5',
      async () => (await hdf5(byName())).subarray(0, 3000),
      /^no HDF5 file that can be read: truncated file/,
    ],
    [
      'weights of a .h5 alone',
      () => hdf5({ attributes: { '@layer_names': ['a'] } }),
      /^weights alone, .*it has no attribute model_config; try: model\.save/,
    ],
    ['weights of Keras 3 alone', () => hdf5(byPlace()), /^weights alone/],
    ['another HDF5 file', () => hdf5({ datasets: { x: floats([2]) } }), /^an HDF5 file without a model of Keras/],
    [
      'no weights',
      () => hdf5({ attributes: { '@model_config': CONFIG } }),
      /^the file holds no weights: it has no group model_weights/,
    ],
    [
      'no list of layers',
      () => hdf5({ attributes: { '@model_config': CONFIG }, datasets: { 'model_weights/x': floats([1]) } }),
      /^model_weights: has no attribute layer_names/,
    ],
  ];
  test.each(CASES)('%s', async (_, make, wanted) => {
    const lines = await refused(await make());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(wanted);
  });

  test('a folder', async () => {
    const path = join(folder, 'saved_model');
    mkdirSync(path);
    expect((await refusal(() => readKeras(path)))[0]).toMatch(/a folder, not a file/);
    rmSync(path, { recursive: true });
  });
});

describe('weights that are wrong are all named', () => {
  test('in .keras', async () => {
    const { datasets } = byPlace();
    const bytes = await hdf5({
      datasets: {
        'layers/conv1d/vars/0': floats([3, 1, 5]),
        'layers/conv1d/vars/2': datasets['layers/conv1d/vars/1']!,
        'layers/conv1d_1/vars/0': floats([1, 2, 1], [1, Number.POSITIVE_INFINITY]),
        'layers/conv1d_1/vars/1': floats([1]),
      },
    });
    expect(await refused(archive(bytes))).toEqual([
      'conv_a/kernel: does not fit the layer\'s configuration (found "[3, 1, 5]"); allowed: an array of shape [3, 1, 2]',
      'conv_a/bias: missing: there is no layers/conv1d/vars/1 in the file; allowed: an array of shape [2]',
      'conv_b/kernel[1]: not a finite number (found "Infinity")',
      'conv_b: the file holds more arrays for it than a Conv1D of this configuration has (found 2); allowed: 1',
    ]);
  });

  test('in .h5', async () => {
    const { attributes, datasets } = byName();
    const { 'model_weights/conv_b/conv_b/kernel': _, ...others } = datasets;
    expect(await refused(await hdf5({ attributes, datasets: others }))).toEqual([
      'conv_b/kernel: missing: there is no conv_b/kernel in the file; allowed: an array of shape [1, 2, 1]',
    ]);
  });
});

describe('hostile HDF5', () => {
  const place = 'layers/conv1d/vars';
  const first = `${place}/0`;
  const without = () => {
    const { [first]: _, ...datasets } = byPlace().datasets;
    return datasets;
  };
  const CASES: [string, Contents, RegExp][] = [
    [
      'groups that hold themselves',
      {
        more: (file) => {
          file.create_hard_link('/layers', 'layers/self');
          file.create_hard_link('/layers', 'layers/again');
        },
      },
      /^model\.weights\.h5: larger than is read: (groups nested more than 64 deep, or one that holds itself|more than 100000)/,
    ],
    [
      'links in a circle',
      { more: (file) => file.create_soft_link(`/${place}/x`, `${place}/x`) },
      /^model\.weights\.h5: no HDF5 file that can be read: too many links/,
    ],
    [
      'a dataset of terabytes',
      {
        datasets: without(),
        more: (file) => {
          const group = file.get(place) as unknown as { create_dataset: (options: object) => Dataset };
          group
            .create_dataset({
              name: '0',
              data: new Float32Array(6),
              shape: [3, 1, 2],
              maxshape: [3, null, 2],
              chunks: [3, 1, 2],
            })
            .resize([3, 2 ** 38, 2]);
        },
      },
      /^conv_a\/kernel: does not fit the layer's configuration \(found "\[3, 274877906944, 2\]"\)/,
    ],
    [
      'chunks that are larger than is read',
      {
        datasets: without(),
        more: (file) => {
          const group = file.get(place) as unknown as { create_dataset: (options: object) => Dataset };
          group.create_dataset({
            name: '0',
            data: new Float32Array(6),
            shape: [3, 1, 2],
            maxshape: [null, 1, 2],
            chunks: [2 ** 23 + 1, 1, 2],
            compression: 1,
          });
        },
      },
      /^conv_a\/kernel: with it, the file would hold more than 16777216 numbers/,
    ],
    [
      'links out of the file',
      { datasets: without(), more: (file) => file.create_external_link('/etc/passwd', '/', first) },
      /^conv_a\/kernel: missing/,
    ],
    [
      'texts in place of numbers',
      {
        datasets: without(),
        more: (file) => file.create_dataset({ name: first, data: ['a', 'b', 'c', 'd', 'e', 'f'], shape: [3, 1, 2] }),
      },
      /^conv_a\/kernel: no numbers, or of a type that is not read/,
    ],
  ];
  test.each(CASES)('%s', async (_, { datasets = byPlace().datasets, more }, wanted) => {
    const [line] = await refused(archive(await hdf5({ datasets, ...(more && { more }) })));
    expect(line).toMatch(wanted);
  });

  test('a file in which the library never ends is given up', async () => {
    const bytes = await hdf5({ attributes: { '@a': 'a text of some length' } });
    // The text's length, in the heap of texts.
    bytes[Buffer.from(bytes).indexOf('GCOL') + 24] = 0xff;
    const before = performance.now();
    expect(await refusal(() => readHdf5(bytes, 'x', [], 2000))).toEqual([
      'x: no HDF5 file that can be read: not done after 2 s; try: fetch or write the file again',
    ]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

test('numbers of other types', async () => {
  const kernel = { shape: [3, 1, 2], values: Float64Array.of(1, -1, 10, 0, 100, 0) };
  const bias = { shape: [2], values: Int32Array.of(-9, 0) };
  const datasets = { ...byPlace().datasets, 'layers/conv1d/vars/0': kernel, 'layers/conv1d/vars/1': bias };
  expect(outputOf(await read(archive(await hdf5({ datasets }))), WINDOW)).toEqual(OUTPUT);
});
