import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, type FormatName } from '../../../generator/data/readers/wfdb-formats.js';
import { readWfdb } from '../../../generator/data/readers/wfdb-record.js';
import { folderOf, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { BITS, checksum, PACK } from './wfdb-pack.js';

const NAMES = Object.keys(FORMATS) as FormatName[];
const recordOf = (header: string, files: Record<string, string | Uint8Array>) =>
  readWfdb(join(folderOf({ 'r.hea': header, ...files }), 'r'));
const codesOf = (header: string, files: Record<string, string | Uint8Array>) =>
  recordOf(header, files).signals.map(({ codes }) => [...codes]);

describe.each(NAMES.filter((name) => name !== '8'))('format %s', (name) => {
  const top = 2 ** (BITS[name] - 1);
  const values = fc.integer({ min: -top, max: top - 1 });
  const frames = (signals: number) =>
    fc.array(fc.array(values, { minLength: signals, maxLength: signals }), { minLength: 1 });

  test('what was packed, in one signal to three, with first values and checksums', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }).chain(frames), (rows) => {
        const columns = rows[0]!.map((_, s) => rows.map((row) => row[s]!));
        const lines = columns.map((column) => `r.dat ${name} 1 0 0 ${column[0]} ${checksum(column)} 0`);
        const header = [`r ${columns.length} 100 ${rows.length}`, ...lines].join('\n');
        expect(codesOf(header, { 'r.dat': PACK[name](rows.flat()) })).toEqual(columns);
      }),
      { numRuns: 40 },
    );
  });

  test('its mark of no sample is its least value', () => {
    const [signal] = recordOf(`r 1 100 2\nr.dat ${name}`, { 'r.dat': PACK[name]([-top, 1 - top]) }).signals;
    expect([...signal!.codes].map((code) => code === signal!.invalid)).toEqual([true, false]);
  });

  test('without a length all of the file, and no part of a sample', () => {
    const whole = Array.from({ length: 6 }, (_, i) => i - 3);
    const dat = PACK[name](whole);
    expect(codesOf(`r 2\n${`r.dat ${name}\n`.repeat(2)}`, { 'r.dat': dat })).toEqual([
      [-3, -1, 1],
      [-2, 0, 2],
    ]);
    const more = Buffer.concat([dat, Buffer.alloc(BITS[name] > 8 ? 1 : 0)]);
    if (BITS[name] > 8)
      expect(problemsOf(() => codesOf(`r 1\nr.dat ${name}`, { 'r.dat': more }))[0]).toMatchObject({
        message: `no whole number of samples of 1 signals in format ${name}`,
      });
  });

  test.each([
    ['shorter', -1],
    ['longer', 1],
  ])('a file that is %s than its header says', (message, bytes) => {
    const dat = PACK[name]([1, 2, 3, 4, 5, 6]);
    const changed = bytes < 0 ? dat.subarray(0, bytes) : Buffer.concat([dat, Buffer.alloc(bytes)]);
    const [problem] = problemsOf(() => codesOf(`r 1 100 6\nr.dat ${name}`, { 'r.dat': changed }));
    expect(problem).toMatchObject({ where: expect.stringMatching(/r\.dat$/), message: expect.stringMatching(message) });
  });

  test('bytes before the first sample', () => {
    const dat = Buffer.concat([Buffer.alloc(24, 7), PACK[name]([5, -5])]);
    expect(codesOf(`r 1 100 2\nr.dat ${name}+24`, { 'r.dat': dat })).toEqual([[5, -5]]);
  });
});

describe('samples that share bytes, the last group filled or not', () => {
  test.each<[FormatName, number, number[]]>([
    ['310', 1, [2, 4]],
    ['310', 2, [4]],
    ['311', 1, [2, 4]],
    ['311', 2, [3, 4]],
    ['212', 1, [2, 3]],
  ])('format %s, %i samples of a group', (name, samples, lengths) => {
    const values = [100, -200, 300, -400, 500].slice(0, 3 + samples);
    const all = name === '212' ? values.slice(1) : values;
    const whole = PACK[name](all);
    const group = name === '212' ? 3 : 4;
    const before = whole.length - group;
    for (let bytes = 1; bytes <= group + 1; bytes++) {
      const dat = Buffer.concat([whole, Buffer.alloc(1)]).subarray(0, before + bytes);
      const read = readOrRefuse(() => codesOf(`r 1 100 ${all.length}\nr.dat ${name}`, { 'r.dat': dat }));
      const fits = bytes >= lengths[0]! && bytes <= group;
      expect([bytes, read]).toEqual([bytes, fits ? [all] : null]);
      if (lengths.includes(bytes) && bytes < group)
        expect(codesOf(`r 1\nr.dat ${name}`, { 'r.dat': dat })).toEqual([all]);
    }
  });
});

describe('format 8', () => {
  const rows = [
    [0, 0],
    [127, -1],
    [-128, 100],
  ];
  const dat = PACK['8'](rows.flat());
  test.each<[string, string, number[][]]>([
    [
      'from the first values',
      'r.dat 8 100 10 0 -53 -33 0\nr.dat 8 100 10 0 1000',
      [
        [-53, 74, -54],
        [1000, 999, 1099],
      ],
    ],
    [
      "from the converter's zero",
      'r.dat 8 100 10 512\nr.dat 8',
      [
        [512, 639, 511],
        [0, -1, 99],
      ],
    ],
    [
      'from first values of 0',
      'r.dat 8 100 10 512 0 0\nr.dat 8 100 10 0 0 98',
      [
        [0, 127, -1],
        [0, -1, 99],
      ],
    ],
  ])('%s', (_, lines, columns) => {
    expect(codesOf(`r 2 100 3\n${lines}`, { 'r.dat': dat })).toEqual(columns);
  });
  test('first values are no check; sums are', () => {
    const other = PACK['8']([5, 0]);
    expect(codesOf('r 1 100 2\nr.dat 8 100 10 0 7 24', { 'r.dat': other })).toEqual([[12, 12]]);
    expect(problemsOf(() => codesOf('r 1 100 2\nr.dat 8 100 10 0 7 25', { 'r.dat': other }))).toMatchObject([
      { field: 'signal[0].checksum', value: 24, allowed: '25' },
    ]);
  });
});

