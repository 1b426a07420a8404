import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fuzz } from '../../generator/verify/fuzz/campaign.js';
import { mutate } from '../../generator/verify/mutation/mutate.js';
import { inFolder, TINY } from '../emit/tiny.js';
import { bitbeat } from './run-in-process.js';

// Campaigns are not run here: what is made of their results is tested.
vi.mock('../../generator/verify/fuzz/campaign.js', async (original) => ({
  ...(await original<typeof import('../../generator/verify/fuzz/campaign.js')>()),
  fuzz: vi.fn(),
}));
vi.mock('../../generator/verify/mutation/mutate.js', async (original) => ({
  ...(await original<typeof import('../../generator/verify/mutation/mutate.js')>()),
  mutate: vi.fn(),
}));
afterEach(() => vi.clearAllMocks());

const tiny = ['--design', TINY];

/** A check that ran nothing would pass: every count of what is to be checked is refused at 0. */
test.each<[string, string[], string]>([
  ['fuzz', ['--cases', '0'], '--cases <n>'],
  ['fuzz', ['--processes', '0'], '--processes <n>'],
  ['fuzz', ['--minutes', '0'], '--minutes <n>'],
  ['mutate', ['--mutants', '0'], '--mutants <n>'],
  ['mutate', ['--processes', '0'], '--processes <n>'],
  ['formal', ['--processes', '0'], '--processes <n>'],
  ['formal', ['--lemma', 'nothing'], '--lemma: no such lemma'],
  ['simulate', [...tiny, '--fragments', '0'], '--fragments <n>'],
  ['simulate', [...tiny, '--fragments', '9007199254740993'], '--fragments <n>'],
  ['simulate', [...tiny, '--netlist', '--fragments', '0'], '--fragments <n>'],
  ['coverage', ['--fragments', '0'], '--fragments <n>'],
  ['power', [...tiny, '--fragments', '0'], '--fragments <n>'],
  ['package', [...tiny, '--fragments', '0'], '--fragments <n>'],
  ['run', [...tiny, '--simulated', '--fragments', '0'], '--fragments <n>'],
  ['monitor', [...tiny, '--seconds', '0'], '--seconds <n>'],
  ['bus', [...tiny, '--bus', 'axi', '--check', '--fragments', '0'], '--fragments <n>'],
  ['bus', [...tiny, '--bus', 'axi', '--check', '--tests', 'nothing'], '--tests: no test has such a name'],
  ['bus', [...tiny, '--bus', 'axi', '--check', '--tests', '('], '--tests: not a regular expression'],
  ['synth', [...tiny, '--part', 'up5k', '--seeds', '0'], '--seeds <n>'],
  ['bitstream', [...tiny, '--board', 'hx8k', '--seeds', '0'], '--seeds <n>'],
  ['sweep', ['--config', 'configs/sweep/ecg17.json', '--seeds', '4294967296'], '--seeds <n>'],
  ['sweep', ['--config', 'configs/sweep/ecg17.json', '--seeds', '1001'], 'from 1 to 1000'],
  [
    'sweep',
    ['--config', 'configs/sweep/ecg17.json', '--part', 'hx8k'],
    '--part: no design of configs/sweep/ecg17.json',
  ],
  ['evaluate', ['--recipe', 'configs/recipes/ecg17.quantise.json', '--data', '.', '--folds', '0'], '--folds'],
  ['evaluate', ['--recipe', 'configs/recipes/ecg17.quantise.json', '--data', '.', '--processes', '0'], '--processes'],
  ['bench-train', ['--epochs', '0'], '--epochs'],
])('%s %j: 2, with what is allowed', async (verb, args, message) => {
  const { code, stdout, stderr } = await bitbeat(verb, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/allowed: |not a whole number (from \d+|of \d+ or more)/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(vi.mocked(fuzz)).not.toHaveBeenCalled();
  expect(vi.mocked(mutate)).not.toHaveBeenCalled();
});

describe('a campaign', () => {
  test('whose time is over before its first case: says so, 1, and leaves no result', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'fuzz.json');
      vi.mocked(fuzz).mockResolvedValue({ seed: 1, records: [], left: 8 });
      const { code, stdout } = await bitbeat('fuzz', '--cases', '4', '--out', out);
      expect(code).toBe(1);
      expect(stdout).toMatch(/No case was begun in the time given: nothing was checked.\n8 cases are left.*\nFAIL$/m);
      expect(existsSync(out)).toBe(false);
    }));

  test('of mutants of which none compiles: says so, 1', async () => {
    const invalid = { module: 'bb_lane', line: 1, operator: 'constant', before: '1', after: '2' };
    vi.mocked(mutate).mockResolvedValue([{ ...invalid, outcome: 'invalid', by: null, how: null } as never]);
    const { code, stdout } = await bitbeat('mutate', ...tiny, '--networks', '0', '--mutants', '1', '--data', '0');
    expect(code).toBe(1);
    expect(stdout).toMatch(/No mutant compiles: nothing was checked.\nFAIL$/m);
  });
});

describe('an empty data folder', () => {
  const empty = 'build/nothing-ran/empty';
  afterEach(() => rmSync('build/nothing-ran', { recursive: true, force: true }));
  test.each([
    ['data', []],
    ['simulate', tiny],
    ['evaluate', ['--model', 'models/ecg17-small']],
  ])('%s: 2', async (verb, args) => {
    mkdirSync(empty, { recursive: true });
    writeFileSync(join(empty, '.DS_Store'), '');
    const { code, stdout, stderr } = await bitbeat(verb, ...args, '--data', empty);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(empty);
  });
});
