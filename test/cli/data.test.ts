import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataCommand } from '../../generator/cli/data.js';
import { UserError } from '../../generator/config/errors.js';
import { codes3600, folderOf, matlab4 } from '../data/files.js';

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
  expect(summary).toMatchObject({ source: dir, fragments: 3, samples: 3600, records: 2 });
  expect(summary.classes).toHaveLength(17);
  expect(summary.classes[0]).toEqual({ name: 'NSR', fragments: 2, records: ['100'] });
  expect(summary.duplicates).toEqual([['1 NSR/100m (0)', '2 APB/101m (0)']]);
  expect(summary.codes).toMatchObject({ min: 900, max: 1000 });
  // 10797 codes of 967, two of 1000, one of 900.
  expect(summary.codes.mean).toBeCloseTo(967 - 1 / 10800, 9);
  expect(summary.codes.sd).toBeCloseTo(Math.sqrt((2 * 33 ** 2 + 67 ** 2) / 10800), 6);
});

test('the table has a line a class, the range of codes and the copies', async () => {
  vi.stubEnv('BITBEAT_DATA', folder());
  await run();
  expect(printed).toMatch(/: 3 fragments of 3600 samples, 2 records$/m);
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
