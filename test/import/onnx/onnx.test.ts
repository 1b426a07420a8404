import { describe, expect, test } from 'vitest';
import { isOnnx } from '../../../generator/import/onnx/onnx.js';
import { readAsMeant } from '../../bad-input/answers.js';
import { type BuiltModel, type BuiltNode, onnx, tensor } from './build.js';
import { RELU, readBuilt, refusal } from './reading.js';

test('a network as it stands', async () => {
  const nodes: BuiltNode[] = [
    { op: 'LeakyRelu', from: ['x'], to: ['a'], name: '/act/LeakyRelu', attributes: { alpha: { f: 0.25 } } },
    { op: 'Add', from: ['a', 'c'], to: ['', 'y'], attributes: { mode: 'm', list: [1, -2], k: 3 } },
  ];
  const constants = { c: { shape: [1, 2], values: [1, 2], type: 3 } };
  const graph = await readBuilt({ nodes, constants, outputs: ['y'], input: { shape: ['N', 2, 8] } });
  expect(graph).toEqual({
    format: 'ONNX',
    opset: 18,
    inputs: [{ name: 'x', shape: [null, 2, 8] }],
    constants: new Map([['c', { shape: [1, 2], values: Float64Array.of(1, 2), integer: true, range: [-128, 127] }]]),
    ops: [
      { name: '/act/LeakyRelu', op: 'LeakyRelu', from: ['x'], to: ['a'], attributes: { alpha: 0.25 } },
      { name: '(makes y)', op: 'Add', from: ['a', 'c'], to: ['', 'y'], attributes: { mode: 'm', list: [1, -2], k: 3 } },
    ],
    outputs: ['y'],
    notes: [],
  });
  expect(isOnnx(Buffer.from(onnx({ nodes, model: { irVersion: 8 } })))).toBe(true);
});

test('operators in any order, unused ones left out, and initialisers that are listed as inputs are none', async () => {
  const graph = await readBuilt({
    nodes: [
      { op: 'Relu', from: ['a'], to: ['y'] },
      { op: 'Neg', from: ['z'], to: ['unused'], attributes: { alpha: { f: Number.NaN } } },
      { op: 'Add', from: ['x', 'c'], to: ['a'] },
    ],
    outputs: ['y'],
    constants: { c: { shape: [1], values: [2] } },
    inputs: [{ shape: [2] }, { name: 'c', shape: [1] }],
  });
  expect(graph.ops.map(({ op }) => op)).toEqual(['Add', 'Relu']);
  expect(graph.inputs).toEqual([{ name: 'x', shape: [2] }]);
  readAsMeant();
});

test('graphs in operators are left out', async () => {
  const attribute = [
    { name: 'then_branch', type: 5, g: Uint8Array.of(1, 2, 3) },
    { name: 'else_branch', g: Uint8Array.of(9) },
  ];
  const { ops } = await readBuilt({
    nodes: [RELU],
    graph: { node: [{ opType: 'If', input: ['x'], output: ['y'], attribute }] },
  });
  expect(ops[0]).toMatchObject({ op: 'If', attributes: {} });
});

