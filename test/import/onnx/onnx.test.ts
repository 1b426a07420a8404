import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../../generator/import/onnx/onnx.js';
import type { OpGraph } from '../../../generator/import/op-graph.js';
import { UserError } from '../../../generator/support/errors.js';
import { folderOf } from '../../data/readers/files.js';
import { mutationsOf } from '../../data/readers/mutations.js';
import { type BuiltModel, onnx, tensor, type Values, values, whole } from './build.js';

const read = (bytes: Uint8Array) => readOnnx(join(folderOf({ 'x.onnx': bytes }), 'x.onnx'));
const RELU = { op: 'Relu', from: ['x'], to: ['y'] };

async function messages(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('numbers of every type', () => {
  const raw = (bytes: number[]) => Uint8Array.from(bytes);
  test.each<[string, Record<string, unknown>, number[]]>([
    ['float', { dataType: 1, floatData: [1.5, -2] }, [1.5, -2]],
    ['float, raw', { dataType: 1, rawData: raw([0, 0, 192, 63, 0, 0, 0, 192]) }, [1.5, -2]],
    ['uint8', { dataType: 2, int32Data: [0, 255] }, [0, 255]],
    ['int8, raw', { dataType: 3, rawData: raw([255, 127]) }, [-1, 127]],
    ['uint16, raw', { dataType: 4, rawData: raw([255, 255, 1, 0]) }, [65535, 1]],
    ['int16, raw', { dataType: 5, rawData: raw([255, 255, 1, 0]) }, [-1, 1]],
    ['int32, raw', { dataType: 6, rawData: raw([254, 255, 255, 255, 1, 0, 0, 0]) }, [-2, 1]],
    ['int64', { dataType: 7, int64Data: [-3, 7] }, [-3, 7]],
    ['bool', { dataType: 9, int32Data: [0, 1] }, [0, 1]],
    ['float16', { dataType: 10, int32Data: [0x3e00, 0xc000] }, [1.5, -2]],
    ['float16, raw, below the normal', { dataType: 10, rawData: raw([1, 0, 0, 4]) }, [2 ** -24, 2 ** -14]],
    ['double', { dataType: 11, doubleData: [1 / 3, -2] }, [1 / 3, -2]],
    ['uint32', { dataType: 12, uint64Data: [0, 4294967295] }, [0, 4294967295]],
    ['uint64, raw', { dataType: 13, rawData: raw([5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]) }, [5, 6]],
    ['bfloat16', { dataType: 16, int32Data: [0x3fc0, 0xc000] }, [1.5, -2]],
  ])('%s', async (_, fields, wanted) => {
    const graph = await read(onnx({ nodes: [RELU], graph: { initializer: [{ name: 'c', dims: [2], ...fields }] } }));
    expect([...graph.constants.get('c')!.values]).toEqual(wanted);
  });
});

test('what older sets say by attributes is read as inputs', async () => {
  const nodes = [
    { op: 'Unsqueeze', from: ['x'], to: ['a'], attributes: { axes: [2] } },
    { op: 'Squeeze', from: ['a'], to: ['b'], attributes: { axes: [2] } },
    { op: 'Clip', from: ['b'], to: ['c'], attributes: { min: { f: 0 }, max: { f: 6 } } },
    { op: 'Slice', from: ['c'], to: ['d'], attributes: { starts: [1], ends: [3], axes: [2] } },
    { op: 'Pad', from: ['d'], to: ['e'], attributes: { pads: [0, 0, 1, 0, 0, 2] } },
  ];
  const { ops, constants } = await read(onnx({ nodes, opset: 9 }));
  const of = (i: number) => ops[i]!.from.slice(1).map((name) => name && [...constants.get(name)!.values]);
  expect(ops.map((_, i) => of(i))).toEqual([[[2]], [[2]], [[0], [6]], [[1], [3], [2]], [[0, 0, 1, 0, 0, 2], '']]);
});

test('operators in any order, unused ones left out, and initialisers that are listed as inputs are none', async () => {
  const nodes = [
    { op: 'Relu', from: ['a'], to: ['y'] },
    { op: 'Neg', from: ['x'], to: ['unused'] },
    { op: 'Add', from: ['x', 'c'], to: ['a'] },
  ];
  const tensorType = { elemType: 1, shape: { dim: [{ dimValue: 2 }] } };
  const given = onnx({
    nodes,
    outputs: ['y'],
    constants: { c: { shape: [1], values: [2] } },
    graph: {
      input: [
        { name: 'x', type: { tensorType } },
        { name: 'c', type: { tensorType } },
      ],
    },
  });
  const graph = await read(given);
  expect(graph.ops.map(({ op }) => op)).toEqual(['Add', 'Relu']);
  expect(graph.inputs).toEqual([{ name: 'x', shape: [2] }]);
});

test("the model's own functions are written out, with attributes of the call", async () => {
  const inner = [
    { opType: 'LeakyRelu', input: ['p'], output: ['q'], attribute: [{ name: 'alpha', type: 1, refAttrName: 'slope' }] },
    { opType: 'Neg', input: ['q'], output: ['r'] },
  ];
  const functions = [{ name: 'Twice', domain: 'own', input: ['p'], output: ['r'], attribute: ['slope'], node: inner }];
  const nodes = ['x', 'm'].map((from, i) => ({
    ...{ op: 'Twice', domain: 'own', name: `call${i}`, from: [from], to: [i === 0 ? 'm' : 'y'] },
    attributes: { slope: { f: 0.25 } },
  }));
  const { ops } = await read(onnx({ nodes, model: { functions } }));
  expect(ops.map(({ op, name }) => `${op} ${name}`)).toEqual([
    'LeakyRelu call0/LeakyRelu',
    'Neg call0/Neg',
    'LeakyRelu call1/LeakyRelu',
    'Neg call1/Neg',
  ]);
  expect(ops[0]!.attributes).toEqual({ alpha: 0.25 });
  expect(ops[2]!.from).toEqual(['m']);
});

describe('is refused, by name', () => {
  const c = (fields: Record<string, unknown>): BuiltModel => ({
    nodes: [RELU],
    graph: { initializer: [{ name: 'c', dims: [2], dataType: 1, ...fields }] },
  });
  test.each<[string, BuiltModel, RegExp]>([
    ['an old set', { nodes: [RELU], opset: 5 }, /opset_import.*found 5.*allowed: 7 to/],
    ['a coming set', { nodes: [RELU], opset: 99 }, /opset_import.*found 99/],
    ['no set', { nodes: [RELU], model: { opsetImport: [] } }, /opset_import.*found null/],
    ['no graph', { nodes: [RELU], model: { graph: null } }, /holds no network/],
    ['no output', { nodes: [RELU], graph: { output: [] } }, /holds no network/],
    ['an output of nothing', { nodes: [RELU], outputs: ['z'] }, /output z: an output that nothing makes/],
    [
      'a value of nothing',
      { nodes: [{ ...RELU, from: ['z'] }] },
      /Relu \(makes y\): reads a value that nothing makes.*"z"/,
    ],
    [
      'a circle',
      {
        nodes: [
          { op: 'Add', from: ['x', 'y'], to: ['a'] },
          { op: 'Relu', from: ['a'], to: ['y'] },
        ],
      },
      /over others/,
    ],
    ['two makers', { nodes: [RELU, RELU] }, /makes a value that is there already.*"y"/],
    ['too few numbers', c({ floatData: [1] }), /tensor c: its data do not fit.*1 numbers.*allowed: 2/],
    ['too many bytes', c({ rawData: new Uint8Array(12) }), /tensor c: its data do not fit.*12 bytes.*allowed: 8 bytes/],
    ['a tensor of gigabytes', c({ dims: [65536, 65536] }), /tensor c: no shape of a tensor/],
    ['lengths that overflow', c({ dims: [4294967296, 4294967296, 4294967296] }), /tensor c: no shape/],
    ['a negative length', c({ dims: [-2] }), /tensor c: no shape/],
    ['not a number', c({ floatData: [1, Number.NaN] }), /tensor c\[1\]: not a finite number/],
    ['an infinite one', c({ floatData: [Number.POSITIVE_INFINITY, 1] }), /tensor c\[0\]: not a finite/],
    ['float8', c({ dataType: 17 }), /tensor c: a type of numbers that is not read.*float8e4m3fn/],
    ['texts', c({ dataType: 8 }), /"string"/],
    ['a type of none', c({ dataType: 77 }), /"type 77"/],
    [
      'a name twice',
      { nodes: [RELU], graph: { initializer: [1, 2].map(() => tensor('c', { shape: [1], values: [1] })) } },
      /tensor c: a name that is there twice/,
    ],
    [
      'sparse weights',
      { nodes: [RELU], graph: { sparseInitializer: [{ values: { name: 's' } }] } },
      /tensor s: sparse/,
    ],
    [
      'an input of texts',
      { nodes: [RELU], input: { shape: [1, 2, 8], type: 8 } },
      /input x: a type that no signal has.*"string"/,
    ],
    ['an input that is no tensor', { nodes: [RELU], graph: { input: [{ name: 'x' }] } }, /input x: is no tensor/],
    ['a negative axis', { nodes: [RELU], input: { shape: [1, -2, 8] } }, /input x: no lengths of axes/],
    [
      'a function that calls itself',
      {
        nodes: [{ op: 'F', domain: 'own', from: ['x'], to: ['y'] }],
        model: {
          functions: [
            {
              name: 'F',
              domain: 'own',
              input: ['p'],
              output: ['r'],
              node: [{ opType: 'F', domain: 'own', input: ['p'], output: ['r'] }],
            },
          ],
        },
      },
      /function F: calls itself/,
    ],
  ])('%s', async (_, model, message) => {
    expect(await messages(read(onnx(model)))).toMatch(message);
  });

  test('functions that call each other more and more', async () => {
    const name = (i: number) => `F${i}`;
    const node = (i: number) => ({ opType: name(i), domain: 'own', input: ['p'], output: ['r'] });
    const functions = Array.from({ length: 30 }, (_, i) => ({
      ...{ name: name(i), domain: 'own', input: ['p'], output: ['r'] },
      node: [
        { ...node(i + 1), output: ['s'] },
        { ...node(i + 1), input: ['s'] },
      ],
    }));
    const nodes = [{ op: 'F0', domain: 'own', from: ['x'], to: ['y'] }];
    expect(await messages(read(onnx({ nodes, model: { functions } })))).toMatch(/too many operators/);
  });
});

describe('data in a file beside the model', () => {
  const model = (entries: Record<string, string>) =>
    onnx({
      nodes: [RELU],
      graph: {
        initializer: [
          {
            name: 'c',
            dims: [2],
            dataType: 1,
            dataLocation: 1,
            externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
          },
        ],
      },
    });
  const beside = (entries: Record<string, string>) => {
    const folder = folderOf({ 'x.onnx': model(entries), 'x.data': Buffer.from(Float32Array.of(9, 1.5, -2).buffer) });
    return { folder, read: () => readOnnx(join(folder, 'x.onnx')) };
  };

  test('is read', async () => {
    const { constants } = await beside({ location: 'x.data', offset: '4', length: '8' }).read();
    expect([...constants.get('c')!.values]).toEqual([1.5, -2]);
  });
  test.each<[string, Record<string, string>, RegExp]>([
    ['missing', { location: 'z.data' }, /tensor c: its data are missing: z\.data.*copy it too/],
    ['too short', { location: 'x.data', offset: '8' }, /tensor c: its data in x\.data are not there whole/],
    ['of another length', { location: 'x.data', length: '12' }, /not there whole/],
    ['before the beginning', { location: 'x.data', offset: '-4' }, /not there whole/],
    ['outside the folder', { location: '../x.data' }, /outside the folder/],
    ['at an absolute path', { location: '/etc/passwd' }, /outside the folder/],
    ['nowhere', {}, /outside the folder/],
  ])('%s', async (_, entries, message) => {
    expect(await messages(beside(entries).read())).toMatch(message);
  });
  test('over a link that leaves the folder', async () => {
    const outside = folderOf({ secret: Buffer.alloc(8) });
    const { folder, read } = beside({ location: 'sub/secret' });
    mkdirSync(join(folder, 'sub'));
    symlinkSync(join(outside, 'secret'), join(folder, 'sub', 'secret'));
    expect(await messages(read())).toMatch(/outside the folder/);
  });
});

test('bytes that are changed anywhere give a network or a refusal', async () => {
  const constants: Record<string, Values> = { w: values([3, 2, 3]), b: values([3]), s: whole(1, -1) };
  const valid = onnx({
    constants,
    nodes: [
      { op: 'Conv', from: ['x', 'w', 'b'], to: ['a'], attributes: { pads: [1, 1], kernel_shape: [3] } },
      { op: 'Reshape', from: ['a', 's'], to: ['y'] },
    ],
  });
  const path = join(folderOf({}), 'x.onnx');
  let refused = 0;
  const property = fc.asyncProperty(mutationsOf(valid), async (content) => {
    writeFileSync(path, content);
    const read: OpGraph | null = await readOnnx(path).catch((error: unknown) => {
      if (error instanceof UserError) return null;
      throw error;
    });
    if (read === null) refused++;
  });
  await fc.assert(property, { numRuns: 500 });
  expect(refused).toBeGreaterThan(50);
});

test.each([0, 1, 5, 40])('a file that is cut after %i bytes', async (length) => {
  expect(await messages(read(onnx({ nodes: [RELU] }).subarray(0, length)))).toMatch(
    /no whole ONNX file|holds no network|opset/,
  );
});
