import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readParquetTable } from '../../../generator/data/readers/parquet-table.js';
import { UserError } from '../../../generator/support/errors.js';
import { labelsOf } from '../sets.js';
import { problemsOf } from './files.js';
import { mutationsOf } from './mutations.js';
import { codesOf, notesOf, opened, openedLater } from './opened.js';
import { LISTS, LONG, WIDE } from './parquet-files.js';

const input = { samples: 2, rateHz: 10, codeBits: 8, zero: 0, gain: 1 };
const dataset = (options: object, more: object = {}) => ({
  reader: 'parquet',
  options: { files: ['a.parquet'], label: 'label', ...options },
  classes: ['no', 'yes'],
  input,
  ...more,
});
const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const set = (base64: string, options: object = {}, more: object = {}) =>
  openedLater(dataset(options, more), { 'a.parquet': bytesOf(base64) });
const two = { input: { ...input, channels: 2 } };

describe('Parquet tables', () => {
  const given: [string, Parameters<typeof set>, number[][], number[]][] = [
    [
      'a row a window',
      [WIDE.snappy],
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1],
    ],
    [
      'compressed otherwise',
      [WIDE.zstd],
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1],
    ],
    [
      'a list a channel',
      [LISTS, { leave: ['id'] }, two],
      [
        [1, 5, 2, 6],
        [3, 7, 4, 8],
      ],
      [0, 1],
    ],
    [
      'a row a sample, with a time',
      [LONG, { missing: 'leave-out', long: { window: 'w', time: 't' } }, two],
      [[1, 1, 2, 0]],
      [0],
    ],
  ];
  test.each(given)('%s', async (_, args, codes, labels) => {
    const found = await set(...args);
    expect([codesOf(found), labelsOf(found)]).toEqual([codes, labels]);
  });
  test('what is missing is told', async () => {
    const found = await set(LONG, { missing: 'leave-out', long: { window: 'w', time: 't' } }, two);
    expect(notesOf(found)).toEqual(['1 windows in which values are missing (1 in all) are left out']);
  });

  const refused: [string, Parameters<typeof set>, RegExp][] = [
    ['no such column', [WIDE.snappy, { label: 'lable' }], /no such column \(found "lable"\); try: label/],
    ['a number of 2^53', [LISTS, {}, two], /not held exactly \(found "9007199254740992"\)/],
    ['lists in a row a sample', [LISTS, { leave: ['id'], long: {} }, two], /no number/],
    ['a value that is missing', [LONG, { long: { window: 'w', time: 't' } }, two], /a value is missing/],
    ['no Parquet', [Buffer.from('hello, world').toString('base64')], /no Parquet file$/],
    ['HDF5', [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1').toString('base64')], /no Parquet file: this is an HDF5 file/],
    [
      'a part',
      [bytesOf(WIDE.snappy).subarray(0, 300).toString('base64')],
      /truncated: a Parquet file ends as it begins/,
    ],
    ['nothing between its ends', [Buffer.from('PAR1PAR1').toString('base64')], /cannot be read as Parquet/],
  ];
  test.each(refused)('%s: refused', async (_, args, message) => {
    await expect(set(...args)).rejects.toThrow(message);
    await expect(set(...args)).rejects.toBeInstanceOf(UserError);
  });
  test('who does not wait is told', () => {
    const run = () => opened(dataset({}), { 'a.parquet': bytesOf(WIDE.snappy) });
    expect(problemsOf(run)[0]!.message).toMatch(/only read where the caller waits/);
  });

  test('mutated files are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(mutationsOf(bytesOf(WIDE.snappy)), async (bytes) => {
        try {
          await readParquetTable(bytes, 'a.parquet');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 40 },
    );
  });
});
