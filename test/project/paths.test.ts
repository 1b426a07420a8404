import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPlain, startTool } from '../../generator/config/run-tool.js';
import { run } from './built.js';

/** All that means something to a shell, make, Tcl, Yosys, a printf or a URL; and a letter that is not ASCII. */
const NAME = `-a 'b";touch PWNED;$(touch PWNED)#\`é[x]{y}%s&|*?\\`;

let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'bitbeat-paths-'));
  folder = join(parent, NAME);
  mkdirSync(folder);
  for (const file of ['tiny.json', 'tiny.alq.json']) copyFileSync(`test/goldens/${file}`, join(folder, file));
  const made = run(folder, 'generate', '--design', `${folder}/tiny.json`, `--out=${NAME}`);
  expect(made.stderr).toBe('');
});
afterAll(() => rmSync(parent, { recursive: true }));

/** Files that a shell would have made of the name. */
const traces = (at: string): string[] =>
  readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((path) => /(^|\/)PWNED/.test(path));

describe('a folder of any name', () => {
  it.each([
    ['Verilator', ['simulate', '--simulator', 'verilator', '--fragments', '1']],
    ['Icarus', ['simulate', '--simulator', 'icarus', '--fragments', '1']],
    ['given vectors', ['simulate', '--simulator', 'icarus', `--vectors=${NAME}/vectors/0`]],
    ['a netlist', ['simulate', '--simulator', 'icarus', '--netlist', '--fragments', '1']],
  ])('is simulated: %s', (_, args) => {
    const { code, stdout, stderr } = run(folder, ...args, `--rtl=${NAME}`);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^PASS$/m);
    expect(code).toBe(0);
    expect(traces(parent)).toEqual([]);
  });

  it('is synthesised', () => {
    const { code, stderr } = run(folder, 'synth', '--design', 'tiny.json', '--family', 'ice40');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'build/tiny/results/synth-ice40.json'))).toBe(true);
    expect(traces(parent)).toEqual([]);
  });
});

it.each(['', '-x', 'a b', 'a;b', 'é', 'a#b', '$x', "a'b", 'a\nb', '~x', 'a:b'])('%j is no plain name', (name) => {
  expect(isPlain(name)).toBe(false);
});
it.each(['/tmp/bitbeat-1', 'rtl/top.v', '../x', 'a_b+c=d'])('%j is a plain name', (name) => {
  expect(isPlain(name)).toBe(true);
});

it('no tool is given a path of the user', () => {
  expect(() => startTool('true', [`--Mdir=${folder}/x`], { cwd: folder })).toThrow('holds the path of its folder');
});
