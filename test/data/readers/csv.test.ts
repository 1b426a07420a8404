import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../generator/data/readers/csv.js';
import { labelsOf } from '../sets.js';
import { problemsOf } from './files.js';
import { codesOf, notesOf, opened } from './opened.js';

const input = { samples: 2, rateHz: 10, codeBits: 8, zero: 0, gain: 1 };
const wide = (text: string, options: object, more: object = {}) =>
  opened({ reader: 'csv', options: { files: ['a.csv'], ...options }, input, ...more }, { 'a.csv': text });

describe('a line a window', () => {
  const classes = { classes: ['no', 'yes'] };
  const given: [string, string, object, object, number[][], number[] | null][] = [
    [
      'no names, the label last',
      '1,2,1\n3,4,0\n',
      { header: false, label: -1 },
      classes,
      [
        [1, 2],
        [3, 4],
      ],
      [1, 0],
    ],
    ['no names, the label first', 'yes\t1\t2', { header: false, label: 1, separator: '\t' }, classes, [[1, 2]], [1]],
    [
      'no label',
      '1,2\r\n3,4',
      { header: false },
      {},
      [
        [1, 2],
        [3, 4],
      ],
      null,
    ],
    ['quotes', '"a","b","the ""class"""\n"1","2","no"\n', { label: 'the "class"' }, classes, [[1, 2]], [0]],
    ['a separator in quotes', 'a,b,c\n1,2,"no"\n', { label: 'c' }, classes, [[1, 2]], [0]],
    ['labels as numbers with a point', '1,2,1.0\n', { header: false, label: 3 }, classes, [[1, 2]], [1]],
    ['classes that are numbers', '1,2,2.0\n', { header: false, label: 3 }, { classes: ['1', '2'] }, [[1, 2]], [1]],
    ['names that are numbers', '0,1,2\n1,2,1\n', { label: '2' }, classes, [[1, 2]], [1]],
    ['a window left out', '1,,1\n3,4,0\n', { header: false, label: 3, missing: 'leave-out' }, classes, [[3, 4]], [0]],
  ];
  test.each(given)('%s', (_, text, options, more, codes, labels) => {
    const set = wide(text, options, more);
    expect(codesOf(set)).toEqual(codes);
    expect(labels === null ? set.targets : labelsOf(set)).toEqual(labels);
  });

  test('a column says what belongs together, unless the data set does', () => {
    const text = '1,2,p1\n3,4,p2\n';
    expect(wide(text, { header: false, group: 3 }).groups).toEqual(['p1', 'p2']);
    const groups = { what: 'file', pattern: '^(\\w+)', form: '<file>.csv' };
    expect(wide(text, { header: false, group: 3 }, { groups }).groups).toEqual(['a', 'a']);
  });
  test('windows that are left out are counted', () => {
    const set = wide('?,nan\n3,4\n', { header: false, missing: 'leave-out' });
    expect(notesOf(set)).toEqual(['1 windows in which values are missing (2 in all) are left out']);
  });

  test.each<[string, string, object, object]>([
    [
      'values in place of names',
      '1.5,2,3\n',
      {},
      { message: 'numbers, no names of columns', fix: 'options.header: false' },
    ],
    [
      'a column too far',
      '1,2,3\n',
      { header: false, label: 4 },
      { message: 'no such column', allowed: '1 to 3, or -1 to -3' },
    ],
    ['a label that is no class', '1,2,7\n', { header: false, label: 3 }, { field: 'class', value: '7' }],
    [
      'nothing but missing windows',
      '1,\n',
      { header: false, missing: 'leave-out' },
      { message: 'no window without missing values' },
    ],
    ['an empty file', '', {}, { message: 'no window in any file' }],
  ])('%s is refused', (_, text, options, problem) => {
    const more = 'label' in options ? { classes: ['no', 'yes'] } : {};
    expect(problemsOf(() => wide(text, options, more))[0]).toMatchObject(problem);
  });
  test.each<[object, string]>([
    [{ label: 0 }, 'no column'],
    [{ missing: 'interpolate' }, 'not one of the known values'],
    [{ long: { windows: 'w' } }, 'unknown field'],
  ])('options %j are refused', (options, message) =>
    expect(problemsOf(() => wide('1,2', options))[0]!.message).toBe(message),
  );

  test.each<[string, string[] | null]>([
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b",', ['a"b', '']],
    ['"",""', ['', '']],
    ['a"b,c', ['a"b', 'c']],
    ['"a', null],
    ['"a"b,c', null],
    ['"a""', null],
  ])('fields of %s', (line, fields) => expect(fieldsOf(line, ',')).toEqual(fields));

  test('a line of many quotes takes no longer than it should', () => {
    expect(fieldsOf('"1",'.repeat(300_000), ',')).toHaveLength(300_001);
  });
});

