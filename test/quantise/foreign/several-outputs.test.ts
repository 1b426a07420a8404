import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decisionOf } from '../../../generator/model/decision.js';
import { parseIntegerModel, printIntegerModel } from '../../../generator/model/file.js';
import { convolutions } from '../../../generator/network/network.js';
import { quantiseNetwork } from '../../../generator/quantise/foreign/quantise-network.js';
import { folderOf } from '../../data/readers/files.js';
import { type BuiltModel, type BuiltNode, numbers, onnx, values } from '../../import/onnx/build.js';
import { floats } from '../../support/npy-file.js';

const SAMPLES = 32;
const conv = (from: string, to: string, kernel = 3): BuiltNode => {
  const pads = [(kernel - 1) / 2, (kernel - 1) / 2];
  return { op: 'Conv', from: [from, `${to}_w`, `${to}_b`], to: [to], attributes: { pads, kernel_shape: [kernel] } };
};
const pooled = (from: string): BuiltNode[] => [
  { op: 'Relu', from: [from], to: [`${from}_r`] },
  { op: 'GlobalAveragePool', from: [`${from}_r`], to: [`${from}_g`] },
  { op: 'Flatten', from: [`${from}_g`], to: [`${from}_f`] },
];
const head = (from: string, to: string): BuiltNode => {
  return { op: 'Gemm', from: [from, `${to}_w`, `${to}_b`], to: [to], attributes: { transB: 1 } };
};

/** A trunk; two heads on it, and one on a branch of its own. */
const HEADS: BuiltModel = {
  input: { shape: ['N', 2, SAMPLES] },
  nodes: [
    conv('x', 'trunk'),
    ...pooled('trunk'),
    head('trunk_f', 'kind'),
    { op: 'Softmax', from: ['kind'], to: ['Kind of-beat'] },
    head('trunk_f', 'rate'),
    conv('trunk_r', 'branch'),
    ...pooled('branch'),
    head('branch_f', 'noise'),
    { op: 'Sigmoid', from: ['noise'], to: ['noisy'] },
  ],
  outputs: ['Kind of-beat', 'rate', 'noisy'],
  constants: {
    ...{
      trunk_w: values([4, 2, 3], 1),
      trunk_b: values([4], 2),
      branch_w: values([5, 4, 3], 3),
      branch_b: values([5], 4),
    },
    ...{ kind_w: values([3, 4], 5), kind_b: values([3], 6), rate_w: values([1, 4], 7), rate_b: values([1], 8) },
    ...{ noise_w: values([2, 5], 9), noise_b: values([2], 10) },
  },
};

/** `y`: [window][number] of the targets that the data set names. */
function files(model: BuiltModel, targets?: object, y?: (window: number) => number[]) {
  const count = 60;
  const noise = numbers(count * 2 * SAMPLES, 3);
  const waves = noise.map((v, i) => Math.sin(i / 3 + Math.floor(i / SAMPLES)) + 0.3 * v);
  const input = { samples: SAMPLES, channels: 2, rateHz: 50, codeBits: 8, zero: 128, gain: 60 };
  const set = {
    ...{ name: 'waves', input, reader: 'npy', options: { files: [{ x: 'x.npy', ...(y && { y: 'y.npy' }) }] } },
    ...(targets && { targets }),
  };
  const rows = y && Array.from({ length: count }, (_, i) => y(i));
  const folder = folderOf({
    'x.npy': floats([count, 2, SAMPLES], waves),
    ...(rows && { 'y.npy': floats([count, rows[0]!.length], rows.flat()) }),
    'waves.json': Buffer.from(JSON.stringify(set)),
  });
  writeFileSync(join(folder, 'heads.onnx'), onnx(model));
  return { file: join(folder, 'heads.onnx'), data: join(folder, 'waves.json') };
}

test('heads of one trunk and of a branch become channels of one layer, and say what their ends say', async () => {
  const { integer, float, levels, notes } = await quantiseNetwork({ ...files(HEADS), name: 'own', windows: 3200 });
  expect(integer.task).toEqual({
    kind: 'several',
    outputs: [
      { name: 'Kind_of_beat', count: 3, task: { kind: 'classes' } },
      { name: 'rate', count: 1, task: { kind: 'values' } },
      { name: 'noisy', count: 2, task: { kind: 'labels' } },
    ],
  });
  expect(integer.classes).toEqual(['Kind_of_beat0', 'Kind_of_beat1', 'Kind_of_beat2', 'rate', 'noisy0', 'noisy1']);
  expect(notes).toContainEqual('several outputs: Kind_of_beat: classes, 3; rate: values, 1; noisy: labels, 2');
  const of = Object.fromEntries(levels.map((level) => [level.level, level]));
  expect(of['as folded']!.largest).toBeLessThan(1e-9);
  expect(of.integer!.rms).toBeLessThan(0.15);
  // Of the last layer, what a head does not read: no weight of the float network, no basis of the integer one.
  const last = convolutions(float.layers).at(-1)!;
  const apart = (o: number, c: number) => (o < 4 ? c >= 4 : c < 4);
  for (let o = 0; o < 6; o++) for (let c = 0; c < 9; c++) if (apart(o, c)) expect(last.weights[o * 9 + c]).toBe(0);
  const back = parseIntegerModel(printIntegerModel(integer), 'x');
  expect(decisionOf(back, [1, 5, 2, -7, 3, -3])).toMatchObject({
    outputs: [{ index: 1 }, { kind: 'values' }, { set: [true, false] }],
  });
});

