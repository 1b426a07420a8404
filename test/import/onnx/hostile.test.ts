import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../../generator/import/onnx/onnx.js';
import type { OpGraph } from '../../../generator/import/op-graph.js';
import { UserError } from '../../../generator/support/errors.js';
import { folderOf } from '../../data/readers/files.js';
import { mutationsOf } from '../../data/readers/mutations.js';
import { onnx, values, whole } from './build.js';
import { RELU, readBuilt, readBytes, refusal } from './reading.js';

/** Two models with a bit of everything: of today, and of an old set with a function and data beside it. */
const MODELS = {
  today: onnx({
    constants: { w: values([3, 2, 3]), b: values([3]), s: whole(1, -1) },
    nodes: [
      { op: 'Conv', from: ['x', 'w', 'b'], to: ['a'], attributes: { pads: [1, 1], kernel_shape: [3], auto_pad: '' } },
      { op: 'Reshape', from: ['a', 's'], to: ['y'] },
    ],
  }),
  old: onnx({
    opset: 9,
    nodes: [
      { op: 'Clip', from: ['x'], to: ['a'], attributes: { min: { f: 0 }, max: { f: 6 } } },
      { op: 'F', domain: 'own', from: ['a'], to: ['b'], attributes: { slope: { f: 0.25 } } },
      { op: 'Slice', from: ['b'], to: ['y'], attributes: { starts: [1], ends: [3], axes: [2] } },
    ],
    graph: {
      initializer: [
        {
          ...{ name: 'c', dims: [2], dataType: 1, dataLocation: 1 },
          externalData: [
            { key: 'location', value: 'x.data' },
            { key: 'offset', value: '4' },
          ],
        },
        { name: 'd', dims: [2], dataType: 22, rawData: Uint8Array.of(0x12) },
      ],
    },
    model: {
      functions: [
        {
          ...{ name: 'F', domain: 'own', input: ['p'], output: ['r'], attribute: ['slope'] },
          opsetImport: [{ version: 18 }],
          node: [
            {
              ...{ opType: 'LeakyRelu', input: ['p'], output: ['q'] },
              attribute: [{ name: 'alpha', type: 1, refAttrName: 'slope' }],
            },
            { opType: 'Neg', input: ['q'], output: ['r'] },
          ],
        },
      ],
    },
  }),
};

test.each(Object.entries(MODELS))(
  'bytes of a model %s that are changed anywhere give a network or a refusal',
  async (_, valid) => {
    const path = join(folderOf({ 'x.data': Buffer.alloc(12) }), 'x.onnx');
    writeFileSync(path, valid);
    expect((await readOnnx(path)).ops.length).toBeGreaterThan(1);
    let refused = 0;
    const property = fc.asyncProperty(mutationsOf(valid), async (content) => {
      writeFileSync(path, content);
      const read: OpGraph | null = await readOnnx(path).catch((error: unknown) => {
        if (error instanceof UserError) return null;
        throw error;
      });
      if (read === null) refused++;
    });
    await fc.assert(property, { numRuns: 400 });
    expect(refused).toBeGreaterThan(50);
  },
  60_000,
);

test('bytes of nothing give a refusal', async () => {
  const path = join(folderOf({}), 'x.onnx');
  const property = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (content) => {
    writeFileSync(path, content);
    expect(await refusal(readOnnx(path))).toMatch(/x\.onnx: /);
  });
  await fc.assert(property, { numRuns: 200 });
});

const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))]);
/** A field of bytes. */
const field = (number: number, bytes: Uint8Array) =>
  Buffer.concat([Buffer.from([8 * number + 2, ...varint(bytes.length)]), bytes]);

/** A graph in an attribute of a node of a graph, and so on. */
function nested(depth: number): Buffer {
  let graph = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) graph = field(1, field(5, field(6, graph)));
  return field(7, graph);
}

describe('is refused soon', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', Buffer.alloc(0), /an empty file/],
    ['a text', Buffer.from('version https://git-lfs.github.com/spec/v1\noid'), /a pointer of Git LFS/],
    ['a ZIP archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00'), /a ZIP archive/],
    ['a length of gigabytes', Buffer.from([0x3a, 255, 255, 255, 255, 7]), /no whole ONNX file/],
    ['a length of 64 bits', Buffer.from([0x3a, ...Array(9).fill(255), 1]), /no whole ONNX file/],
    ['groups in groups', Buffer.alloc(1_000_000, 0x4b), /no whole ONNX file/],
    ['graphs in graphs', nested(3000), /holds no network/],
    ['operators without end', field(7, Buffer.alloc(6_000_000, Buffer.from([0x0a, 0]))), /more fields than are read/],
    [
      'numbers of 64 bits without end',
      field(7, field(5, field(7, Buffer.alloc(2_000_000, 1)))),
      /more numbers outside raw data/,
    ],
  ])('%s', async (_, bytes, message) => {
    const start = process.cpuUsage();
    expect(await refusal(readBytes(bytes))).toMatch(message);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3);
  });

  test.each([1, 5, 40])('a file that is cut after %i bytes', async (length) => {
    expect(await refusal(readBytes(MODELS.today.subarray(0, length)))).toMatch(/no whole ONNX file|holds no network/);
  });

  test('functions that call each other more and more, and ever deeper', async () => {
    const chain = (length: number, calls: number) =>
      Array.from({ length }, (_, i) => ({
        ...{ name: `F${i}`, domain: 'own', input: ['p'], output: ['r'] },
        node: Array.from({ length: calls }, (_, call) => ({
          ...{ opType: `F${i + 1}`, domain: 'own', input: ['p'] },
          output: [call === 0 ? 'r' : `s${call}`],
        })),
      }));
    const nodes = [{ op: 'F0', domain: 'own', from: ['x'], to: ['y'] }];
    const read = (functions: unknown[]) => readBuilt({ nodes, model: { functions } });
    expect(await refusal(read(chain(30, 2)))).toMatch(/too many operators/);
    expect(await refusal(read(chain(20_000, 1)))).toMatch(/function F64: called too deep/);
    expect(await refusal(read([{ ...chain(1, 1)[0], node: [{ opType: 'F0', domain: 'own' }] }]))).toMatch(
      /calls itself/,
    );
  });
});

test('names of what every object has are names like others', async () => {
  for (const op of ['constructor', 'toString', '__proto__']) {
    const { ops } = await readBuilt({ nodes: [{ ...RELU, op, attributes: { axes: [1] } }], opset: 9 });
    expect(ops[0]!.op).toBe(op);
  }
});

test('a chain of 40000 operators, the last first', async () => {
  const length = 40_000;
  const nodes = Array.from({ length }, (_, i) => ({
    ...{ opType: 'Relu', input: [i === length - 1 ? 'x' : `v${i + 1}`], output: [i === 0 ? 'y' : `v${i}`] },
  }));
  const { ops } = await readBuilt({ nodes: [RELU], graph: { node: nodes } });
  expect([ops.length, ops[0]!.from[0], ops[length - 1]!.to[0]]).toEqual([length, 'x', 'y']);
});
