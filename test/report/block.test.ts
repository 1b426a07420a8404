import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { updateFile } from '../../generator/cli/update.js';
import { replaceBlock } from '../../generator/report/block.js';
import { inFolder } from '../emit/tiny.js';

const BLOCK = { begin: '<!-- a -->', end: '<!-- end of a -->', what: 'the table' };
const replace = (text: string) => replaceBlock(text, 'X.md', BLOCK, 'new');

test('what stands between the two lines is replaced, and nothing else', () => {
  expect(replace('x\n<!-- a -->\nold\nold\n<!-- end of a -->\ny\n')).toBe('x\n<!-- a -->\nnew\n<!-- end of a -->\ny\n');
  expect(replace('<!-- a -->\n<!-- end of a -->')).toBe('<!-- a -->\nnew\n<!-- end of a -->');
});

test.each([
  ['none of them', 'text', 'X.md: has no place for the table; allowed: a line <!-- a --> and a later line <!-- end'],
  ['no end', '<!-- a -->', 'has no place for the table'],
  ['no beginning', '<!-- end of a -->', 'has no place for the table'],
  ['the end first', '<!-- end of a -->\n<!-- a -->', 'has no place for the table'],
  ['two beginnings', '<!-- a -->\n<!-- a -->\n<!-- end of a -->', '(found "lines 1, 2"); allowed: one line <!-- a -->'],
  ['two ends', '<!-- a -->\n<!-- end of a -->\n<!-- end of a -->', '(found "lines 2, 3"); allowed: one line <!-- end'],
])('marks that are not right: %s', (_, text, message) => {
  expect(() => replace(text)).toThrow(message);
});

describe('a file to be written', () => {
  test('that is read-only is not replaced', () =>
    inFolder((folder) => {
      const path = join(folder, 'X.md');
      writeFileSync(path, 'old');
      chmodSync(path, 0o444);
      expect(() => updateFile(path, 'new', { mend: 'x' })).toThrow(
        `${path}: is read-only, and would be changed; try: chmod`,
      );
      expect(readFileSync(path, 'utf8')).toBe('old');
      updateFile(path, 'old', { mend: 'x' });
    }));

  test('that is a folder is refused', () =>
    inFolder((folder) => {
      expect(() => updateFile(folder, 'new', { mend: 'x' })).toThrow('is a folder or a device, not a file');
    }));
});

test('two reports at once both succeed, and README is whole', { timeout: 60_000 }, () =>
  inFolder(async (folder) => {
    // A clone as far as report is concerned, with links to what is only read.
    const read = [
      'rtl-templates',
      'sim',
      'configs',
      'models',
      'generator',
      'test',
      'schemas',
      'examples',
      'package.json',
    ];
    for (const name of ['node_modules', ...read]) symlinkSync(resolve(name), join(folder, name));
    for (const name of ['dist', 'docs', 'README.md']) cpSync(name, join(folder, name), { recursive: true });
    const path = join(folder, 'README.md');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.replace(/^\| differences .*$/m, '| differences | none, they say |'));
    mkdirSync(join(folder, 'build'));
    const report = () =>
      new Promise<number | null>((done) => {
        const child = spawn(process.execPath, ['dist/cli/main.js', 'report'], { cwd: folder, stdio: 'ignore' });
        child.on('close', done);
      });
    expect(await Promise.all([report(), report(), report()])).toEqual([0, 0, 0]);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  }),
);
