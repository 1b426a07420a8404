import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dataCommand } from '../../../generator/cli/verbs/data.js';
import { UserError } from '../../../generator/support/errors.js';
import { datasetOf, recordOfX } from '../../data/readers/annotated-set.js';
import { codes3600, folderOf, matlab4, pack212 } from '../../data/readers/files.js';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.stubEnv('BITBEAT_DATA', undefined);
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed += text;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
const run = (...args: string[]) => dataCommand().parseAsync(args, { from: 'user' });
const folder = () =>
  folderOf({
    '1 NSR/100m (0).mat': matlab4(codes3600(1000)),
    '1 NSR/100m (1).mat': matlab4(codes3600(900)),
    '2 APB/101m (0).mat': matlab4(codes3600(1000)),
  });

test('--json describes the folder', async () => {
  const dir = folder();
  await run('--data', dir, '--json');
  const summary = JSON.parse(printed);
  expect(summary).toMatchObject({ source: dir, fragments: 3, samples: 3600, groups: 2 });
  expect(summary.classes).toHaveLength(17);
  expect(summary.classes[0]).toEqual({ name: 'NSR', fragments: 2, groups: ['100'] });
  expect(summary.duplicates).toEqual([['1 NSR/100m (0)', '2 APB/101m (0)']]);
  expect(summary.codes[0]).toMatchObject({ min: 900, max: 1000 });
  // 10797 codes of 967, two of 1000, one of 900.
  expect(summary.codes[0].mean).toBeCloseTo(967 - 1 / 10800, 9);
  expect(summary.codes[0].sd).toBeCloseTo(Math.sqrt((2 * 33 ** 2 + 67 ** 2) / 10800), 6);
});

test('the table has a line a class, the range of codes and the copies', async () => {
  vi.stubEnv('BITBEAT_DATA', folder());
  await run();
  expect(printed).toMatch(/: 3 fragments of 3600 samples, 2 groups$/m);
  expect(printed).toMatch(/^APB +1 {2}101$/m);
  expect(printed).toMatch(/^PR +0 {2}none$/m);
  expect(printed).toMatch(/^ADC codes 900 to 1000, mean 967\.0, standard deviation 0\.8$/m);
  expect(printed).toMatch(/^1 groups of byte-identical fragments:\n {2}1 NSR\/100m \(0\) = 2 APB\/101m \(0\)$/m);
});

test('without a folder it says that the ECG is synthetic', async () => {
  await run();
  expect(printed).toMatch(/^synthetic ECG \(seed 1\): 34 fragments/);
});

test('a bad folder is the user error of the reader', async () => {
  await expect(run('--data', folderOf({}))).rejects.toThrow(UserError);
  expect(printed).toBe('');
});

test('a class folder without a fragment is told, and the others are described', async () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await run('--data', folderOf({ '1 NSR/100m (0).mat': matlab4(codes3600()), '2 APB/notes.txt': '' }));
  expect(printed).toMatch(/^APB +0 {2}none$/m);
  expect(told.mock.calls.flat().join('')).toMatch(/^note: .*2 APB: there is no \.mat file in this folder\n$/);
});

test('a WFDB record, with its invalid samples', async () => {
  const header = 'r 2 360 4\nr.dat 212 200(1024)/mV 11\nr.dat 212 100/uV\n';
  const dat = pack212([1000, 1, 990, -2048, 1010, 3, -2048, -2048]);
  const dir = folderOf({ 'r.hea': header, 'r.dat': dat, 'r.atr': Buffer.from([2, 4, 1, 112, 0, 0]) });
  await run('--data', join(dir, 'r'), '--json');
  expect(JSON.parse(printed)).toMatchObject({
    source: join(dir, 'r.hea'),
    record: 'r',
    sampleRateHz: 360,
    samples: 4,
    signals: [
      { gain: 200, units: 'mV', zero: 1024, adcBits: 11, invalid: 1, min: 990, max: 1010 },
      { gain: 100, units: 'uV', zero: 0, adcBits: null, invalid: 2, min: 1, max: 3 },
    ],
    annotations: 2,
    beats: 1,
  });
  printed = '';
  await run('--data', join(dir, 'r.dat'));
  expect(printed).toMatch(/r\.hea: record r, 2 signals of 4 samples at 360 Hz$/m);
  expect(printed).toMatch(/^ *0 +not given +200\/mV +1024 +11 +990 to 1010 +1$/m);
});

test('a WFDB record of signals at several rates says them', async () => {
  const dat = Buffer.from(Int16Array.of(1, 2, 9).buffer);
  await run('--data', join(folderOf({ 'r.hea': 'r 2 50 1\nr.dat 16x2\nr.dat 16\n', 'r.dat': dat }), 'r'));
  expect(printed).toMatch(/invalid samples +Hz$/m);
  expect(printed).toMatch(/1 to 2 +0 +100$/m);
  expect(printed).toMatch(/9 to 9 +0 +50$/m);
});

