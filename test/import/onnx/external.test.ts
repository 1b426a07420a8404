import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOnnx } from '../../../generator/import/onnx/onnx.js';
import { folderOf } from '../../data/readers/files.js';
import { onnx } from './build.js';
import { RELU, refusal } from './reading.js';

const tensorAt = (entries: Record<string, string>, dims: number[]) => ({
  ...{ name: 'c', dims, dataType: 1, dataLocation: 1 },
  externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

/** A model with a tensor of two numbers (unless said otherwise) in a file of three: 9, 1.5, -2. */
function beside(entries: Record<string, string>, dims = [2]) {
  const model = onnx({ nodes: [RELU], graph: { initializer: [tensorAt(entries, dims)] } });
  const data = Buffer.from(Float32Array.of(9, 1.5, -2).buffer);
  const folder = folderOf({ 'x.onnx': model, 'x.data': data, 'sub/y.data': data });
  return { folder, read: () => readOnnx(join(folder, 'x.onnx')) };
}

test.each<[Record<string, string>, number[]]>([
  [{ location: 'x.data', offset: '4', length: '8' }, [1.5, -2]],
  [{ location: 'x.data' }, [9, 1.5]],
  [{ location: './sub/y.data', length: '8' }, [9, 1.5]],
])('data beside the model: %o', async (entries, wanted) => {
  expect([...(await beside(entries).read()).constants.get('c')!.values]).toEqual(wanted);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['missing', { location: 'z.data' }, /its data are missing: z\.data.*copy it too/],
  ['too short', { location: 'x.data', offset: '8' }, /its data in x\.data are not there whole/],
  ['of another length', { location: 'x.data', length: '12' }, /not there whole/],
  ['before the beginning', { location: 'x.data', offset: '-4' }, /not there whole/],
  ['at no number', { location: 'x.data', offset: '0x4' }, /not there whole/],
  ['far away', { location: 'x.data', offset: '9223372036854775807' }, /not there whole/],
  ['outside the folder', { location: '../x.data' }, /outside the folder/],
  ['outside, over a folder', { location: 'sub/../../x.data' }, /outside the folder/],
  ['at an absolute path', { location: '/etc/passwd' }, /outside the folder/],
  ['at a path of Windows', { location: 'C:x.data' }, /outside the folder/],
  ['at a name that ends early', { location: 'x.data\0' }, /outside the folder/],
  ['nowhere', {}, /outside the folder/],
])('data %s', async (_, entries, message) => {
  const found = await refusal(beside(entries).read());
  expect(found).toMatch(message);
  expect(found).toMatch(/tensor c/);
});

test('a folder of that name', async () => {
  expect(await refusal(beside({ location: 'sub' }).read())).toMatch(/a folder, not a file/);
});

test('links: inside the folder they are followed, out of it not', async () => {
  const outside = folderOf({ secret: Buffer.alloc(8) });
  const leaving = beside({ location: 'sub/secret' });
  symlinkSync(join(outside, 'secret'), join(leaving.folder, 'sub', 'secret'));
  expect(await refusal(leaving.read())).toMatch(/outside the folder.*copy both files/);
  const over = beside({ location: 'out/secret' });
  symlinkSync(outside, join(over.folder, 'out'));
  expect(await refusal(over.read())).toMatch(/outside the folder/);
  const staying = beside({ location: 'linked' });
  mkdirSync(join(staying.folder, 'deep'));
  symlinkSync(join(staying.folder, 'x.data'), join(staying.folder, 'linked'));
  expect([...(await staying.read()).constants.get('c')!.values]).toEqual([9, 1.5]);
});

test('gigabytes are refused before the file is looked for', async () => {
  expect(await refusal(beside({ location: 'z.data' }, [65536, 65536]).read())).toMatch(/more numbers than are read/);
});

test('many tensors that lie in one place are no way around that', async () => {
  const count = 2 ** 24;
  const all = Array.from({ length: 5 }, (_, i) => ({
    ...tensorAt({ location: 'd' }, [count]),
    dataType: 3,
    name: `c${i}`,
  }));
  const folder = folderOf({ 'x.onnx': onnx({ nodes: [RELU], graph: { initializer: all } }), d: Buffer.alloc(count) });
  expect(await refusal(readOnnx(join(folder, 'x.onnx')))).toMatch(/tensor c4: more numbers than are read/);
});
