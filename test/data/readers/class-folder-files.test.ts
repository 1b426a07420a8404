import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingSignals } from '../../../generator/data/open.js';
import { finish, watched } from '../../../generator/support/long-work.js';
import { progressText } from '../../../generator/support/progress.js';
import { readFolder } from '../sets.js';
import { codes3600, folderOf, matlab4, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';

const good = matlab4(codes3600());
const FIRST = '1 NSR/100m (0).mat';
/** Names of the fragments of a folder with these files. */
const namesIn = (files: Record<string, string | Uint8Array>) => readFolder(folderOf(files)).names;

describe('files that are read', () => {
  test.each(['.mat', '.MAT', '.Mat'])('with the ending %s', (ending) => {
    expect(namesIn({ [`1 NSR/100m (0)${ending}`]: good, '2 APB/101m (7).mat': good })).toEqual([
      '1 NSR/100m (0)',
      '2 APB/101m (7)',
    ]);
  });
  test.each([
    ['double', 0],
    ['single', 10],
    ['int32', 20],
    ['uint16', 40],
  ])('of %s, as a row or a column', (_, type) => {
    const row = readFolder(folderOf({ [FIRST]: matlab4(codes3600(7), { type }) }));
    const column = readFolder(folderOf({ [FIRST]: matlab4(codes3600(7), { type, rows: 3600, columns: 1 }) }));
    expect([...row.inputs[0].codes.subarray(0, 2)]).toEqual([7, 967]);
    expect(column.hashes).toEqual(row.hashes);
  });
  test('through links to files and to folders', () => {
    const dir = folderOf({ 'real/nsr/100m (0).mat': good, 'real/one.mat': good, 'set/2 APB/101m (0).mat': good });
    symlinkSync('../real/nsr', join(dir, 'set/1 NSR'));
    symlinkSync('../../real/one.mat', join(dir, 'set/2 APB/102m (3).mat'));
    expect(readFolder(join(dir, 'set')).names).toEqual(['1 NSR/100m (0)', '2 APB/101m (0)', '2 APB/102m (3)']);
  });
  test('beside what systems and people leave', () => {
    const junk = ['.DS_Store', '._100m (0).mat', 'Thumbs.db', 'desktop.ini', 'README.md', 'notes.txt', 'LICENSE'];
    const files = Object.fromEntries(junk.flatMap((name) => [[`1 NSR/${name}`, 'x'] as const, [name, 'x'] as const]));
    const more = { '__MACOSX/1 NSR/._100m (0).mat': 'x', '$RECYCLE.BIN/x.mat': 'x', 'recordings.csv': 'x' };
    expect(namesIn({ [FIRST]: good, ...files, ...more })).toEqual(['1 NSR/100m (0)']);
  });
});

describe('what is not read is named', () => {
  /** Makes something at a path inside a folder that holds one good file. */
  const withEntry = (make: (dir: string) => void) => {
    const dir = folderOf({ [FIRST]: good });
    make(dir);
    return problemsOf(() => readFolder(dir));
  };
  test.each<[string, string, (path: string, dir: string) => void, RegExp]>([
    ['a pipe', '1 NSR/101m (0).mat', (path) => execFileSync('mkfifo', [path]), /a pipe/],
    ['a link to a device', '1 NSR/101m (0).mat', (path) => symlinkSync('/dev/zero', path), /a device/],
    ['a link that leads nowhere', '1 NSR/101m (0).mat', (path) => symlinkSync('nowhere', path), /leads nowhere/],
    ['a link to itself', '1 NSR/101m (0).mat', (path) => symlinkSync(path, path), /circle/],
    ['a class folder that leads nowhere', '2 APB', (path) => symlinkSync('nowhere', path), /leads nowhere/],
    ['a link back to the folder itself', '1 NSR/all', (path, dir) => symlinkSync(dir, path), /inside a class folder/],
    ['a .mat that is a folder', '1 NSR/101m (0).mat', (path) => mkdirSync(path), /inside a class folder/],
    ['a nested file', '1 NSR/more', (path) => folderWith(path, '101m (0).mat'), /inside a class folder/],
    ['a class that is a file', '2 APB', (path) => writeFileSync(path, '../real/apb'), /a file, not a folder/],
    ['a file outside', '101m (0).mat', (path) => writeFileSync(path, good), /outside of the class folders/],
    ['another ending', '1 NSR/101m (0).csv', (path) => writeFileSync(path, '967'), /no \.mat file/],
    ['a backup', '1 NSR/101m (0).mat.bak', (path) => writeFileSync(path, good), /no \.mat file/],
    ['the same name in another case', '1 NSR/100m (0).MAT', (path) => writeFileSync(path, good), /second file/],
  ])('%s', (_, entry, make, message) => {
    const problems = withEntry((dir) => make(join(dir, entry), dir));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.where).toMatch(new RegExp(`${entry.replaceAll(/[().$]/g, '\\$&')}$`, 'i'));
    expect(problems[0]!.message).toMatch(message);
  });
  const folderWith = (path: string, file: string) => {
    mkdirSync(path);
    writeFileSync(join(path, file), good);
  };
  test('a file of 64 GiB, without being read', () => {
    const dir = folderOf({ [FIRST]: good, '1 NSR/101m (0).mat': matlab4(codes3600(), { columns: 2 ** 31 }) });
    truncateSync(join(dir, '1 NSR/101m (0).mat'), 2 ** 36);
    truncateSync(join(dir, FIRST), 2 ** 36);
    const messages = problemsOf(() => readFolder(dir)).map(({ message }) => message);
    expect(messages).toEqual([expect.stringMatching(/bytes follow the matrix/), 'wrong length']);
  });
  test.each([
    ['1 nsr', '1 NSR'],
    ['1_NSR', '1 NSR'],
    ['01 NSR', '1 NSR'],
    ['1 NSR ', '1 NSR'],
    ['1  NSR', '1 NSR'],
    ['NSR', '1 NSR'],
    ['1 NSR\u0301', '1 NSR'],
    ['18 XYZ', undefined],
  ])('the folder %j', (folder, fix) => {
    const problems = withEntry((dir) => folderWith(join(dir, folder), '101m (0).mat'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ message: 'the name of this folder is no class' });
    if (fix !== undefined) expect(problems[0]!.fix).toBe(fix);
  });
  test.each([
    ['100m (0) - Copy.mat', undefined],
    ['101m(0).mat', '101m (0).mat'],
    ['101m (0) (1).mat', undefined],
    ['101M (0).mat', '101m (0).mat'],
    ['101.mat', undefined],
    ['101m (0).mat.mat', '101m (0).mat'],
    ['101m (00).mat', '101m (0).mat'],
    ['0101m (0).mat', '101m (0).mat'],
    ['\uff11\uff10\uff11m (0).mat', undefined],
  ])('the file %j', (file, fix) => {
    const problems = withEntry((dir) => writeFileSync(join(dir, '1 NSR', file), good));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toBe('the name does not say the patient');
    expect(problems[0]!.fix).toBe(fix);
  });
  test('a mutated file', () => {
    fc.assert(
      fc.property(mutationsOf(good), (bytes) => {
        readOrRefuse(() => readFolder(folderOf({ [FIRST]: bytes })));
      }),
      { numRuns: 50 },
    );
  });
});

