import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fragmentsFor } from '../../generator/data/for-model.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { ECG17 } from '../ecg17.js';
import { codes3600, folderOf, matlab4, pack212, problemsOf } from './readers/files.js';
import { labelsOf } from './sets.js';

const ecg = { name: 'ecg', classes: ECG17.classes, input: ECG17.input };
const own = {
  name: 'own',
  classes: ['a', 'b'],
  input: { samples: 4, channels: 2, sampleRateHz: 250, codeBits: 8, zero: 128, shift: 0, bits: 8 },
};
const none = { data: undefined, fragments: undefined, usual: 3 };
const folder = () => folderOf({ '3 AFL/222m (0).mat': matlab4(codes3600()), '1 NSR/1m (0).mat': matlab4(codes3600()) });
const record = (rate = 250, bits = 8) =>
  join(
    folderOf({
      'r.hea': `r 2 ${rate} 9\nr.dat 212 50(128)/mV ${bits} 128 128\nr.dat 212 50(128)/mV ${bits} 128 127\n`,
      'r.dat': pack212(Array.from({ length: 18 }, (_, i) => 128 + (i % 2 === 0 ? i : -i))),
    }),
    'r.hea',
  );

test('built in: synthetic ECG for the model it is made for, signals of its own shape for any other', () => {
  expect(fragmentsFor(ecg, none)).toMatchObject({
    set: { provenance: { source: 'synthetic ECG (seed 1)' }, inputs: [{ samples: 3600 }] },
    ownLabels: true,
    notes: [],
  });
  const { set, ownLabels } = fragmentsFor(own, none);
  expect(set).toMatchObject({ inputs: [{ samples: 4, channels: 2 }], targets: null });
  expect(set.provenance.source).toBe('built-in signals (seed 1)');
  expect([set.names.length, ownLabels]).toEqual([3, false]);
  const sleep = fragmentsFor({ ...ecg, classes: ['Wake', 'N1'] }, none);
  expect(sleep.set.provenance.source).toBe('built-in signals (seed 1)');
});

test('data: as many as usual or as there are, in their own classes', () => {
  const { ownLabels, set } = fragmentsFor(ecg, { ...none, data: folder() });
  expect([ownLabels, labelsOf(set)]).toEqual([true, [0, 2]]);
  expect(problemsOf(() => fragmentsFor(ecg, { ...none, data: folder(), fragments: 3 }))[0]).toMatchObject({
    allowed: '1 to 2',
  });
});

test('labels of another task are left out', () => {
  const chosen = fragmentsFor({ ...ecg, name: 'sleep', classes: ['Wake', 'N1'] }, { ...none, data: folder() });
  expect(chosen.set).toMatchObject({ targets: null, names: { length: 2 } });
  expect(chosen.notes).toEqual([
    expect.stringMatching(/the classes of .* are not the classes of model sleep: they are left out/),
  ]);
});

test('data that do not fit are refused; those of the environment give way, and that is said', () => {
  const data = folder();
  const fields = problemsOf(() => fragmentsFor(own, { ...none, data })).map(({ field }) => field);
  expect(fields).toEqual(['samples', 'channels', 'rate', 'codeBits', '1 NSR/1m (0), sample 0']);
  const { set, notes } = fragmentsFor(own, { ...none, data, replaceable: true });
  expect(set.provenance.source).toBe('built-in signals (seed 1)');
  expect(notes).toEqual([expect.stringContaining(`${data} is left out: `)]);
});

test('a record of the model’s rate, its signals as channels', () => {
  const path = record();
  const { set, notes } = fragmentsFor(own, { ...none, data: path });
  expect([...windowCodes(set, 0)]).toEqual([128, 127, 130, 125, 132, 123, 134, 121]);
  expect([set.names, notes]).toEqual([['r (0)', 'r (1)'], []]);
  const swapped = fragmentsFor(own, { ...none, record: path, signals: [1, 0] }).set;
  expect([...windowCodes(swapped, 0)].slice(0, 2)).toEqual([127, 128]);
  const problems = problemsOf(() => fragmentsFor(own, { ...none, record: path, signals: [0] }));
  expect(problems[0]).toMatchObject({ where: '--signal', fix: '0,1' });
});