describe('several signals', () => {
  test('in several files of several formats', () => {
    const header = 'r 3 100 2\na.dat 16\nb.dat 310\na.dat 16';
    expect(codesOf(header, { 'a.dat': PACK['16']([1, 2, 3, 4]), 'b.dat': PACK['310']([5, 6]) })).toEqual([
      [1, 3],
      [5, 6],
      [2, 4],
    ]);
  });
  test('of several samples a frame', () => {
    const record = recordOf('r 2 100 2\nr.dat 16x3\nr.dat 16', { 'r.dat': PACK['16']([1, 2, 3, 9, 4, 5, 6, 8]) });
    expect(record.signals.map(({ codes }) => [...codes])).toEqual([
      [1, 2, 3, 4, 5, 6],
      [9, 8],
    ]);
    expect(record).toMatchObject({ samples: 2, signals: [{ samplesPerFrame: 3 }, { samplesPerFrame: 1 }] });
  });
  test('with skew: samples before the first one are left, at the end some are missing', () => {
    const sums = [checksum([7, 1, 2]), checksum([1, 2, 3])];
    const header = `r 2 100 3\nr.dat 16:1 1 16 0 7 ${sums[0]}\nr.dat 16 1 16 0 1 ${sums[1]}`;
    const record = recordOf(header, { 'r.dat': PACK['16']([7, 1, 1, 2, 2, 3]) });
    expect(record.signals.map(({ codes }) => [...codes])).toEqual([
      [1, 2, -32768],
      [1, 2, 3],
    ]);
    const all = recordOf('r 1 100 2\nr.dat 8x2:400', { 'r.dat': PACK['8']([1, 1, 1, 1]) }).signals[0]!;
    expect([...all.codes].every((code) => code === all.invalid)).toBe(true);
  });
  test('without a file', () => {
    const [null_, signal] = recordOf('r 2\n~ 0x2 5/uV 0 0 0 0 0 RESP\nr.dat 16', {
      'r.dat': PACK['16']([1, 2]),
    }).signals;
    expect([...null_!.codes].every((code) => code === null_!.invalid)).toBe(true);
    expect([null_!.codes.length, [...signal!.codes]]).toEqual([4, [1, 2]]);
  });
  test('of files of different lengths', () => {
    const files = { 'a.dat': PACK['16']([1, 2]), 'b.dat': PACK['16']([1]) };
    expect(problemsOf(() => codesOf('r 2\na.dat 16\nb.dat 16', files))[0]!.message).toBe(
      'the signals differ in length',
    );
  });
});

describe('refused', () => {
  const dat = PACK['16']([1, 2]);
  test.each<[string, string, object]>([
    ['FLAC of 8 bits', 'r 1 100 2\nr.dat 508', { field: 'signal[0].format', fix: expect.stringMatching(/\['80'\]/) }],
    ['FLAC of 16 bits', 'r 1 100 2\nr.dat 516', { message: expect.stringMatching(/FLAC/), value: '516' }],
    ['FLAC of 24 bits', 'r 1 100 2\nr.dat 524x2', { fix: expect.stringMatching(/wfdb\.rdrecord.*\['24'\]/) }],
    ['a format that there is not', 'r 1 100 2\nr.dat 17', { value: '17', allowed: expect.stringMatching(/61.*212/) }],
    ['two preambles of a file', 'r 2 100 1\nr.dat 16\nr.dat 16+2', { field: 'signal[1].format', value: '16+2' }],
    ['neither files nor a length', 'r 1 100\n~ 0', { field: 'samples' }],
    [
      'more than a file holds that is read',
      'r 1 100 2\nr.dat 16+2000000000',
      { message: 'larger than is read, by its header' },
    ],
    [
      'more than memory holds',
      'r 1 100 2147483647\nr.dat 16',
      { message: 'more samples than are held in memory at once' },
    ],
    ['signals of nothing, more than memory holds', 'r 1 100 2147483647\n~ 0', { message: /more samples/ }],
  ])('%s', (_, header, expected) => {
    const given = { ...expected } as { message?: unknown };
    if (given.message instanceof RegExp) given.message = expect.stringMatching(given.message);
    expect(problemsOf(() => codesOf(header, { 'r.dat': dat }))).toEqual([expect.objectContaining(given)]);
  });
  test('a large file without a length, before its samples are held', () => {
    const dir = folderOf({ 'r.hea': 'r 1\nr.dat 80', 'r.dat': '' });
    truncateSync(join(dir, 'r.dat'), 2 ** 36);
    expect(problemsOf(() => readWfdb(join(dir, 'r')))[0]!.message).toMatch(/larger/);
  });
  test('mutated headers and files, or read', () => {
    const header = Buffer.from('r 3 100 2\na.dat 16x2:2 1/mV 16 0 1 2\nb.dat 8 1(0)/mV\n~ 0\n');
    const a = PACK['16']([1, 2, 3, 4]);
    fc.assert(
      fc.property(mutationsOf(header), mutationsOf(a), (hea, file) => {
        const files = { 'r.hea': hea, 'a.dat': file, 'b.dat': PACK['8']([1, 2]) };
        readOrRefuse(() => readWfdb(join(folderOf(files), 'r')));
      }),
      { numRuns: 300 },
    );
  });
});
