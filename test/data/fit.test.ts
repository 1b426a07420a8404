import { expect, test } from 'vitest';
import { aboutOf, defaultDataset } from '../../generator/data/dataset-file.js';
import { datasetOf, fitOf, requireFit } from '../../generator/data/fit.js';
import { type SignalInput, type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import { problemsOf } from './readers/files.js';
import { withInput } from './sets.js';

const input = { samples: 4, channels: 1, sampleRateHz: 250, codeBits: 8, zero: 128, shift: 0, bits: 8 };
const model = { name: 'm', classes: ['a', 'b'], input };
const converter = { rateHz: 250, codeBits: 8, zero: [128] };

function set(change: Partial<SignalInput> = {}, classes = ['a', 'b']): SignalSet {
  const one = { codes: [0, 1, 254, 255], label: 0, group: 'r', name: 'f' };
  return withInput(signalSet('data', { samples: 4, channels: 1, ...converter }, [one], classes), change);
}

test('data that fit', () => {
  expect(requireFit(set(), model)).toEqual({ problems: [], unknown: [], ownLabels: true });
});

test.each<[string, Partial<SignalInput>, object]>([
  ['another length', { samples: 2 }, { field: 'samples', value: 2, allowed: '4' }],
  ['channels in one', { samples: 4, channels: 2 }, { field: 'channels', value: 2, allowed: '1' }],
  ['another rate', { rateHz: 360 }, { field: 'rate', value: 360, allowed: '250' }],
  ['another width', { codeBits: 11 }, { field: 'codeBits', value: 11, allowed: '8' }],
  [
    'codes out of range',
    { codes: Int16Array.of(1, 2, 300, -1) },
    { field: 'f, sample 2', value: 300, allowed: '0 to 255', message: 'no code of 8 bits, the first of 2' },
  ],
])('refuses %s', (_, change, problem) => {
  expect(problemsOf(() => requireFit(set(change), model))).toContainEqual(expect.objectContaining(problem));
});

test('names the channel of a code out of range', () => {
  const two = { ...model, input: { ...input, samples: 2, channels: 2 } };
  const codes = Int16Array.of(0, 0, 0, 256);
  const problems = problemsOf(() => requireFit(set({ samples: 2, channels: 2, codes }), two));
  expect(problems[0]!.field).toBe('f, sample 1 of channel 1');
});

test('all differences at once', () => {
  const other = { codes: Int16Array.of(0, 0, 0, 2047), rateHz: 360, codeBits: 11, zero: [1024] };
  const fields = fitOf(set(other), model).problems.map(({ field }) => field);
  expect(fields).toEqual(['rate', 'codeBits', 'f, sample 3']);
});

test('what the data do not say is said, not guessed', () => {
  const { problems, unknown } = fitOf(set({ codeBits: undefined }), model);
  expect(problems).toEqual([]);
  expect(unknown).toEqual(['bits of a code']);
});

test('labels of another task, or of other classes of the same number', () => {
  expect(fitOf(set({}, ['a', 'c']), model).ownLabels).toBe(false);
  expect(fitOf(set({}, ['a']), model).ownLabels).toBe(false);
});

test('sixteen bits: every word is a code, whichever its sign', () => {
  const wide = { ...model, input: { ...input, codeBits: 16, zero: 32768 } };
  expect(fitOf(set({ codes: Int16Array.of(0, -1, -32768, 5), codeBits: undefined }), wide).problems).toEqual([]);
});

/** A model of the shipped data set. */
const { classes, input: taken } = aboutOf(defaultDataset());
const known = {
  name: 'known',
  classes,
  input: {
    samples: taken.samples,
    channels: 1,
    sampleRateHz: taken.rateHz!,
    codeBits: 11,
    zero: 967,
    shift: 2,
    bits: 8,
  },
};

test('what a model subtracts need not be the zero of the converter', () => {
  expect(fitOf(set({ zero: [0] }), model).problems).toEqual([]);
  expect(taken.zero).toEqual([1024]);
  expect(datasetOf(known)?.name).toBe('mitbih17');
});

test('a gain is compared for the models of a data set that is known', () => {
  const one = { codes: new Int16Array(3600), label: 0, group: 'r', name: 'f' };
  const halved = signalSet('d', { ...taken, gain: [100] }, [one], classes);
  expect(fitOf(halved, known).problems).toMatchObject([{ field: 'gain', value: 100, allowed: '200' }]);
  expect(fitOf(halved, { ...known, classes: ['a', 'b'] }).problems).toEqual([]);
});

test.each<[string, Partial<typeof known.input> & { classes?: readonly string[] }]>([
  ['samples', { samples: 1800 }],
  ['rate', { sampleRateHz: 250 }],
  ['width', { codeBits: 12 }],
  ['channels', { channels: 2 }],
  ['classes', { classes: classes.toReversed() }],
])('no data set is known for a model of other %s', (_, { classes: names = classes, ...change }) => {
  expect(datasetOf({ name: 'e', classes: names, input: { ...known.input, ...change } })).toBeUndefined();
});