describe('long work', () => {
  test('a folder in steps is the folder at once, and tells how far it is', () => {
    const dir = folderOf({ [FIRST]: good, '2 APB/101m (0).mat': matlab4(codes3600(3)) });
    const shares: unknown[] = [];
    const work = readingSignals(dir);
    let step = work.next();
    for (; !step.done; step = work.next()) shares.push(step.value);
    expect(shares).toEqual([0.5, 1]);
    expect(step.value).toEqual(finish(readingSignals(dir)));
  });

  /** 60 steps of 30 ms. */
  function* slowly(): Generator<number, string, void> {
    for (let i = 1; i <= 60; i++) {
      const end = performance.now() + 30;
      while (performance.now() < end);
      yield i / 60;
    }
    return 'done';
  }
  test('lets signals through between steps and tells a person the share and the time left', async () => {
    const told: string[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const watcher = { isTTY: true, write: (text: string) => told.push(text) };
    expect(await watched(slowly(), 'reading x', watcher)).toBe('done');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(told[0]).toMatch(/reading x: \d+ %, \d s left$/);
    expect(told.at(-1)).toBe('\r\x1b[K');
  });
  test('tells nothing where nobody watches', async () => {
    const told: string[] = [];
    await watched(slowly(), 'x', { write: (text) => told.push(text) });
    expect(told).toEqual([]);
  });
  test.each([
    [0, 5, '0 %'],
    [0.009, 5, '0 %'],
    [0.25, 10, '25 %, 30 s left'],
    [0.1, 60, '10 %, 9 min left'],
    [1, 3, '100 %, 0 s left'],
  ])('share %f after %i s', (share, seconds, text) => {
    expect(progressText(share, seconds)).toBe(text);
  });
});
