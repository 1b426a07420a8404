import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sample212 } from '../../../generator/data/readers/format212.js';
import { cutFragments } from '../../../generator/data/readers/wfdb.js';
import { annotationsIn, isBeat } from '../../../generator/data/readers/wfdb-annotations.js';
import { readAnnotations, readWfdb } from '../../../generator/data/readers/wfdb-record.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { besideData } from '../sets.js';
import { folderOf, pack212, problemsOf } from './files.js';
import { mark, words } from './wfdb-file.js';

const HEADER = [
  '# made for a test',
  'r1 2 360 4 12:00:00 01/02/2003',
  'r1.dat 212 200(1024)/mV 11 1024 995 3989 0 MLII',
  '',
  'r1.dat 212 200 11 1024 1011 4045 0 V 5',
].join('\n');
/** Sums 3989 and 4045. */
const SIGNALS = pack212([995, 1011, 1000, 1012, 998, 1011, 996, 1011]);
const ATR = Buffer.concat([
  words(mark(28, 1), mark(63, 3)),
  Buffer.from('(N\0\0'),
  words(mark(1, 1), mark(61, 2), mark(62, 1), mark(60, 0xff), mark(5, 1), mark(0, 0)),
]);

describe('readWfdb', () => {
  test('header, signals and annotations', () => {
    const dir = folderOf({ 'r1.hea': HEADER, 'r1.dat': SIGNALS, 'r1.atr': ATR });
    const record = readWfdb(join(dir, 'r1.hea'));
    expect(record).toMatchObject({ name: 'r1', sampleRateHz: 360, samples: 4, comments: ['made for a test'] });
    expect(record.signals.map((s) => [...s.codes])).toEqual([
      [995, 1000, 998, 996],
      [1011, 1012, 1011, 1011],
    ]);
    const calibration = { gain: 200, units: 'mV', baseline: 1024, adcBits: 11, adcZero: 1024 };
    expect(record.signals[0]).toMatchObject({ ...calibration, description: 'MLII' });
    expect(record.signals[1]).toMatchObject({ ...calibration, description: 'V 5' });
    const plain = { subtype: 0, channel: 0, number: 0, text: '' };
    const annotations = readAnnotations(record);
    expect(annotations).toEqual([
      { ...plain, sample: 1, symbol: '+', text: '(N' },
      // The subtype is this annotation's alone; channel and number stay.
      { ...plain, sample: 2, symbol: 'N', subtype: 2, channel: 1, number: -1 },
      { ...plain, sample: 3, symbol: 'V', channel: 1, number: -1 },
    ]);
    expect(annotations.map(isBeat)).toEqual([false, true, true]);
  });

  test('defaults, a length that is not given, no annotations, negative samples', () => {
    const dir = folderOf({ 'a.hea': 'a 1\na.dat 212 0 0 0\n', 'a.dat': pack212([0, -2048, 2047, -1]) });
    const record = readWfdb(join(dir, 'a.hea'));
    expect(record).toMatchObject({ sampleRateHz: 250, samples: 4, comments: [] });
    expect(readAnnotations(record)).toEqual([]);
    expect(record.signals[0]).toMatchObject({
      gain: 200,
      baseline: 0,
      adcBits: undefined,
      units: 'mV',
      checksum: undefined,
    });
    expect([...record.signals[0]!.codes]).toEqual([0, -2048, 2047, -1]);
  });

  test('a step longer than 1023 samples', () => {
    const long = Array.from({ length: 200_000 }, () => 0);
    const atr = words(mark(59, 0), 1, 4464, mark(1, 5), mark(59, 0), 0xffff, 0xfffe, mark(1, 7), 0);
    const dir = folderOf({ 'a.hea': 'a 1 360 200000\na.dat 212 200 12 0 0 0', 'a.dat': pack212(long), 'a.atr': atr });
    // 65536 + 4464 + 5, then -2 + 7.
    expect(readAnnotations(readWfdb(join(dir, 'a.hea'))).map((a) => a.sample)).toEqual([70005, 70010]);
  });

  test('format 212 unpacks what was packed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2048, max: 2047 })), (samples) => {
        const bytes = pack212(samples);
        expect(samples.map((_, i) => sample212(bytes, i))).toEqual(samples);
      }),
    );
  });
});

