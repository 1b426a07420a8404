import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashCodes, subset, windowCodes } from '../../../generator/data/signal-set.js';
import { summarise } from '../../../generator/data/summary.js';
import { readFolder } from '../sets.js';
import { codes3600, folderOf, matlab4, problemsOf } from './files.js';

const good = matlab4(codes3600());

describe('readFolder reads', () => {
  const files = {
    '10 VT/205m (1).mat': matlab4(codes3600(7)),
    '2 APB/100m (3).mat': good,
    '2 APB/100m (20).mat': matlab4(codes3600(2047)),
    '1 NSR/234m (0).mat': matlab4(codes3600(0)),
    '1 NSR/.hidden': 'x',
    'README.txt': 'x',
  };
  test('classes by number, files by name', () => {
    const dir = folderOf(files);
    const set = readFolder(dir);
    expect(set.names).toEqual(['1 NSR/234m (0)', '2 APB/100m (20)', '2 APB/100m (3)', '10 VT/205m (1)']);
    expect(set).toMatchObject({
      provenance: { source: dir },
      inputs: [{ samples: 3600, channels: 1 }],
      targets: { kind: 'classes', labels: [0, 1, 1, 9] },
      groups: ['234', '100', '100', '205'],
    });
    expect([0, 1, 2, 3].map((i) => windowCodes(set, i)[0])).toEqual([0, 2047, 1024, 7]);
    expect(set.hashes).toEqual([0, 1, 2, 3].map((i) => hashCodes(windowCodes(set, i))));
    expect(new Set(set.hashes).size).toBe(4);
  });
  test('into a set of which some can be selected', () => {
    const picked = subset(readFolder(folderOf(files)), [3, 0]);
    expect(picked).toMatchObject({ targets: { labels: [9, 0] }, names: ['10 VT/205m (1)', '1 NSR/234m (0)'] });
    const [{ codes }] = picked.inputs;
    expect([codes.length, codes[0], codes[3600]]).toEqual([7200, 7, 0]);
  });
});

describe('readFolder refuses', () => {
  const name = '1 NSR/100m (0).mat';
  test.each<[string, Record<string, string | Uint8Array>, string, RegExp, unknown]>([
    ['a missing folder', { [`mitbih17/${name}`]: good }, 'mitbih', /no such folder/, 'mitbih17'],
    ['a file', { data: 'x' }, 'data', /not a folder/, undefined],
    ['an empty folder', {}, '.', /empty/, undefined],
    ['the folder above', { [`a/MLII/${name}`]: good }, 'a', /no class folder/, 'a/MLII'],
    ['a class folder', { [name]: good }, '1 NSR', /no class folder/, '.'],
    ['a folder that is no class', { [name]: good, '2 ABP/100m (1).mat': good }, '.', /no class/, /^2 APB$/],
    ['a class under a wrong number', { [name]: good, '2 NSR/100m (1).mat': good }, '.', /no class/, /^1 NSR$/],
    ['classes without files', { '2 APB/notes.txt': '' }, '.', /no \.mat file/, undefined],
    ['a name without record', { '1 NSR/x.mat': good }, '.', /does not say the patient/, undefined],
    ['a truncated file', { [name]: good.subarray(0, 4000) }, '.', /truncated/, undefined],
    ['level 5', { [name]: Buffer.from('MATLAB 5.0 MAT-file'.padEnd(200)) }, '.', /level-5/, /-v4/],
    ['3599 samples', { [name]: matlab4(codes3600().slice(1)) }, '.', /wrong length/, undefined],
    [
      'two rows',
      { [name]: matlab4([...codes3600(), ...codes3600()], { rows: 2, columns: 3600 }) },
      '.',
      /wrong length/,
      undefined,
    ],
    ['NaN', { [name]: matlab4(codes3600(Number.NaN), { type: 0 }) }, '.', /no ADC code/, undefined],
    ['code 2048', { [name]: matlab4(codes3600(2048)) }, '.', /no ADC code/, undefined],
    ['code -1', { [name]: matlab4(codes3600(-1)) }, '.', /no ADC code/, undefined],
    ['code 0.5', { [name]: matlab4(codes3600(0.5), { type: 0 }) }, '.', /no ADC code/, undefined],
  ])('%s', (_, files, path, message, fix) => {
    const dir = folderOf(files);
    const problems = problemsOf(() => readFolder(join(dir, path)));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toMatch(message);
    expect(problems[0]!.where.startsWith(dir)).toBe(true);
    if (fix instanceof RegExp) expect(problems[0]!.fix).toMatch(fix);
    else expect(problems[0]!.fix).toBe(fix === undefined ? undefined : join(dir, fix as string));
  });

  test('all problems at once, 20 in words', () => {
    const bad = Array.from({ length: 30 }, (_, i) => [`1 NSR/100m (${i}).mat`, good.subarray(0, i)] as const);
    const problems = problemsOf(() => readFolder(folderOf(Object.fromEntries(bad))));
    expect(problems).toHaveLength(21);
    expect(problems[20]!.message).toBe('and 10 more problems');
    expect(new Set(problems.map((p) => p.where)).size).toBe(21);
  });
});

const real = process.env.BITBEAT_DATA;
test.skipIf(!real)('the MIT-BIH fragments', () => {
  const summary = summarise(readFolder(real!));
  expect(summary.fragments).toBe(800);
  const counts = [226, 53, 16, 108, 10, 17, 106, 44, 11, 8, 8, 8, 9, 82, 50, 8, 36];
  expect(summary.classes.map((c) => c.fragments)).toEqual(counts);
  expect(summary.codes[0]!.mean).toBeCloseTo(967, -0.5);
  expect(summary.codes[0]!.sd).toBeCloseTo(92, -0.5);
  expect(summary.codes[0]!).toMatchObject({ min: expect.closeTo(403, -1), max: expect.closeTo(1778, -1) });
  expect(summary.duplicates).toHaveLength(9);
  expect(summary.duplicates).toContainEqual(['1 NSR/228m (1)', '1 NSR/228m (5)']);
  const single = summary.classes.filter((c) => c.groups.length === 1).map((c) => c.name);
  expect(single).toEqual(['WPW', 'IVR', 'VFL', 'SDHB']);
});