describe('a line a sample', () => {
  const two = { ...input, channels: 2 };
  const long = (rows: string[], options: object = {}, more: object = {}) =>
    opened(
      {
        reader: 'csv',
        options: { files: ['a.csv'], label: 'c', long: { window: 'w', time: 't' }, ...options },
        classes: ['no', 'yes'],
        input: two,
        ...more,
      },
      { 'a.csv': ['w,t,x,y,c', ...rows].join('\n') },
    );
  const A = ['a,0,1,2,yes', 'a,0.1,3,4,yes'];
  const B = ['b,5,5,6,no', 'b,5.1,7,8,no'];

  test('windows by a column', () => {
    const set = long([...A, ...B]);
    expect([codesOf(set), labelsOf(set), set.names, set.groups]).toEqual([
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      [1, 0],
      ['a.csv (a)', 'a.csv (b)'],
      ['a.csv (a)', 'a.csv (b)'],
    ]);
  });
  test('windows cut from rows that follow each other, not over gaps or other classes', () => {
    const rows = [1, 2, 3, 4, 5].map((n, i) => `x,${i / 10},${n},0,yes`);
    const more = [...rows, 'x,9,6,0,yes', 'x,9.1,7,0,no', 'x,9.2,8,0,no'];
    const set = long(more, { leave: ['w'], long: { time: 't' } });
    expect(codesOf(set)).toEqual([
      [1, 0, 2, 0],
      [3, 0, 4, 0],
      [7, 0, 8, 0],
    ]);
    expect([labelsOf(set), set.groups]).toEqual([
      [1, 1, 0],
      ['a.csv', 'a.csv', 'a.csv'],
    ]);
    expect(notesOf(set)).toEqual([
      '1 gaps in time, over which no window lies',
      '2 samples at ends of what belongs together fill no window and are left out',
    ]);
    const stepped = long(rows, { leave: ['w'], long: { time: 't', step: 1 } });
    expect(codesOf(stepped).map(([first]) => first)).toEqual([1, 2, 3, 4]);
  });
  test('another group ends what belongs together; without a time rows follow each other', () => {
    const set = long(['p,0,1,1,no', 'p,7,2,2,no', 'q,0,3,3,no', 'q,0,4,4,no'], { group: 'w', leave: ['t'], long: {} });
    expect(set.groups).toEqual(['p', 'q']);
  });
  test('times as dates', () => {
    const rows = ['a,2024-01-01 00:00:00.0,1,2,yes', 'a,2024-01-01T00:00:00.1Z,3,4,yes'];
    expect(codesOf(long(rows))).toEqual([[1, 2, 3, 4]]);
  });
  test('what lacks rows or has gaps is left out and counted, where that is asked for', () => {
    const set = long([...A, 'b,0,1,1,no', 'c,0,1,1,no', 'c,0.5,1,1,no', 'd,0,,1,no', 'd,0.1,1,1,no'], {
      missing: 'leave-out',
    });
    expect(set.names).toEqual(['a.csv (a)']);
    expect(notesOf(set)).toEqual([
      '1 gaps in time, over which no window lies',
      '1 windows with too few samples are left out',
      '1 windows in which values are missing (1 in all) are left out',
    ]);
  });

  test.each<[string, string[], object, object]>([
    ['a window too short', ['a,0,1,2,no'], {}, { field: 'samples', value: 1, allowed: '2' }],
    ['a window too long', [...A, 'a,0.2,1,1,yes'], { missing: 'leave-out' }, { field: 'samples', value: 3 }],
    ['a gap', ['a,0,1,2,no', 'a,0.3,1,2,no'], {}, { field: 'time', value: 0.3, allowed: '0.1, as input.rateHz says' }],
    ['time going back', ['a,0.1,1,2,no', 'a,0,1,2,no'], {}, { field: 'time', value: -0.1 }],
    ['one window in two places', [...A, ...B, ...A], {}, { message: 'rows of one window in two places', value: 'a' }],
    [
      'two classes in a window',
      ['a,0,1,2,no', 'a,0.1,1,2,yes'],
      {},
      { message: 'another class or group within a window' },
    ],
    ['another class', ['a,0,1,2,maybe', 'a,0.1,1,2,maybe'], {}, { field: 'class', value: 'maybe' }],
    ['a word', ['a,0,one,2,no', 'a,0.1,1,2,no'], {}, { field: 'channel 0', message: 'no number', value: 'one' }],
    ['no time', ['a,soon,1,2,no'], {}, { field: 'time', message: 'neither seconds nor a date', value: 'soon' }],
    [
      'a missing value',
      ['a,0,,2,no', 'a,0.1,1,2,no'],
      {},
      { field: 'channel 0, sample 0', message: 'a value is missing' },
    ],
    ['a channel too many', A, { long: { window: 'w' } }, { field: 'channels', value: ['t', 'x', 'y'], fix: /leave/ }],
    ['no such column', A, { long: { window: 'wi', time: 't' } }, { message: 'no such column', fix: 'w' }],
  ])('%s is refused', (_, rows, options, problem) => {
    const [found] = problemsOf(() => long(rows, options));
    const { fix, ...rest } = problem as { fix?: string | RegExp };
    expect(found).toMatchObject(rest);
    if (fix !== undefined) expect(found!.fix).toMatch(fix);
  });
});