describe("the model's own functions", () => {
  const inner = [
    { opType: 'LeakyRelu', input: ['p'], output: ['q'], attribute: [{ name: 'alpha', type: 1, refAttrName: 'slope' }] },
    { opType: 'Neg', input: ['q'], output: ['r'] },
  ];
  const call = (i: number, name: string, attributes: BuiltNode['attributes'] = {}): BuiltNode => ({
    ...{ op: 'Twice', domain: 'own', name, from: [i === 0 ? 'x' : 'm'], to: [i === 0 ? 'm' : 'y'], attributes },
  });
  const twice = { name: 'Twice', domain: 'own', input: ['p'], output: ['r'], node: inner };

  test('are written out, with attributes of the call or their own', async () => {
    const attributeProto = [{ name: 'slope', type: 1, f: 0.5 }];
    const nodes = [call(0, 'one', { slope: { f: 0.25 } }), call(1, '')];
    const { ops } = await readBuilt({ nodes, model: { functions: [{ ...twice, attributeProto }] } });
    expect(ops.map(({ op, name }) => `${op} ${name}`)).toEqual([
      'LeakyRelu one/LeakyRelu',
      'Neg one/Neg',
      'LeakyRelu (makes y/q)',
      'Neg (makes y)',
    ]);
    expect(ops.map(({ attributes }) => attributes)).toEqual([{ alpha: 0.25 }, {}, { alpha: 0.5 }, {}]);
    expect(ops[2]!.from).toEqual(['m']);
  });

  test('keep their names apart from others', async () => {
    const nodes = [call(0, 'same'), call(1, 'same'), { op: 'Add', from: ['y', 'same/q'], to: ['z'] }];
    const graph = { nodes, constants: { 'same/q': { shape: [1], values: [1] } }, model: { functions: [twice] } };
    const { ops } = await readBuilt(graph);
    expect(ops.map(({ to }) => to[0])).toEqual(['same/q (2)', 'm', 'same/q (3)', 'y', 'z']);
    expect(ops[0]!.attributes).toEqual({});
  });
});

describe('16 bits', () => {
  const c = (type: number) => ({ c: { shape: [1], values: [0x3c00], type } });
  const CAST: BuiltNode = { op: 'Cast', from: ['c'], to: ['d'], attributes: { to: 1 } };
  test.each<[string, BuiltModel, boolean]>([
    ['weights that are read so', { nodes: [{ op: 'Add', from: ['x', 'c'], to: ['y'] }], constants: c(10) }, true],
    [
      'weights that are moved first',
      {
        nodes: [
          { op: 'Transpose', from: ['c'], to: ['d'] },
          { op: 'Add', from: ['x', 'd'], to: ['y'] },
        ],
        constants: c(16),
      },
      true,
    ],
    [
      'weights that are stored so',
      { nodes: [CAST, { op: 'Add', from: ['x', 'd'], to: ['y'] }], constants: c(10) },
      false,
    ],
    ['an input', { nodes: [RELU], input: { shape: [1, 2, 8], type: 10 } }, true],
    [
      'a signal between',
      {
        nodes: [
          { ...CAST, from: ['x'], attributes: { to: 10 } },
          { ...RELU, from: ['d'] },
        ],
      },
      true,
    ],
    ['floats', { nodes: [{ op: 'Add', from: ['x', 'c'], to: ['y'] }], constants: c(1) }, false],
  ])('%s', async (_, model, wanted) => {
    const { halfPrecision, notes } = await readBuilt(model);
    expect([halfPrecision ?? false, notes.length]).toEqual([wanted, Number(wanted)]);
  });
});

