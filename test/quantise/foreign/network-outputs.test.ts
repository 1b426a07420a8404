import { describe, expect, test } from 'vitest';
import { type SignalSet, signalSet, type Targets } from '../../../generator/data/signal-set.js';
import { networkOutputs, type OutputForm } from '../../../generator/quantise/foreign/network-outputs.js';

const set = (targets: Targets | null): SignalSet => ({
  ...signalSet('data.json', { samples: 1, channels: 1 }, [{ codes: [1], group: 'g', name: 'a' }]),
  targets,
});
const classes = (...names: string[]): Targets => ({ kind: 'classes', names, labels: [0] });
const labels = (...names: string[]): Targets => ({ kind: 'labels', names, bits: new Uint8Array(names.length) });
const values = (...names: string[]): Targets => ({ kind: 'values', names, values: new Float32Array(names.length) });
const form = (count: number, end: OutputForm['end'] = null, two = false): OutputForm => ({ count, end, two });

describe('outputs are called as targets', () => {
  test.each<[string, OutputForm, Targets | null, Targets | null, string[]]>([
    ['classes', form(2, 'softmax'), classes('a', 'b'), classes('a', 'b'), ['a', 'b']],
    ['labels', form(3, 'sigmoid'), labels('a', 'b', 'c'), labels('a', 'b', 'c'), ['a', 'b', 'c']],
    ['one value', form(1), values('v'), values('v'), ['v']],
    ['one label that has become two classes', form(2, 'sigmoid', true), labels('a'), labels('a'), ['not a', 'a']],
    ['two classes of one score', form(2, 'sigmoid', true), classes('n', 'y'), classes('n', 'y'), ['n', 'y']],
    ['of the windows to be measured by alone', form(1), null, values('v'), ['v']],
  ])('%s', (_, given, train, test_, names) => {
    const measured = set(test_);
    expect(networkOutputs(given, set(train), measured)).toMatchObject({ names, measured, notes: [] });
  });
});

describe('the task of the integer model', () => {
  const units = { kind: 'values' as const, names: ['v', 'w'], units: ['ms', 'g'], values: new Float32Array(2) };
  test.each<[string, OutputForm, Targets | null, ReturnType<typeof networkOutputs>['task']]>([
    ['classes', form(2, 'softmax'), classes('a', 'b'), undefined],
    ['labels', form(3, 'sigmoid'), labels('a', 'b', 'c'), { kind: 'labels' }],
    ['labels of bare scores', form(2), labels('a', 'b'), { kind: 'labels' }],
    ['several sigmoids without targets', form(2, 'sigmoid'), null, { kind: 'labels' }],
    ['bare scores without targets', form(2), null, undefined],
    ['one label that has become two classes', form(2, 'sigmoid', true), labels('a'), undefined],
    ['values', form(2), values('v', 'w'), { kind: 'values' }],
    ['values with units', form(2), units, { kind: 'values', units: ['ms', 'g'] }],
    ['labels behind a softmax', form(2, 'softmax'), labels('a', 'b'), undefined],
    ['values behind a sigmoid', form(2, 'sigmoid'), values('v', 'w'), { kind: 'labels' }],
    ['targets of another number', form(2), values('v'), undefined],
  ])('%s', (_, given, targets, task) => {
    expect(networkOutputs(given, set(targets), set(targets)).task).toEqual(task);
    expect(networkOutputs(given, set(null), set(targets)).task).toEqual(task);
  });
});

test('no targets at all', () => {
  expect(networkOutputs(form(2), set(null), set(null))).toMatchObject({ names: ['output0', 'output1'], notes: [] });
});

describe('targets that are not those of the outputs are left out, which is told', () => {
  const two = ['output0', 'output1'];
  test.each<[string, OutputForm, Targets, Targets, string[], RegExp]>([
    ['too few', form(2), values('v'), values('v'), two, /its values are not compared: they are 1, the network has 2/],
    ['too many classes', form(2), classes('a', 'b', 'c'), classes('a', 'b', 'c'), two, /its classes .* they are 3/],
    [
      'other names than those to train on',
      form(2),
      values('v', 'w'),
      values('w', 'v'),
      ['v', 'w'],
      /the windows to train on name others/,
    ],
    ['values behind a sigmoid', form(1, 'sigmoid'), values('v'), values('v'), ['v'], /ends in sigmoid.*no values/],
    ['one value of two classes', form(2, 'sigmoid', true), values('v'), values('v'), two, /they are 1/],
    ['labels behind a softmax', form(2, 'softmax'), labels('a', 'b'), labels('a', 'b'), ['a', 'b'], /ends in softmax/],
    ['two labels of one score', form(2, 'sigmoid', true), labels('a', 'b'), labels('a', 'b'), two, /they are 2/],
    ['one label of two sigmoids', form(2, 'sigmoid'), labels('a'), labels('a'), two, /they are 1/],
  ])('%s', (_, given, train, test_, names, note) => {
    const found = networkOutputs(given, set(train), set(test_));
    expect([found.names, found.measured.targets]).toEqual([names, null]);
    expect(found.notes).toEqual([expect.stringMatching(note)]);
    expect(found.notes[0]).toMatch(/^data\.json: /);
  });
});
