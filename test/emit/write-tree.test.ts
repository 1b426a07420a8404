import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder, inTiny, TINY } from './tiny.js';

const generate = (...args: string[]) => bitbeat('generate', '--design', TINY, ...args);

test('generating again changes nothing and keeps what the user put beside', () =>
  inTiny(async (folder) => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const before = readFileSync(join(folder, 'manifest.json'), 'utf8');
    expect(await generate('--out', folder)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(join(folder, '..'))).toEqual(['tiny']);
  }));

test.each([
  ['edited', (file: string) => appendFileSync(file, '// mine\n')],
  ['removed', (file: string) => rmSync(file)],
])('a generated file %s by hand is not overwritten: 2; --force does', (_, change) =>
  inTiny(async (folder) => {
    const file = join(folder, 'rtl', 'bitbeat_tiny.v');
    const before = readFileSync(file, 'utf8');
    change(file);
    const now = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const { code, stderr } = await generate('--out', folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}: edited since it was generated`);
    expect(stderr).toContain('--force');
    expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(now);
    expect((await generate('--out', folder, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  }),
);

test('a folder with Verilog that nobody generated is not touched: 2', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'rtl'));
    writeFileSync(join(folder, 'rtl', 'mine.v'), 'module mine; endmodule\n');
    expect(await generate('--out', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('no manifest') });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['rtl', join('rtl', 'mine.v')]);
  }));

test('a folder that cannot be written: 2, names it, leaves nothing', async () => {
  // A virtual file system refuses new folders even to the superuser.
  expect(await generate('--out', '/proc/bitbeat')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('/proc/bitbeat: cannot write to /proc'),
  });
});

test('a file where the folder should be: 2', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    for (const out of [file, join(file, 'deeper')])
      expect(await generate('--out', out)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${out}: ${file} is a file, not a folder`),
      });
    expect(readdirSync(folder)).toEqual(['file']);
  }));

test('a manifest of another version: 2', () =>
  inTiny(async (folder) => {
    writeFileSync(join(folder, 'manifest.json'), '{"format":"bitbeat-manifest","version":2}');
    expect(await generate('--out', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not a manifest'),
    });
  }));
