import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutFragments } from '../../../generator/data/readers/wfdb.js';
import { withoutSegments } from '../../../generator/data/readers/wfdb-listing.js';
import { readWfdb } from '../../../generator/data/readers/wfdb-record.js';
import { annotated, MARKS } from './annotated-set.js';
import { folderOf, problemsOf } from './files.js';
import { annotationFile } from './wfdb-file.js';
import { checksum, PACK } from './wfdb-pack.js';

type Files = Record<string, string | Uint8Array>;

/** A segment of format 16 with signals by their descriptions. */
function segment(
  name: string,
  signals: Record<string, readonly number[]>,
  { format = '16', converter = '5(1)/mV 11 0' } = {},
): Files {
  const columns = Object.values(signals);
  const samples = columns[0]!.length;
  const lines = Object.entries(signals).map(
    ([lead, codes]) => `${name}.dat ${format} ${converter} ${codes[0]} ${checksum(codes)} 0 ${lead}`,
  );
  const frames = Array.from({ length: samples }, (_, i) => columns.map((codes) => codes[i]!));
  return {
    [`${name}.hea`]: [`${name} ${columns.length} 10 ${samples}`, ...lines].join('\n'),
    [`${name}.dat`]: PACK[format as '16'](frames.flat()),
  };
}

const LAYOUT = {
  'm_layout.hea': 'm_layout 3 10 0\n~ 0 5(1)/mV 11 0 0 0 0 I\n~ 0 9/mmHg 8 0 0 0 0 ABP\n~ 0 5(1)/mV 11 0 0 0 0 V',
};
const A = segment('a', { I: [1, 2, 3], V: [11, 12, 13] });
const B = segment('b', { V: [14, 15], I: [4, 5] });
const fixed = (lines: string, files: Files = {}, samples = '') => ({
  'm.hea': `m/${lines.split('\n').length} 2 10 ${samples}\n${lines}\n`,
  ...A,
  ...segment('c', { I: [4, 5], V: [14, 15] }, { format: '212' }),
  'null.hea': 'null 2 10 2\nnull 0\nnull 0\n',
  ...files,
});
const variable = (lines: string, files: Files = {}) => ({
  'm.hea': `m/${lines.split('\n').length} 3 10\n${lines}\n`,
  ...LAYOUT,
  ...A,
  ...B,
  ...files,
});
const read = (files: Files) => readWfdb(join(folderOf(files), 'm'));
/** Codes of each signal, null where there is none. */
const codesOf = (files: Files) =>
  read(files).signals.map(({ codes, invalid }) => [...codes].map((code) => (code === invalid ? null : code)));
const none = (n: number) => Array<null>(n).fill(null);

describe('records of segments', () => {
  test.each<[string, Files, (number | null)[][]]>([
    [
      'one after the other, of two formats',
      fixed('a 3\nc 2'),
      [
        [1, 2, 3, 4, 5],
        [11, 12, 13, 14, 15],
      ],
    ],
    [
      'with their sum',
      fixed('a 3\nc 2', {}, '5'),
      [
        [1, 2, 3, 4, 5],
        [11, 12, 13, 14, 15],
      ],
    ],
    [
      'one segment twice, a gap between',
      fixed('c 2\n~ 1\nc 2'),
      [
        [4, 5, null, 4, 5],
        [14, 15, null, 14, 15],
      ],
    ],
    [
      'a gap first, a record of nothing',
      fixed('~ 1\na 3\nnull 2'),
      [
        [null, 1, 2, 3, ...none(2)],
        [null, 11, 12, 13, ...none(2)],
      ],
    ],
    [
      'one',
      fixed('a 3'),
      [
        [1, 2, 3],
        [11, 12, 13],
      ],
    ],
    [
      'a layout: signals by their descriptions, one of them nowhere',
      variable('m_layout 0\na 3\n~ 1\nb 2'),
      [[1, 2, 3, null, 4, 5], none(6), [11, 12, 13, null, 14, 15]],
    ],
    [
      'signals that the layout does not list, and segments without one',
      variable('m_layout 0\na 3\nd 2', segment('d', { X: [8, 9], V: [6, 7] })),
      [[1, 2, 3, null, null], none(5), [11, 12, 13, 6, 7]],
    ],
    [
      'samples of 24 bits beside those of 16, each with its own mark',
      variable('m_layout 0\na 3\nd 2', segment('d', { I: [70000, -(2 ** 23)] }, { format: '24' })),
      [[1, 2, 3, 70000, null], none(5), [11, 12, 13, null, null]],
    ],
  ])('%s', (_, files, codes) => {
    expect(codesOf(files)).toEqual(codes);
  });

  test('say of their signals what the segments say', () => {
    const { signals, ...record } = read(variable('m_layout 0\nb 2\na 3'));
    expect(record).toMatchObject({ name: 'm', sampleRateHz: 10, samples: 5 });
    const of = { gain: 5, baseline: 1, units: 'mV', adcBits: 11 };
    expect(signals).toMatchObject([
      { ...of, description: 'I' },
      { gain: 9, units: 'mmHg', adcBits: 8, description: 'ABP' },
      { ...of, description: 'V' },
    ]);
  });

  test('of several samples a frame', () => {
    const files = {
      'm.hea': 'm/3 1 10 3\na 1\n~ 1\nb 1',
      'a.hea': 'a 1 10 1\na.dat 16x2',
      'b.hea': 'b 1 10 1\nb.dat 16x2',
      'a.dat': PACK['16']([1, 2]),
      'b.dat': PACK['16']([3, 4]),
    };
    expect(codesOf(files)).toEqual([[1, 2, null, null, 3, 4]]);
  });

  test('a gap ends windows', () => {
    const set = cutFragments(read(fixed('a 3\n~ 2\nc 2\nc 2')), 2, [0]);
    expect(set).toMatchObject({ windows: [0, 3], names: ['m (0)', 'm (3)'] });
    expect(set.provenance.notes).toEqual([expect.stringMatching(/2 of 9; 2 of 4 windows hold one and are left out/)]);
  });

  test('segments are no records beside the one that they are of', () => {
    const dir = folderOf(variable('m_layout 0\na 3\n~ 1\nb 2', { 'bad.hea': 'x', 'm_.hea': 'm_ 1 10\na.dat 16' }));
    const all = ['a.hea', 'b.hea', 'bad.hea', 'm.hea', 'm_.hea', 'm_layout.hea'];
    expect(withoutSegments(dir, all)).toEqual(['bad.hea', 'm.hea', 'm_.hea']);
  });

  test('with annotations of all of it: a window a lead and span', () => {
    const long = (from: number) => Array.from({ length: 10 }, (_, i) => from + i);
    const converter = { converter: '200(1024)/mV 11 1024' };
    const set = annotated({
      records: {},
      files: {
        'm.hea': 'm/3 1 10 22\np 10\n~ 2\nq 10\n',
        ...segment('p', { X: long(100) }, converter),
        ...segment('q', { X: long(200) }, converter),
        'm.atr': annotationFile(MARKS),
      },
    });
    expect(set.names).toEqual(['m/X/0', 'm/X/4', 'm/X/12', 'm/X/16']);
    expect(set.provenance.leftOut).toContainEqual({
      recording: 'm',
      lead: 'X',
      what: 'window',
      count: 1,
      why: 'invalid samples',
    });
  });
});