describe('readWfdb refuses', () => {
  const header = (from: string | RegExp, to: string) => ({ 'r1.hea': HEADER.replace(from, to) });
  test.each<[string, Record<string, string | Buffer>, string, RegExp]>([
    [
      'a .dat shorter than its header says',
      { 'r1.dat': SIGNALS.subarray(0, 11) },
      'r1.dat',
      /shorter .* 12 bytes; the file has 11/,
    ],
    ['a .dat longer than its header says', { 'r1.dat': pack212(Array(10).fill(0)) }, 'r1.dat', /longer .* 12 bytes$/],
    ['a signal that is not there', header(/r1\.dat/g, 'r2.dat'), 'r2.dat', /no such file/],
    ['a file elsewhere', header(/r1\.dat/g, '../r1.dat'), 'r1.hea', /not a file beside/],
    ['a wrong checksum', header('3989', '3990'), 'r1.hea', /does not agree/],
    ['a wrong first value', header('995', '996'), 'r1.hea', /does not agree/],
    ['signals of a file in two formats', header('212', '16'), 'r1.hea', /signals of r1.dat in two formats/],
    ['a format that there is not', header('212', '213'), 'r1.hea', /a format that is not read/],
    ['more samples a frame than there are', header('212', '212x4'), 'r1.dat', /2 signals, 5 x 4 samples .* 30 bytes/],
    ['fewer segments than it says', header('r1 2', 'r1/3 2'), 'r1.hea', /several segments: .* 3, 2 lines/],
    ['a signal line too few', header('r1 2', 'r1 3'), 'r1.hea', /3 signals, 2 lines/],
    ['no signals', { 'r1.hea': 'r1 0 360 4\n' }, 'r1.hea', /no number of signals/],
    ['an empty header', { 'r1.hea': '\n' }, 'r1.hea', /no record line/],
    ['rate 0', header('360', '0'), 'r1.hea', /sampling rate/],
    ['a gain in words', header('200(1024)/mV', 'high'), 'r1.hea', /cannot be read/],
    ['a zero in words', header('11 1024', '11 zero'), 'r1.hea', /no whole number/],
  ])('%s', (_, files, where, message) => {
    const dir = folderOf({ 'r1.hea': HEADER, 'r1.dat': SIGNALS, 'r1.atr': ATR, ...files });
    const [problem] = problemsOf(() => readWfdb(join(dir, 'r1.hea')));
    expect(problem).toMatchObject({ where: join(dir, where), message: expect.stringMatching(message) });
  });

  test.each<[string, Buffer, RegExp]>([
    ['a text cut off', ATR.subarray(0, 5), /truncated/],
    ['annotation code 50', words(mark(50, 1), 0), /no annotation code/],
    ['an amendment to nothing', words(mark(61, 1), 0), /no annotation code/],
  ])('%s', (_, atr, message) => {
    const record = readWfdb(join(folderOf({ 'r1.hea': HEADER, 'r1.dat': SIGNALS, 'r1.atr': atr }), 'r1.hea'));
    expect(problemsOf(() => readAnnotations(record))[0]!.message).toMatch(message);
  });

  test('a missing header', () => {
    expect(problemsOf(() => readWfdb('nowhere.hea'))[0]!.message).toMatch('there is no such file');
  });
});

describe('cutFragments', () => {
  const record = () => readWfdb(join(folderOf({ 'r1.hea': HEADER, 'r1.dat': SIGNALS, 'r1.atr': ATR }), 'r1.hea'));
  test('whole fragments only, without labels', () => {
    const set = cutFragments(record(), 3, [0]);
    expect(set).toMatchObject({ inputs: [{ samples: 3 }], targets: null, groups: ['r1'], names: ['r1 (0)'] });
    expect([...set.inputs[0].codes]).toEqual([995, 1000, 998]);
    expect(cutFragments(record(), 2, [1]).inputs[0].codes).toEqual(Int16Array.of(1011, 1012, 1011, 1011));
  });
  test('the marks in a fragment, and the rhythm in force', () => {
    const summary = (start: number, end: number) => {
      const { beats, rhythms } = annotationsIn(readAnnotations(record()), start, end);
      return [beats.map((a) => a.symbol).join(''), rhythms.map((a) => a.text).join('')];
    };
    expect([summary(0, 3), summary(3, 4), summary(0, 1), summary(1, 2)]).toEqual([
      ['N', '(N'],
      ['V', '(N'],
      ['', ''],
      ['', '(N'],
    ]);
  });
  test('signals become channels, sample by sample', () => {
    const set = cutFragments(record(), 2, [1, 0]);
    expect(set).toMatchObject({ inputs: [{ samples: 2, channels: 2 }], names: ['r1 (0)', 'r1 (1)'] });
    expect([...set.inputs[0].codes]).toEqual([1011, 995, 1012, 1000, 1011, 998, 1011, 996]);
  });
  test("says what the header says of each signal's converter", () => {
    const two = record();
    Object.assign(two.signals[1]!, { gain: 100, baseline: 7, units: 'V' });
    const converter = { rateHz: 360, codeBits: 11, zero: [1024, 7], gain: [200, 100], units: ['mV', 'V'] };
    expect(cutFragments(two, 2, [0, 1]).inputs[0]).toMatchObject(converter);
  });
  test.each<[string, number[], number, Partial<ReturnType<typeof record>['signals'][number]>, RegExp]>([
    ['a signal that is not there', [2], 2, {}, /no such signal/],
    ['a record too short', [0], 5, {}, /too few/],
    ['signals of two widths', [0, 1], 2, { adcBits: 12 }, /another width/],
  ])('refuses %s', (_, signals, samples, change, message) => {
    const changed = record();
    Object.assign(changed.signals[1]!, change);
    expect(problemsOf(() => cutFragments(changed, samples, signals))[0]!.message).toMatch(message);
  });
});

const record100 = besideData('wfdb', '100.hea');
test.skipIf(record100 === undefined)('MIT-BIH record 100', () => {
  const record = readWfdb(record100!);
  expect(record).toMatchObject({ samples: 650_000, sampleRateHz: 360 });
  expect(record.signals.map((s) => [s.description, s.codes[0], s.checksum])).toEqual([
    ['MLII', 995, -22131],
    ['V5', 1011, 20052],
  ]);
  const annotations = readAnnotations(record);
  expect(annotations).toHaveLength(2274);
  expect(annotations.filter(isBeat)).toHaveLength(2273);
  expect(annotations[0]).toMatchObject({ sample: 18, symbol: '+', text: '(N' });
  const set = cutFragments(record, 3600, [0]);
  expect(set.names).toHaveLength(180);
  expect(windowCodes(set, 1)[0]).toBe(record.signals[0]!.codes[3600]);
});
