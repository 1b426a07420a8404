import { describe, expect, test } from 'vitest';
import { type SignalSet, signalSet, type Targets } from '../../generator/data/signal-set.js';
import { networkOutputs, type OutputForm } from '../../generator/quantise/network-outputs.js';

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
    expect(networkOutputs(given, set(train), measured)).toEqual({ names, measured, notes: [] });
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