describe('annotated recordings', () => {
  /** The second has a hole, an alias and a mark behind its end; the third lacks the lead. */
  const dataset = () => {
    const { leads, marks = [] } = recordOfX(500);
    const holed = { leads: { X: leads.X!.with(6, -2048) }, marks: [...marks, [99, 'V'] as const] };
    return datasetOf({
      records: { a1: recordOfX(0), b1: holed, c1: { leads: { Y: leads.X! }, marks } },
      options: { step: 2, unfit: { lead: 'leave-out' } },
      more: { groups: { what: 'patient', pattern: '^(\\w)', form: '<patient><n>/...', aliases: { b: 'a' } } },
    });
  };

  test('the table has classes by recording, and what was left out by reason', async () => {
    const path = dataset();
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run('--data', path);
    expect(printed.split('\n')).toEqual([
      `${path}: 14 windows of 4 samples from 2 records, 1 groups`,
      'class  windows  records  groups',
      '-----  -------  -------  ------',
      'n            8        2       1',
      'af           6        2       1',
      '',
      'record  group  windows  no class  invalid samples  classes',
      '------  -----  -------  --------  ---------------  ---------',
      'a1      a            8         1                0  n 5, af 3',
      'b1      a            6         1                2  n 3, af 3',
      'in all              14         2                2',
      'left out, annotations behind the end: b1 (1)',
      'left out, no lead X: c1',
      '',
      expect.stringMatching(/^ADC codes 0 to 519, /),
      '0 groups of byte-identical windows',
    ]);
  });

  test('--json has the same', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run('--data', dataset(), '--json');
    expect(JSON.parse(printed).recordings).toEqual({
      rows: [
        {
          record: 'a1',
          lead: 'X',
          group: 'a',
          scored: true,
          windows: 8,
          classes: [
            { name: 'n', windows: 5 },
            { name: 'af', windows: 3 },
          ],
          leftOut: [{ why: 'no class', windows: 1 }],
        },
        expect.objectContaining({
          record: 'b1',
          windows: 6,
          leftOut: [
            { why: 'invalid samples', windows: 2 },
            { why: 'no class', windows: 1 },
          ],
        }),
      ],
      leftOut: [
        { recording: 'b1', what: 'annotation', count: 1, why: 'annotations behind the end' },
        { recording: 'c1', lead: 'X', what: 'lead', count: 1, why: 'no lead X' },
      ],
    });
  });

  test('leads have a line each; of windows that are all the same a few are named', async () => {
    const flat = {
      leads: { X: Array<number>(20).fill(7), Y: Array<number>(20).fill(9).with(0, -2048) },
      marks: recordOfX(0).marks!,
    };
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run('--data', datasetOf({ records: { a: flat }, options: { step: 1, leads: [['X'], ['Y']] } }));
    expect(printed).toMatch(/ windows of 4 samples from 1 records, 1 groups$/m);
    expect(printed).toMatch(/^n +\d+ +1 +1$/m);
    expect(printed).toMatch(/^a +X +(\d+) +(\d+) +0 .*\na +Y \(for training\) +\d+ +\2 +1 /m);
    expect(printed).toMatch(
      /^2 groups of byte-identical windows:\n {2}a\/X\/0 = a\/X\/1 = a\/X\/2 = a\/X\/3 and \d+ more\n/m,
    );
    expect(printed.split('\n').length).toBeLessThan(20);
  });

  test('of many groups of copies the first are shown', async () => {
    const twice = Array.from({ length: 24 }, (_, i) => [i, i]).flat();
    const files = Object.fromEntries(twice.map((code, n) => [`1 NSR/100m (${n}).mat`, matlab4(codes3600(code))]));
    await run('--data', folderOf(files));
    expect(printed).toMatch(/^24 groups of byte-identical fragments:\n(?: {2}.* = .*\n){10} {2}and 14 more groups$/m);
  });
});

describe('--picture', () => {
  test('writes one window of each class', async () => {
    const dir = folder();
    const file = join(dir, 'shown.svg');
    await run('--data', dir, '--picture', file);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [\s\S]*NSR[\s\S]*100m \(1\)[\s\S]*APB[\s\S]*<\/svg>\n$/);
    expect(printed).toMatch(/^wrote .*shown\.svg$/m);
    expect(readdirSync(dir).filter((name) => /staging/.test(name))).toEqual([]);
  });

  test.each([
    [
      'a file that is no SVG',
      'shown.png',
      /--picture: no SVG file .*shown\.png"\); allowed: <name>\.svg; try: .*shown\.png\.svg/,
    ],
    ['what has a name that is taken', 'taken.svg', /taken\.svg: a folder has this name/],
  ])('refuses %s before anything is read', async (_, name, message) => {
    const dir = folderOf({ 'taken.svg/x': '' });
    await expect(run('--data', join(dir, 'none'), '--picture', join(dir, name))).rejects.toThrow(message);
    expect(existsSync(join(dir, 'shown.png'))).toBe(false);
  });

  test('refuses a record, and leaves what is there when data cannot be read', async () => {
    const dir = folderOf({ 'r.hea': 'r 1\nr.dat 212\n', 'r.dat': pack212([1, 2]), 'old.svg': 'old' });
    await expect(run('--data', join(dir, 'r.hea'), '--picture', join(dir, 'x.svg'))).rejects.toThrow(/of a record/);
    await expect(run('--data', join(dir, 'none'), '--picture', join(dir, 'old.svg'))).rejects.toThrow(UserError);
    expect(readFileSync(join(dir, 'old.svg'), 'utf8')).toBe('old');
  });
});

test('the help shows an example', () => {
  let help = '';
  dataCommand()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
    })
    .outputHelp();
  expect(help).toContain('$ npx bitbeat data --data');
});
