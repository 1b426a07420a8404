import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isPlain, startTool } from '../../generator/support/run-tool.js';
import { MAIN, run } from './built.js';

/** All that means something to a shell, make, Tcl, Yosys, a printf or a URL; and a letter that is not ASCII. */
const NAME = `-a 'b";touch PWNED;$(touch PWNED)#\`é[x]{y}%s&|*?\\`;

let parent: string;
let folder: string;
beforeAll(() => {
  // Data of another shape would be told of.
  vi.stubEnv('BITBEAT_DATA', undefined);
  parent = mkdtempSync(join(tmpdir(), 'bitbeat-paths-'));
  folder = join(parent, NAME);
  mkdirSync(folder);
  for (const file of ['tiny.json', 'tiny.alq.json']) copyFileSync(`test/goldens/${file}`, join(folder, file));
  const made = run(folder, 'generate', '--design', `${folder}/tiny.json`, `--out=${NAME}`);
  expect(made.stderr).toBe('');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true });
});

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

it.each(['$(touch PWNED)', '$(shell touch PWNED)', `a 'b";touch PWNED;`])(
  'make hands a folder of data on as it is: %j',
  (name) => {
    const data = join(parent, name, 'data');
    const reference = join(parent, name, 'reference-model');
    mkdirSync(reference, { recursive: true });
    mkdirSync(data);
    writeFileSync(join(reference, 'x.safetensors'), '');
    const makefile = ['-n', 'sim'];
    const env = { ...process.env, BITBEAT_DATA: data };
    const { stdout } = spawnSync('make', makefile, { env, encoding: 'utf8' });
    expect(stdout).toMatch(/ ecg17-published /);
    expect(traces(parent)).toEqual([]);
  },
);

it('tools get a plain folder for temporary files', () => {
  const env = { ...process.env, TMPDIR: folder };
  const args = [MAIN, 'simulate', '--simulator', 'icarus', '--fragments', '1', `--rtl=${NAME}`];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  expect(stdout).toMatch(/^PASS$/m);
  expect(status).toBe(0);
  expect(traces(parent)).toEqual([]);
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
