import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFile } from '../../generator/import/import-file.js';
import { UserError } from '../../generator/support/errors.js';
import { answered } from '../bad-input/answers.js';
import { folderOf } from '../data/readers/files.js';
import { type BuiltModel, onnx, values, whole } from './onnx/build.js';

const imported = (model: BuiltModel, options = {}) =>
  importFile(join(folderOf({ 'x.onnx': onnx(model) }), 'x.onnx'), options);

async function refusal(model: BuiltModel, options = {}): Promise<string> {
  const error = await imported(model, options).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(UserError);
  answered(error as UserError);
  return (error as UserError).message;
}

const conv = { op: 'Conv', from: ['x', 'w'], to: ['c'], name: 'conv', attributes: { kernel_shape: [3] } };
const w = values([4, 2, 3]);

describe('is refused by operator and node', () => {
  const behind = (node: BuiltModel['nodes'][0], constants: BuiltModel['constants'] = {}): BuiltModel => ({
    nodes: [conv, node],
    constants: { w, ...constants },
  });
  const on = (op: string, ...more: string[]) => ({ op, name: 'n', from: ['c', ...more], to: ['y'] });
  test.each<[string, BuiltModel, RegExp]>([
    ['what is not supported', behind(on('Elu')), /Elu n: is not supported; try: Relu or LeakyRelu/],
    ['a name that objects have', behind(on('constructor')), /constructor n: is not supported/],
    [
      'of another domain',
      behind({ ...on('FusedConv'), domain: 'com.microsoft' }),
      /com\.microsoft\.FusedConv n: is not supported/,
    ],
    ['a product of two signals', behind(on('Mul', 'c')), /Mul n: Mul of two tensors that are computed/],
    [
      'an end that is read',
      { nodes: [conv, { ...on('Sigmoid'), to: ['s'] }, { op: 'Relu', from: ['s'], to: ['y'] }], constants: { w } },
      /Sigmoid n: stands inside the network: Relu \(makes y\) reads it/,
    ],
    [
      'padding by other values',
      behind(on('Pad', 'p', 'v'), { p: whole(0, 0, 1, 0, 0, 1), v: { shape: [], values: [3] } }),
      /Pad n: pads with 3/,
    ],
    [
      'padding by reflection',
      behind({ ...on('Pad', 'p'), attributes: { mode: 'reflect' } }, { p: whole(0, 0, 1, 0, 0, 1) }),
      /Pad n: pads by mode reflect/,
    ],
    [
      'positions turned round',
      behind(on('Slice', 's', 'e', 'a', 't'), { s: whole(-1), e: whole(-100), a: whole(2), t: whole(-1) }),
      /Slice n: turns positions round/,
    ],
    [
      'a number for each position',
      behind(on('Add', 'b'), { b: values([1, 1, 6]) }),
      /Add n: a number for each position/,
    ],
    [
      'positions that are split',
      behind(on('Reshape', 's'), { s: whole(0, 4, 2, 3) }),
      /Reshape n: lays out \[batch, channel, time\]/,
    ],
    [
      'channels that stay split',
      behind(on('Reshape', 's'), { s: whole(0, 2, 2, 6) }),
      /output y: is not one of windows, channels and positions/,
    ],
    [
      'a part of channels that are split',
      {
        nodes: [
          conv,
          { ...on('Reshape', 's'), to: ['r'] },
          { op: 'ReduceMax', name: 'm', from: ['r', 'a'], to: ['y'] },
        ],
        constants: { w, s: whole(0, 2, 2, 6), a: whole(2) },
      },
      /ReduceMax m: takes together axes 2 of \[batch, 2 parts of channels, 2 apart, 2 parts of channels, 1 apart, time\]/,
    ],
    [
      'the largest of channels',
      behind({ ...on('ReduceMax', 'a') }, { a: whole(1) }),
      /ReduceMax n: takes together axes 1/,
    ],
    ['a sum over windows', behind({ ...on('ReduceSum', 'a') }, { a: whole(0) }), /ReduceSum n: takes together axes 0/],
    [
      'dropout in training',
      behind(on('Dropout', '', 't'), { t: { shape: [], values: [1], type: 9 } }),
      /Dropout n: leaves out values at random/,
    ],
    [
      'places of largest values',
      {
        nodes: [conv, { ...on('MaxPool'), to: ['y', 'i'], attributes: { kernel_shape: [2] } }],
        constants: { w },
        outputs: ['y', 'i'],
      },
      /MaxPool n: gives the places/,
    ],
    [
      'a kernel that is too long',
      { nodes: [{ ...conv, attributes: { kernel_shape: [3], dilations: [5] } }], constants: { w } },
      /Conv conv: a kernel that reaches over 11 positions; allowed: 8 or fewer/,
    ],
    [
      'weights that do not fit',
      { nodes: [conv], constants: { w: values([4, 3, 3]) } },
      /Conv conv: weights of shape \[4,3,3\] in 1 groups do not fit 2 channels/,
    ],
    [
      'weights of infinity',
      {
        nodes: [
          { op: 'Div', from: ['w', 'z'], to: ['v'] },
          { ...conv, from: ['x', 'v'] },
        ],
        constants: { w, z: { shape: [], values: [0] } },
      },
      /Conv conv: computes with numbers of the file that are infinite/,
    ],
    [
      'arrays of gigabytes',
      {
        nodes: [
          { op: 'Expand', name: 'n', from: ['w', 's'], to: ['v'] },
          { ...conv, from: ['x', 'v'] },
        ],
        constants: { w, s: whole(65536, 65536, 1, 1, 1) },
      },
      /Expand n: makes an array of shape/,
    ],
    [
      'weights that are computed',
      {
        nodes: [
          { op: 'ReduceMean', from: ['x'], to: ['m'], name: 'm' },
          { ...conv, from: ['x', 'm'] },
        ],
      },
      /m/,
    ],
    [
      'an output of nothing',
      { nodes: [conv, { op: 'Shape', from: ['c'], to: ['y'] }], constants: { w } },
      /output y: does not depend on the input/,
    ],
  ])('%s', async (_, model, message) => {
    expect(await refusal(model)).toMatch(message);
  });

  test('all at once', async () => {
    const chain = ['Elu', 'Tanh', 'Selu', 'LSTM'].map((op, i) => ({
      op,
      name: `n${i}`,
      from: [i === 0 ? 'c' : `v${i - 1}`],
      to: [`v${i}`],
    }));
    const message = await refusal({ nodes: [conv, ...chain], constants: { w } });
    for (const [i, op] of ['Elu', 'Tanh', 'Selu', 'LSTM'].entries())
      expect(message).toContain(`${op} n${i}: is not supported`);
  });
});