describe('records of segments that are refused', () => {
  const twice = { 'm.hea': 'm/1 2 10\nm 3' };
  test.each<[string, Files, string, object]>([
    [
      'fewer lines than segments',
      { ...fixed('a 3'), 'm.hea': 'm/2 2 10\na 3' },
      'm',
      { message: /several segments: .* 2, 1 lines/ },
    ],
    ['no segment', { 'm.hea': 'm/0 2 10' }, 'm', { field: 'segments', value: 'm/0' }],
    ['a million segments', { 'm.hea': 'm/1000000 2 10' }, 'm', { field: 'segments' }],
    ['another sum', fixed('a 3\nc 2', {}, '6'), 'm', { field: 'samples', value: 6, allowed: '5' }],
    ['a sum beyond all records', fixed('a 2000000000\na 2000000000'), 'm', { field: 'samples' }],
    ['a segment without a length', fixed('a'), 'm', { field: 'segment[0].samples' }],
    ['a segment of no length behind the first', fixed('a 3\nc 0'), 'm', { field: 'segment[1].samples', value: '0' }],
    ['a path', fixed('a 3\n../c 2'), 'm', { field: 'segment[1]', value: '../c' }],
    ['a segment that is not there', fixed('a 3\nx 2'), 'x', { message: /no such file/ }],
    ['itself', { ...fixed('a 3'), ...twice }, 'm', { message: 'a segment that has segments itself' }],
    ['another length of a segment', fixed('a 4'), 'a', { field: 'samples', value: 3, allowed: '4' }],
    [
      'another rate',
      fixed('a 3\nr 1', { 'r.hea': 'r 2 20 1\na.dat 16\na.dat 16' }),
      'r',
      { field: 'rate', value: 20, allowed: '10' },
    ],
    [
      'fewer signals',
      fixed('a 3\nr 1', { 'r.hea': 'r 1 10 1\na.dat 16' }),
      'r',
      { field: 'signals', value: 1, allowed: '2' },
    ],
    [
      'a layout of fewer signals',
      variable('m_layout 0\na 3', { 'm_layout.hea': 'x 1 10 0\n~ 0 1 0 0 0 0 0 I' }),
      'm_layout',
      { field: 'signals' },
    ],
    ['gaps alone', fixed('~ 3\n~ 2'), 'm', { message: 'no segment in which anything was recorded' }],
    [
      'a damaged segment',
      fixed('a 3', { 'a.dat': PACK['16']([1, 11, 2, 12, 3, 14]) }),
      'a',
      { field: 'signal[1].checksum' },
    ],
    ['samples beyond memory', fixed('a 3\n~ 1000000000'), 'm', { message: /more samples/ }],
  ])('%s', (_, files, where, expected) => {
    const given = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    expect(problemsOf(() => read(files))[0]).toMatchObject({
      where: expect.stringMatching(`/${where}.hea$`),
      ...given,
    });
  });

  test.each<[string, string]>([
    ['gain', '6(1)/mV 11 0'],
    ['baseline', '5(2)/mV 11 0'],
    ['units', '5(1)/uV 11 0'],
    ['adcBits', '5(1)/mV 12 0'],
    ['adcZero', '5(1)/mV 11 3'],
  ])('another %s than in the segments before', (field, converter) => {
    const files = variable('m_layout 0\na 3\nd 2', segment('d', { V: [6, 7] }, { converter }));
    const [problem] = problemsOf(() => read(files));
    expect(problem).toMatchObject({
      field: `segment[2].signal[2].${field}`,
      fix: expect.stringMatching(/options\.records/),
    });
  });
});
