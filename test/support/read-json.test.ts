import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../generator/support/errors.js';
import { scanJson } from '../../generator/support/json-scan.js';
import { readRegularFile } from '../../generator/support/read-file.js';
import { parseJson, readJsonFile } from '../../generator/support/read-json.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-read-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const saying = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('JSON', () => {
  it.each([
    [
      'a field twice, with both places',
      '{"a": 1,\n "b": {"c": 1},\n "a": 2}',
      /line 3, column 2: the field "a" stands twice, first in line 1, column 2/,
    ],
    ['the same name by an escape', '{"a": 1, "\\u0061": 2}', /"a" stands twice/],
    ['nesting without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /nested too deeply; allowed: 100 levels/],
    ['a number beyond double precision', '{"a": 1e999}', /the number 1e999 is larger/],
    ['a line comment', '{\n// why\n"a": 1}', /line 2, column 1: a comment/],
    ['a block comment', '{"a": /* why */ 1}', /a comment/],
    ['a comma behind the last field', '{"a": 1,}', /a comma before }/],
    ['a comma behind the last element', '[1,]', /a comma or colon before ]/],
    ['NaN', '[NaN]', /NaN is no number of JSON/],
    ['-Infinity', '{"a": -Infinity}', /-Infinity is no number of JSON/],
    ['a cut text', '{"a": [1, 2', /line 1, column 12: the text ends too early/],
    ['an empty text', '', /the text ends too early/],
    ['text behind the end', '{} {}', /more text behind the end/],
    ['names without quotes', '{a: 1}', /the name of a field in "/],
    ['single quotes', "{'a': 1}", /the name of a field in "/],
    ['a line end in a string', '"a\nb"', /a control character in a string/],
    ['a wrong escape', '"\\x41"', /an escape that JSON does not have/],
    ['a leading zero', '[01]', /cannot be read/],
  ])('refuses %s', (_, text, message) => {
    expect(saying(() => parseJson(text, 'x.json'))).toMatch(message);
  });

  it('takes what JSON.parse takes, and its value, unless a name stands twice or it is out of range', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseJson(text, 'x')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      'e',
      '.',
      'true',
      'nul',
      ' ',
      '\\',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        const faults = scanJson(text).filter(({ message }) => !message.includes('stands twice'));
        expect(faults.length === 0, text).toBe(sound);
      }),
      { numRuns: 3000 },
    );
  });

  const file = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  it('reads UTF-8 with a byte order mark and lines ended by CR LF', () => {
    expect(readJsonFile(file('bom.json', '\ufeff{\r\n"a": "é"}\r\n'))).toEqual({ a: 'é' });
  });

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeff{}', 'utf16le'), /UTF-16/],
    ['UTF-16 without', Buffer.from('{}', 'utf16le'), /UTF-16/],
    ['Latin-1', Buffer.from('{"a": "\xe9"}', 'latin1'), /not a text in UTF-8/],
  ])('refuses %s', (_, bytes, message) => {
    expect(saying(() => readJsonFile(file('text.json', bytes)))).toMatch(message);
  });
});

describe('a file that is read whole', () => {
  it.each([
    ['a folder', () => folder, /a folder, not a file/],
    ['nothing', () => join(folder, 'none'), /there is no such file/],
    ['a name with NUL', () => `${folder}/a\0b`, /a NUL character/],
    ['a name without end', () => join(folder, 'n'.repeat(300)), /longer than the file system takes/],
    ['an empty name', () => '', /there is no such file/],
    ['a device behind a link', () => join(folder, 'zero'), /a device, not a file/],
    ['a pipe', () => join(folder, 'pipe'), /a pipe, not a file/],
    ['links in a circle', () => join(folder, 'circle'), /in a circle/],
    ['a file that is too large', () => join(folder, 'large'), /larger than is read \(found 1099511627776\)/],
  ])('is refused: %s', (_, path, message) => {
    symlinkSync('/dev/zero', join(folder, 'zero'));
    symlinkSync('circle', join(folder, 'circle'));
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0);
    writeFileSync(join(folder, 'large'), '');
    truncateSync(join(folder, 'large'), 2 ** 40);
    try {
      expect(saying(() => readRegularFile(path()))).toMatch(message);
    } finally {
      for (const name of ['zero', 'circle', 'pipe', 'large']) rmSync(join(folder, name), { force: true });
    }
  });

  it('is all of it, also where the file does not say its length', () => {
    writeFileSync(join(folder, 'whole'), 'x'.repeat(10_000));
    expect(readRegularFile(join(folder, 'whole')).length).toBe(10_000);
    expect(readRegularFile('/proc/self/status').toString()).toMatch(/^Name:/);
    expect(() => readRegularFile(join(folder, 'whole'), 9999)).toThrow(/9999 bytes or less/);
  });
});