describe('targets', () => {
  const KIND = { name: 'Kind_of_beat', kind: 'classes', names: ['a', 'b', 'c'] };
  const RATE = { name: 'rate', kind: 'values', names: ['bpm'], units: ['1/min'] };
  const quick = { name: 'own', windows: 320 };

  test('of all outputs name the scores and measure each', async () => {
    const noisy = { name: 'noisy', kind: 'labels', names: ['mains', 'muscle'] };
    const targets = { kind: 'several', outputs: [RATE, noisy, KIND] };
    const given = files(HEADS, targets, (i) => [i, i % 2, 1, i % 3]);
    const { integer, outputs, metric, notes, levels } = await quantiseNetwork({ ...given, ...quick });
    expect(integer.classes).toEqual(['a', 'b', 'c', 'bpm', 'mains', 'muscle']);
    expect(integer.task).toMatchObject({
      outputs: [{ task: { kind: 'classes' } }, { task: { units: ['1/min'] } }, { task: { kind: 'labels' } }],
    });
    expect(outputs.map(({ name }) => name)).toEqual(['rate: bpm', 'noisy: mains', 'noisy: muscle', 'Kind_of_beat']);
    expect(Object.keys(levels[0]!.metrics).sort()).toEqual(['F1', 'R2', 'RMSE', 'accuracy']);
    expect([metric.kind, outputs[3]!.float.accuracy]).toEqual(['RMSE', levels[0]!.metrics.accuracy]);
    expect(notes.filter((text) => /targets|compared/.test(text))).toEqual([]);
  });

  test.each<[string, object, (window: number) => number[], string[], RegExp]>([
    [
      'of one output by its name',
      { kind: 'several', outputs: [RATE, { ...KIND, name: 'other' }] },
      (i) => [i, 0],
      ['rate: bpm'],
      /its other: classes a, b, c are not compared/,
    ],
    [
      'of one kind that one output alone has',
      { kind: 'values', names: ['bpm'] },
      (i) => [i],
      ['rate: bpm'],
      /no targets of Kind_of_beat, noisy/,
    ],
    [
      'of no output',
      { kind: 'values', names: ['p', 'q', 'r', 's'] },
      (i) => [i, i, i, i],
      [],
      /its values p, q, r, s are not compared/,
    ],
  ])('%s', async (_, targets, y, judged, note) => {
    const { outputs, notes, integer } = await quantiseNetwork({ ...files(HEADS, targets, y), ...quick });
    expect(outputs.map(({ name }) => name)).toEqual(judged);
    expect(notes.join('\n')).toMatch(note);
    expect(integer.classes[3]).toBe(judged.length > 0 ? 'bpm' : 'rate');
  });
});

const CONSTANTS = { ...HEADS.constants, rate_w: values([1, 2, 1], 7) };

test.each<[string, Partial<BuiltModel>]>([
  ['a head of another kernel', { nodes: [conv('x', 'trunk'), conv('x', 'rate', 1)], outputs: ['trunk', 'rate'] }],
  [
    'an output that another layer reads',
    { nodes: [conv('x', 'trunk'), conv('trunk', 'branch')], outputs: ['trunk', 'branch'] },
  ],
])('%s is computed as its framework does', async (_, change) => {
  const given = { ...files({ ...HEADS, ...change, constants: CONSTANTS }), name: 'own', windows: 320 };
  const { integer, levels } = await quantiseNetwork(given);
  const of = Object.fromEntries(levels.map((level) => [level.level, level]));
  expect(of['as folded']!.largest).toBeLessThan(1e-9);
  expect(of.integer!.rms).toBeLessThan(0.15);
  expect(integer.classes).toHaveLength(change.outputs![1] === 'rate' ? 5 : 9);
});

test('outputs of different lengths are refused', async () => {
  const short: BuiltNode = {
    ...conv('x', 'rate', 1),
    attributes: { pads: [0, 0], kernel_shape: [1], strides: [2] },
  };
  const model = { ...HEADS, nodes: [conv('x', 'trunk'), short], outputs: ['trunk', 'rate'], constants: CONSTANTS };
  const given = { ...files(model), name: 'own', windows: 0 };
  await expect(quantiseNetwork(given)).rejects.toThrow(/an output of another length than the first/);
});
