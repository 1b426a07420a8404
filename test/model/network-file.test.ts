import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNetwork } from '../../generator/model/network-file.js';
import { convolutions } from '../../generator/network/network.js';
import type { UserError } from '../../generator/support/errors.js';

/** Two channels, two convolutions, three classes. */
const NETWORK = {
  name: 'own',
  inputs: [
    { samples: 20, channels: 2, sampleRateHz: 10, codeBits: 12, zero: [2048, 100], shift: 4, bits: 8, scaleLog2: -5 },
  ],
  nodes: [
    {
      name: 'conv1',
      kind: 'convolution',
      from: ['input'],
      outChannels: 4,
      kernel: 5,
      padding: 2,
      pool: { kernel: 2, stride: 2 },
    },
    { name: 'head', kind: 'convolution', from: ['conv1'], outChannels: 3, kernel: 10 },
  ],
  outputs: [{ from: 'head', task: { kind: 'classes', names: ['a', 'b', 'c'] } }],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-network-'));
  mkdirSync(join(folder, 'deeper'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a network from its file. */
function read(network: object) {
  writeFileSync(join(folder, 'own.json'), JSON.stringify(network));
  return readNetwork('../own.json', join(folder, 'deeper', 'x.train.json'));
}

/** Reads the network with one field, given by its path, changed. */
function changed(path: (string | number)[], value: unknown) {
  const network = structuredClone(NETWORK);
  let at = network as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1)!] = value;
  return () => read(network);
}

test('a file beside the one that names it: channels, strides and paddings follow', () => {
  const { layers, input, inputScale, classes } = changed(['name'], 'own')();
  expect(convolutions(layers).map(({ inChannels, outChannels }) => [inChannels, outChannels])).toEqual([
    [2, 4],
    [4, 3],
  ]);
  expect(layers[1]).toMatchObject({ stride: 1, padding: 0, pool: null, from: ['conv1'] });
  expect([input.channels, input.zero, inputScale, classes]).toEqual([2, [2048, 100], 1 / 32, ['a', 'b', 'c']]);
});

test('sums, channels side by side, groups and scores of each step', () => {
  const nodes = [
    { name: 'a', kind: 'convolution', from: ['input'], outChannels: 4, kernel: 3, padding: 1, groups: 2 },
    { name: 'b', kind: 'convolution', from: ['a'], outChannels: 4, kernel: 3, padding: 2, dilation: 2, groups: 1 },
    { name: 'sum', kind: 'add', from: ['a', 'b'], activation: 'none' },
    { name: 'both', kind: 'concat', from: ['sum', 'a'] },
    { name: 'head', kind: 'convolution', from: ['both'], outChannels: 2, kernel: 1 },
  ];
  const outputs = [{ from: 'head', per: 'step', task: { kind: 'values', names: ['p', 'q'], units: ['Pa', 'l'] } }];
  const { layers, per, task, classes } = read({ ...NETWORK, nodes, outputs });
  expect([per, task, classes]).toEqual(['step', { kind: 'values', units: ['Pa', 'l'] }, ['p', 'q']]);
  expect(layers.map(({ outChannels }) => outChannels)).toEqual([4, 4, 4, 8, 2]);
  expect(layers[0]).toMatchObject({ channelGroups: 2, inChannels: 2 });
  expect(layers[1]).not.toHaveProperty('channelGroups');
  expect(layers[2]).toEqual({
    name: 'sum',
    kind: 'add',
    from: ['a', 'b'],
    outChannels: 4,
    activation: 'none',
    pool: null,
  });
  expect(layers[4]).toMatchObject({ inChannels: 8 });
});

test('values come from a convolution, which takes their units', () => {
  const nodes = [
    { name: 'a', kind: 'convolution', from: ['input'], outChannels: 1, kernel: 20 },
    { name: 'b', kind: 'convolution', from: ['input'], outChannels: 1, kernel: 20 },
    { name: 'sum', kind: 'add', from: ['a', 'b'] },
  ];
  const outputs = [{ from: 'sum', task: { kind: 'values', names: ['p'] } }];
  expect(() => read({ ...NETWORK, nodes, outputs })).toThrow(
    /nodes\[2\]\.kind: the output is brought to the unit.*try: a convolution of kernel 1/,
  );
});

describe('several outputs', () => {
  const rhythm = { name: 'rhythm', from: 'head', task: { kind: 'classes', names: ['a', 'b'] } };
  const rate = { name: 'rate', from: 'head', task: { kind: 'values', names: ['a'], units: ['1/min'] } };
  const having = (...outputs: object[]) => ({ ...NETWORK, outputs });

  test('share the channels of one node, one behind the other; names differ within an output', () => {
    const { classes, task } = read(having(rhythm, rate));
    expect(classes).toEqual(['a', 'b', 'a']);
    expect(task).toEqual({
      kind: 'several',
      outputs: [
        { name: 'rhythm', count: 2, task: { kind: 'classes' } },
        { name: 'rate', count: 1, task: { kind: 'values', units: ['1/min'] } },
      ],
    });
  });

  const head = (name: string, outChannels: number, change: object = {}) => {
    return { name, kind: 'convolution', from: ['conv1'], outChannels, kernel: 10, ...change };
  };
  const [conv1] = NETWORK.nodes;
  const heads = [
    { ...rhythm, from: 'h1' },
    { ...rate, from: 'h2' },
  ];

  test('may be of a head each: these become one node, in the order of the outputs', () => {
    const nodes = [conv1, head('h2', 1), head('h1', 2, { dilation: 1 })];
    const { classes, task, layers } = read({ ...NETWORK, nodes, outputs: heads });
    expect(layers.map(({ name, outChannels }) => [name, outChannels])).toEqual([
      ['conv1', 4],
      ['outputs', 3],
    ]);
    const one = read(having(rhythm, rate));
    expect([classes, task]).toEqual([one.classes, one.task]);
  });

  test.each<[string, object[], string, RegExp]>([
    [
      'another kernel',
      [head('h1', 2), head('h2', 1, { kernel: 9 })],
      'nodes[2].kernel',
      /output rate .* of output rhythm/,
    ],
    ['another input', [head('h1', 2), head('h2', 1, { from: ['input'] })], 'nodes[2].from', /output rate/],
    ['groups', [head('h1', 2, { groups: 2 }), head('h2', 1)], 'nodes[1].groups', /of several groups/],
    ['a channel too many', [head('h1', 3), head('h2', 1)], 'nodes[1].outChannels', /a channel for each of a, b/],
    ['a head that is read', [head('h1', 2), head('h2', 1, { from: ['h1'] })], 'outputs[0].from', /no head of rhythm/],
    [
      'a kernel that does not fit',
      [head('h1', 2, { kernel: 11 }), head('h2', 1, { kernel: 11 })],
      'nodes[2].kernel',
      /./,
    ],
  ])('%s is refused of heads', (_, nodes, field, message) => {
    let problems: UserError['problems'] = [];
    try {
      read({ ...NETWORK, nodes: [conv1, ...nodes], outputs: heads });
    } catch (error) {
      problems = (error as UserError).problems;
    }
    expect(problems).toContainEqual(expect.objectContaining({ field, message: expect.stringMatching(message) }));
  });

  test.each<[string, object[], string, RegExp]>([
    ['no name', [rhythm, { ...rate, name: undefined }], 'outputs[1].name', /missing field/],
    ['a keyword', [rhythm, { ...rate, name: 'wire' }], 'outputs[1].name', /no Verilog identifier/],
    ['a name twice', [rhythm, { ...rate, name: 'Rhythm' }], 'outputs[1].name', /there twice/],
    ['another node', [rhythm, { ...rate, from: 'conv1' }], 'outputs[1].from', /another node/],
    ['of steps and of windows', [rhythm, { ...rate, per: 'step' }], 'outputs[1].per', /otherwise/],
    [
      'a name of the only one',
      [{ ...rhythm, task: { kind: 'classes', names: ['a', 'b', 'c'] } }],
      'outputs[0].name',
      /only/,
    ],
    ['too few channels', [rhythm, { ...rhythm, name: 'other' }], 'nodes[1].outChannels', /for each output/],
    [
      'a name of its own twice',
      [
        { ...rhythm, task: { kind: 'labels', names: ['b'] } },
        { ...rate, task: { kind: 'labels', names: ['c', 'c'] } },
      ],
      'outputs[1].task.names[1]',
      /a label name that is there twice/,
    ],
    [
      'a unit too many',
      [rhythm, { ...rate, task: { ...rate.task, units: ['s', 'm'] } }],
      'outputs[1].task.units',
      /one for each/,
    ],
  ])('%s is refused', (_, outputs, field, message) => {
    let problems: UserError['problems'] = [];
    try {
      read(having(...outputs));
    } catch (error) {
      problems = (error as UserError).problems;
    }
    expect(problems).toContainEqual(expect.objectContaining({ field, message: expect.stringMatching(message) }));
  });
});

describe('what cannot be is named where it stands', () => {
  test.each<[(string | number)[], unknown, string]>([
    [['nodes', 1, 'from', 0], 'conv2', 'nodes[1].from[0]'],
    [['nodes', 1, 'from', 0], 'input', 'nodes[0]'],
    [['nodes', 1, 'outChannels'], 4, 'nodes[1].outChannels'],
    [['nodes', 1, 'kernel'], 11, 'nodes[1].kernel'],
    [['nodes', 1, 'kernel'], 9, 'nodes[1]'],
    [['nodes', 0, 'name'], 'reg', 'nodes[0].name'],
    [['nodes', 0, 'dilation'], 0, 'nodes[0].dilation'],
    [['nodes', 0, 'groups'], 3, 'nodes[0].groups'],
    [
      ['outputs', 0, 'task'],
      { kind: 'labels', names: ['a', 'b', 'c'], thresholds: [1, 2, 3] },
      'outputs[0].task.thresholds',
    ],
    [['nodes', 0, 'groups'], 4, 'nodes[0].groups'],
    [['nodes', 0, 'kind'], 'lstm', 'nodes[0].kind'],
    [['inputs', 0, 'zero'], [1, 2, 3], 'inputs[0].zero'],
    [['inputs', 0, 'zero'], 4096, 'inputs[0].zero'],
    [['inputs', 0, 'scaleLog2'], 0.5, 'inputs[0].scaleLog2'],
    [['outputs', 0, 'from'], 'conv1', 'outputs[0].from'],
    [['outputs', 0, 'task', 'names'], ['a', 'b', 'a'], 'outputs[0].task.names[2]'],
  ])('%j: %j', (path, value, field) => {
    let problems: UserError['problems'] = [];
    try {
      changed(path, value)();
    } catch (error) {
      problems = (error as UserError).problems;
    }
    expect(problems).toContainEqual(expect.objectContaining({ where: join(folder, 'own.json'), field }));
  });
});

test('a name that no file has: the nearest that one has', () => {
  expect(() => readNetwork('ecg71', 'x.train.json')).toThrow(
    /x\.train\.json: network: no such network \(found "ecg71"\); allowed: ecg17, ecg17-lean, ecg17-patient, ecg17-small, .*try: ecg17$/,
  );
});
