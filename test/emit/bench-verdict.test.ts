import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../project/built.js';

let parent: string;
let sound: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'bitbeat-verdict-'));
  for (const file of ['tiny.json', 'tiny.alq.json']) copyFileSync(`test/goldens/${file}`, join(parent, file));
  const { code } = run(parent, 'simulate', '--design', 'tiny.json', '--fragments', '2', '--simulator', 'icarus');
  expect(code).toBe(0);
  sound = join(parent, 'build/tiny');
});
afterAll(() => rmSync(parent, { recursive: true }));

/** The commands of README.md, in a copy of the folder that was changed. */
function asReadmeSays(change: (folder: string) => void, ...plus: string[]) {
  const folder = mkdtempSync(join(parent, 'copy-'));
  for (const part of ['rtl', 'mem', 'tb', 'vectors'])
    cpSync(join(sound, part), join(folder, part), { recursive: true });
  change(folder);
  const clock = 'bitbeat_tiny__clock';
  const flags = ['-g2005', '-y', 'rtl', '-y', 'tb', '-s', clock, '-o', 'sim.vvp', `tb/${clock}.v`];
  expect(spawnSync('iverilog', flags, { cwd: folder, encoding: 'utf8' }).stderr).toBe('');
  const given = ['-n', 'sim.vvp', '+vectors=vectors/0', ...plus];
  const { status, stdout } = spawnSync('vvp', given, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  return { code: status, last: stdout.split('\n').filter((line) => /^(PASS|FAIL)/.test(line)) };
}

const edit = (file: string, change: (text: string) => string) => (folder: string) =>
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
const lines = (n: number) => (text: string) => `${text.split('\n').slice(0, n).join('\n')}\n`;
const remove = (file: string) => (folder: string) => {
  expect(existsSync(join(folder, file))).toBe(true);
  rmSync(join(folder, file));
};

it.each<[string, (folder: string) => void, number, RegExp, string?]>([
  ['a right design', () => {}, 0, /^PASS: 1 fragments$/],
  [
    'other expected values',
    edit('vectors/0/class.hex', (text) => text.replace(/\d/, (d) => `${Number(d) ^ 1}`)),
    1,
    /^FAIL: not every value/,
  ],
  [
    'a bit of an image',
    edit('mem/bitbeat_tiny__conv1_signs.hex', (text) =>
      text.replace(/[0-9a-f]/, (d) => (Number.parseInt(d, 16) ^ 1).toString(16)),
    ),
    1,
    /^FAIL/,
  ],
  ['samples that end early', edit('vectors/0/samples.hex', lines(5)), 1, /^FAIL: 5 samples came, 36 are needed$/],
  ['no samples', remove('vectors/0/samples.hex'), 1, /^FAIL: 0 samples came/],
  ['expected values that end early', edit('vectors/0/layer_conv1.hex', lines(3)), 1, /^FAIL: not every value/],
  ['no expected values', remove('vectors/0/layer_conv1.hex'), 1, /^FAIL: not every value/],
  ['more fragments than there are', () => {}, 1, /^FAIL: \d+ samples came/, '+fragments=9'],
  ['no fragment', () => {}, 1, /^FAIL: no fragment/, '+fragments=0'],
  ['no score in time', () => {}, 1, /^FAIL: 0 of 1 fragments/, '+timeout=20'],
])('the bench judges by itself and ends: %s', (_, change, code, verdict, plus) => {
  const ran = asReadmeSays(change, ...(plus === undefined ? [] : [plus]));
  expect(ran.last).toHaveLength(1);
  expect(ran.last[0]).toMatch(verdict);
  expect(ran.code).toBe(code);
});

it('the command in README.md is this one', () => {
  const clock = 'bitbeat_ecg17_small__clock';
  expect(readFileSync('README.md', 'utf8')).toContain(
    `iverilog -g2005 -y rtl -y tb -s ${clock} -o sim.vvp tb/${clock}.v\nvvp -n sim.vvp +vectors=vectors/0`,
  );
});