describe('the input', () => {
  const relu = { op: 'Relu', from: ['x'], to: ['y'] };
  test.each<[string, BuiltModel, RegExp]>([
    ['of one axis', { nodes: [relu], input: { shape: [8] } }, /input x: too few axes/],
    [
      'of open channels and positions',
      { nodes: [relu], input: { shape: ['N', 'C', 'T'] } },
      /input x: the file leaves its length open.*fixed lengths/,
    ],
    ['of an open length', { nodes: [relu], input: { shape: ['N', 2, 'T'] } }, /--samples/],
    ['of pictures', { nodes: [relu], input: { shape: ['N', 3, 32, 32] } }, /more than two axes that are longer than 1/],
  ])('%s', async (_, model, message) => {
    expect(await refusal(model)).toMatch(message);
  });
  test('of an open length that is given', async () => {
    const { graph } = await imported({ nodes: [relu], input: { shape: ['N', 2, 'T'] } }, { samples: 30 });
    expect(graph.input).toMatchObject({ channels: 2, positions: 30 });
  });
  test('whose channels lie behind its positions, as the first convolution tells', async () => {
    const nodes = [
      { op: 'Transpose', from: ['x'], to: ['t'], attributes: { perm: [0, 2, 1] } },
      { ...conv, from: ['t', 'w'] },
    ];
    const { graph } = await imported({ nodes, constants: { w }, input: { shape: ['N', 8, 2] } });
    expect(graph.input).toMatchObject({ channels: 2, positions: 8, axes: [['batch'], ['time'], ['channel']] });
  });
});
