import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataCommand } from '../../../generator/cli/verbs/data.js';
import { UserError } from '../../../generator/support/errors.js';
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