describe('is refused, by name', () => {
  const node = (fields: Record<string, unknown>): BuiltModel => ({
    nodes: [RELU],
    graph: { node: [{ opType: 'Foo', input: ['x'], output: ['y'], ...fields }] },
  });
  const attribute = (...all: Record<string, unknown>[]) =>
    node({ attribute: all.map((one) => ({ name: 'a', ...one })) });
  const circle = [
    { op: 'Add', from: ['x', 'y'], to: ['a'] },
    { op: 'Relu', from: ['a'], to: ['y'] },
  ];
  const input = (type: Record<string, unknown>): BuiltModel => ({
    nodes: [RELU],
    graph: { input: [{ name: 'x', type }] },
  });
  test.each<[string, BuiltModel, RegExp]>([
    ['no graph', { nodes: [RELU], model: { graph: null } }, /holds no network/],
    ['no output', { nodes: [RELU], graph: { output: [] } }, /holds no network/],
    ['an output of nothing', { nodes: [RELU], outputs: ['z'] }, /output z: an output that nothing makes/],
    ['an output twice', { nodes: [RELU], outputs: ['y', 'y'] }, /output y: a name that is there twice/],
    [
      'a value of nothing',
      { nodes: [{ ...RELU, from: ['z'] }] },
      /Relu \(makes y\): reads a value that nothing makes.*"z"/,
    ],
    ['a circle', { nodes: circle }, /over others/],
    ['two makers', { nodes: [RELU, RELU] }, /makes a value that is there already.*"y"/],
    ['a maker of the input', { nodes: [{ ...RELU, to: ['x'] }, RELU] }, /makes a value that is there already.*"x"/],
    ['no operator', node({ opType: '' }), /\(makes y\): names no operator/],
    [
      'a name twice',
      { nodes: [RELU], graph: { initializer: [1, 2].map(() => tensor('c', { shape: [1], values: [1] })) } },
      /tensor c: a name that is there twice/,
    ],
    [
      'an input twice',
      { nodes: [RELU], inputs: [{ shape: [1] }, { shape: [1] }] },
      /input x: a name that is there twice/,
    ],
    [
      'sparse weights',
      { nodes: [RELU], graph: { sparseInitializer: [{ values: { name: 's' } }] } },
      /tensor s: sparse/,
    ],
    ['training', { nodes: [RELU], model: { trainingInfo: [Uint8Array.of(1)] } }, /training_info: steps of training/],
    [
      'an attribute twice',
      attribute({ type: 1, f: 1 }, { type: 1, f: 2 }),
      /Foo.*attribute a: a name that is there twice/,
    ],
    ['an attribute of no function', attribute({ type: 1, refAttrName: 'q' }), /attribute a: refers to a function/],
    ['no number', attribute({ type: 1, f: Number.NaN }), /attribute a: no finite number/],
    ['infinity', attribute({ type: 1, f: Number.POSITIVE_INFINITY }), /attribute a: no finite number/],
    ['no numbers', attribute({ type: 6, floats: [1, Number.POSITIVE_INFINITY] }), /attribute a: no finite number/],
    [
      'a whole number between two doubles',
      attribute({ type: 2, i: '9007199254740993' }),
      /attribute a: no finite number/,
    ],
    ['an input of texts', { nodes: [RELU], input: { shape: [1, 2, 8], type: 8 } }, /input x: a type.*"string"/],
    ['an input of bits', { nodes: [RELU], input: { shape: [1, 2, 8], type: 9 } }, /input x: a type.*"bool"/],
    ['an input of no type', { nodes: [RELU], graph: { input: [{ name: 'x' }] } }, /input x: is no tensor/],
    ['a sequence', input({ sequenceType: Uint8Array.of() }), /input x: is no tensor.*a sequence/],
    ['an optional value', input({ optionalType: Uint8Array.of(1) }), /input x: is no tensor.*an optional/],
    ['an input without axes', input({ tensorType: { elemType: 1 } }), /input x: the file does not say its axes/],
    ['a negative axis', { nodes: [RELU], input: { shape: [1, -2, 8] } }, /input x: no lengths of axes/],
    ['an axis of nothing', { nodes: [RELU], input: { shape: [0, 2, 8] } }, /input x: no lengths of axes.*\[0,2,8\]/],
  ])('%s', async (_, model, message) => {
    expect(await refusal(readBuilt(model))).toMatch(message);
  });

  test('all of it at once, and of many things the first', async () => {
    const bad = { nodes: [{ ...RELU, from: ['z'] }], outputs: ['y', 'q'], input: { shape: [1], type: 8 } };
    const message = await refusal(readBuilt(bad));
    for (const part of [/reads a value/, /output q/, /input x/]) expect(message).toMatch(part);
    const many = Array.from({ length: 500 }, (_, i) => ({ ...RELU, from: [`z${i}`], to: [`y${i}`] }));
    expect(await refusal(readBuilt({ nodes: many, outputs: many.map(({ to }) => to[0]!) }))).toMatch(
      /and 480 more problems$/,
    );
  });
});
