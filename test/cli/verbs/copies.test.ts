import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../../emit/tiny.js';
import { bitbeat } from '../run-in-process.js';

const MODEL = resolve('test/goldens/tiny.alq.json');

/** Runs in an empty folder that has a design of so many copies, or of one core. */
const inProject = (copies: number | undefined, use: () => Promise<void>) =>
  inFolder(async (folder) => {
    const design = { name: 'three', model: MODEL, architecture: 'stream', folding: { lanes: [2, 4, 1, 1] }, copies };
    writeFileSync(join(folder, 'three.json'), JSON.stringify(design));
    const before = process.cwd();
    process.chdir(folder);
    try {
      await use();
    } finally {
      process.chdir(before);
    }
  });

const SIMULATE = ['simulate', '--design', 'three.json', '--copies', '--simulator', 'icarus', '--fragments', '7'];

test('generates the wrapper, and plays windows to all copies at once', { timeout: 120_000 }, () =>
  inProject(3, async () => {
    const { code, stdout, stderr } = await bitbeat(...SIMULATE, '--json');
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ design: 'three', copies: 3, fragments: 9, failures: [], pass: true, edited: [] });
    expect(found.cyclesCounted).toBeLessThan(found.cyclesOfOneCore / 2);
    expect(existsSync('build/three/rtl/bitbeat_three__copies.v')).toBe(true);
    const { edited, ...kept } = JSON.parse(readFileSync('build/three/results/simulate-copies-icarus.json', 'utf8'));
    expect({ ...kept, edited }).toEqual(found);

    const paused = await bitbeat(...SIMULATE, '--stall', '3');
    expect(paused.stdout).toMatch(
      /^three: 9 fragments of .* in 3 copies.*\n\nstream.*\n.*\ncopy 0, dense1 +9 +0\n.*copy 2, class +3 +0\n\ncycles: not compared, the ports paused at random\nPASS$/ms,
    );
    expect(paused.code).toBe(0);
  }),
);

test('a folder that was edited: its difference is found, and the file named', { timeout: 120_000 }, () =>
  inProject(2, async () => {
    await bitbeat('generate', '--design', 'three.json');
    const file = 'build/three/rtl/bitbeat_three__copies.v';
    writeFileSync(file, readFileSync(file, 'utf8').replace('.data_i({turn,', '.data_i({~turn,'));
    const args = ['simulate', '--rtl', 'build/three', '--copies', '--simulator', 'icarus', '--fragments', '2'];
    const { code, stdout } = await bitbeat(...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL copy 0, dense1: 3 of 3 values differ/);
    expect(stdout).toContain('rtl/bitbeat_three__copies.v');
  }),
);

test.each([
  ['a design of one core', undefined, SIMULATE, /copies: missing: the design is one core.*2 to 16/],
  [
    'the same, placed',
    undefined,
    ['synth', '--design', 'three.json', '--copies'],
    /copies: missing: the design is one/,
  ],
  ['fewer windows than copies', 8, SIMULATE, /fewer windows than copies of three.*found 7.*8 or more.*--fragments 8/],
  ['a netlist', 3, [...SIMULATE, '--netlist'], /--copies takes neither --signal nor --netlist/],
  ['a waveform', 3, [...SIMULATE, '--waves', 'a.vcd'], /--copies takes neither --vectors nor --waves/],
  ['a board', 3, ['synth', '--design', 'three.json', '--copies', '--board', 'ulx3s'], /--copies.* cannot be used with/],
])('%s: 2, and nothing written', (_, copies, args, message) =>
  inProject(copies, async () => {
    const { code, stderr } = await bitbeat(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync('build')).toBe(false);
  }),
);
