import { describe, expect, test } from 'vitest';
import type { BuiltNode } from './build.js';
import { RELU, readBuilt, refusal } from './reading.js';

/** What an operator reads behind its first value: numbers, or nothing. */
async function inputsOf(node: Omit<BuiltNode, 'from' | 'to'>, opset: number) {
  const { ops, constants } = await readBuilt({ nodes: [{ from: ['x'], to: ['y'], ...node }], opset });
  expect(Object.keys(ops[0]!.attributes).filter((name) => name in node.attributes! && name !== 'keepdims')).toEqual([]);
  return ops[0]!.from.slice(1).map((name) => name && [...constants.get(name)!.values]);
}

test.each<[string, number, BuiltNode['attributes'], (number[] | '')[]]>([
  ['Unsqueeze', 11, { axes: [2] }, [[2]]],
  ['Squeeze', 12, { axes: [2] }, [[2]]],
  ['Squeeze', 9, {}, ['']],
  ['Clip', 9, { min: { f: 0 }, max: { f: 6 } }, [[0], [6]]],
  ['Clip', 10, { max: { f: 6 } }, ['', [6]]],
  ['Clip', 10, { min: { f: 0 }, max: { f: Number.POSITIVE_INFINITY } }, [[0], [Number.POSITIVE_INFINITY]]],
  ['Slice', 9, { starts: [1], ends: [3], axes: [2] }, [[1], [3], [2]]],
  ['Slice', 7, { starts: [1], ends: [3] }, [[1], [3], '']],
  ['Pad', 10, { pads: [0, 0, 1, 0, 0, 2] }, [[0, 0, 1, 0, 0, 2], '']],
  ['ReduceSum', 12, { axes: [2], keepdims: 0 }, [[2]]],
  ['ReduceMean', 17, { axes: [1, 2] }, [[1, 2]]],
  ['ReduceMax', 13, { axes: [-1] }, [[-1]]],
  ['Split', 11, { split: [4, 4] }, [[4, 4]]],
  ['Dropout', 10, { ratio: { f: 0.5 } }, [[0.5]]],
  ['TopK', 9, { k: 3 }, [[3]]],
])('%s of set %i reads its attributes as inputs', async (op, opset, attributes, wanted) => {
  expect(await inputsOf({ op, attributes: attributes! }, opset)).toEqual(wanted);
});

test('what becomes an input keeps clear of the names of the file', async () => {
  const { ops, constants } = await readBuilt({
    nodes: [{ op: 'Squeeze', from: ['x'], to: ['y'], attributes: { axes: [2] } }],
    constants: { 'y: axes': { shape: [1], values: [5] } },
    opset: 11,
  });
  expect([...constants.get(ops[0]!.from[1]!)!.values]).toEqual([2]);
  expect([...constants.get('y: axes')!.values]).toEqual([5]);
});

test.each([
  [12, { axis: 1, joins: 1 }],
  [13, {}],
])('Softmax of set %i', async (opset, wanted) => {
  expect((await readBuilt({ nodes: [{ ...RELU, op: 'Softmax' }], opset })).ops[0]!.attributes).toEqual(wanted);
});

test.each<[number, string[], object]>([
  [9, ['y'], {}],
  [9, ['y', '', ''], {}],
  [9, ['y', 'm', 'v'], { training_mode: 1 }],
  [14, ['y', 'm', 'v'], {}],
])('BatchNormalization of set %i that makes %j', async (opset, to, wanted) => {
  const nodes = [{ op: 'BatchNormalization', from: ['x'], to }];
  expect((await readBuilt({ nodes, opset })).ops[0]!.attributes).toEqual(wanted);
});

test("a function's operators are of its own set", async () => {
  const attribute = [{ name: 'axes', type: 7, ints: [2] }];
  const node = [{ opType: 'Squeeze', input: ['p'], output: ['r'], attribute }];
  const own = { name: 'F', domain: 'own', input: ['p'], output: ['r'], node };
  const nodes = [{ op: 'F', domain: 'own', from: ['x'], to: ['y'] }];
  const functions = (version: number) => [{ ...own, opsetImport: [{ version }] }];
  const { ops, constants } = await readBuilt({ nodes, model: { functions: functions(11) } });
  expect([...constants.get(ops[0]!.from[1]!)!.values]).toEqual([2]);
  expect(await refusal(readBuilt({ nodes, model: { functions: functions(4) } }))).toMatch(
    /function F: operators of a set/,
  );
});

test.each(['', 'ai.onnx'])("operators of '%s' are ONNX's own, others keep their domain", async (domain) => {
  const nodes = [
    { ...RELU, to: ['a'], domain },
    { op: 'Quant', from: ['a'], to: ['y'], domain: 'qonnx.custom_op.general' },
  ];
  const opsetImport = [
    { domain, version: 18 },
    { domain: 'qonnx.custom_op.general', version: 1 },
  ];
  const { ops, opset } = await readBuilt({ nodes, model: { opsetImport } });
  expect(ops.map(({ op }) => op)).toEqual(['Relu', 'qonnx.custom_op.general.Quant']);
  expect(opset).toBe(18);
});

describe('is refused', () => {
  const one = (op: string, attributes: BuiltNode['attributes'], from = ['x']): { nodes: BuiltNode[] } => ({
    nodes: [{ op, from, to: ['y'], attributes: attributes! }],
  });
  test.each<[string, Parameters<typeof readBuilt>[0], RegExp]>([
    ['an old set', { nodes: [RELU], opset: 5 }, /opset_import.*found 5.*allowed: 7 to/],
    ['a coming set', { nodes: [RELU], opset: 99 }, /opset_import.*found 99/],
    ['no set', { nodes: [RELU], model: { opsetImport: [] } }, /opset_import.*found null/],
    [
      'two sets',
      { nodes: [RELU], model: { opsetImport: [{ version: 9 }, { domain: 'ai.onnx', version: 18 }] } },
      /several sets.*\[9,18\]/,
    ],
    [
      'an old form in a new set',
      { ...one('Squeeze', { axes: [2] }), opset: 13 },
      /Squeeze \(makes y\): has axes as an attr/,
    ],
    [
      'a new form in an old set',
      { ...one('Squeeze', {}, ['x', 'x']), opset: 11 },
      /Squeeze.*reads more than one value/,
    ],
    ['axes that are a text', { ...one('Squeeze', { axes: 'hi' }), opset: 11 }, /attribute axes is of another type/],
    [
      'axes that are a tensor',
      { ...one('Squeeze', { axes: { shape: [1], values: [2] } }), opset: 11 },
      /attribute axes is of another type/,
    ],
    ['numbers per position', { ...one('BatchNormalization', { spatial: 0 }), opset: 7 }, /attribute spatial.*found 0/],
  ])('%s', async (_, model, message) => {
    expect(await refusal(readBuilt(model))).toMatch(message);
  });
});