test.each<[string, number, number, string]>([
  ['another rate', 360, 8, 'rate'],
  ['another width', 250, 11, 'codeBits'],
])('a record of %s', (_, rate, bits, field) => {
  expect(problemsOf(() => fragmentsFor(own, { ...none, record: record(rate, bits) }))[0]!.field).toBe(field);
});

test('windows with an invalid sample in any channel are left out, which is told', () => {
  const samples = Array.from({ length: 24 }, (_, i) => (i === 3 ? -2048 : 128));
  const dir = folderOf({ 'a.hea': `a 2 250 12\n${'a.dat 212 50(128) 8\n'.repeat(2)}`, 'a.dat': pack212(samples) });
  const { set, notes } = fragmentsFor(own, { ...none, record: join(dir, 'a') });
  expect(set.names).toEqual(['a (1)', 'a (2)']);
  expect(notes).toEqual([expect.stringMatching(/invalid samples \(-2048\): 0,1 of 12; 1 of 3 windows hold one/)]);
});

test('one signal is no two channels', () => {
  const one = join(
    folderOf({ 'a.hea': 'a 1 250 8\na.dat 212 50(128) 8 128 9', 'a.dat': pack212(Array(8).fill(9)) }),
    'a.hea',
  );
  expect(problemsOf(() => fragmentsFor(own, { ...none, record: one }))[0]!.message).toMatch(/fewer than the channels/);
});

test('a header that does not say the bits of a code: told as not compared', () => {
  const short = join(
    folderOf({ 'a.hea': 'a 2 250 4\na.dat 212\na.dat 212', 'a.dat': pack212(Array(8).fill(9)) }),
    'a.hea',
  );
  const { notes, set } = fragmentsFor(own, { ...none, record: short });
  expect(set.names).toHaveLength(1);
  expect(notes).toEqual([expect.stringMatching(/does not say, so not compared: bits of a code$/)]);
});

test('windows of one signal of a record are not numbered as its fragments are', () => {
  const codes = Array.from({ length: 4 * 4 * 2 }, (_, i) => (i * 37) % 256);
  const file = join(
    folderOf({ 'w.hea': 'w 2 250 16\nw.dat 212 200 8 128\nw.dat 212 200 8 128', 'w.dat': pack212(codes) }),
    'w.hea',
  );
  const plain = fragmentsFor(own, { ...none, record: file });
  const { set } = fragmentsFor(own, { ...none, record: file, hop: 1 });
  expect(plain.set.windows).toBeDefined();
  expect(set.windows).toBeUndefined();
  const windows = set.names.map((_, i) => [...windowCodes(set, i)]);
  expect(windows.slice(1).map((window) => window.slice(0, -2))).toEqual(
    windows.slice(0, -1).map((window) => window.slice(2)),
  );
});

test('a data set file: the model of its shape takes it, with labels of its own', () => {
  const dataset = {
    ...{ name: 'own', reader: 'csv', options: { files: ['w.csv'], label: 'class' }, classes: ['a', 'b'] },
    input: { samples: 4, channels: 2, rateHz: 250, codeBits: 8, zero: 128, gain: 1 },
  };
  const lines = ['class,0,1,2,3,4,5,6,7', 'b,0,1,2,3,10,20,30,40', 'a,0,0,0,0,0,0,0,0'];
  const data = join(folderOf({ 'own.json': JSON.stringify(dataset), 'w.csv': lines.join('\n') }), 'own.json');
  const { set, ownLabels, notes } = fragmentsFor(own, { ...none, data });
  expect([ownLabels, labelsOf(set), notes]).toEqual([true, [0, 1], []]);
  expect([...windowCodes(set, 1)]).toEqual([128, 138, 129, 148, 130, 158, 131, 168]);
});
