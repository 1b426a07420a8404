import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edfValues, parseEdf } from '../../../generator/data/readers/edf-file.js';
import { labelsOf } from '../sets.js';
import { edfFile, type Recording, tal, type Written } from './edf-bytes.js';
import { problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { codesOf, notesOf, opened } from './opened.js';

const ANNOTATIONS = 'EDF Annotations';
const ecg = (...records: number[][]): Written => ({ label: 'ECG', records });
const notes = (...records: string[]): Written => ({ label: ANNOTATIONS, records });
const times = (...onsets: number[]) => notes(...onsets.map((onset) => tal(`+${onset}`, '')));

describe('recordings', () => {
  const read = (bytes: Uint8Array) => {
    const file = parseEdf(bytes, 'a.edf');
    const signals = file.signals.filter(
      ({ annotations, samples }) => !annotations && samples === file.signals[0]!.samples,
    );
    const values = file.segments.map((segment) => [
      ...edfValues(file, signals, segment, 0, segment.records * signals[0]!.samples),
    ]);
    return { values, annotations: file.annotations, begins: file.segments.map(({ begin }) => begin) };
  };
  const given: [string, Uint8Array, object][] = [
    ['two records', edfFile([ecg([1, -2], [3, 4])]), { values: [[1, -2, 3, 4]], begins: [0] }],
    ['two signals', edfFile([ecg([1, 2]), { ...ecg([5, 6]), label: 'X' }]), { values: [[1, 5, 2, 6]] }],
    ['units', edfFile([{ ...ecg([0, 100, -100]), physical: [-5, 5], digital: [-100, 100] }]), { values: [[0, 5, -5]] }],
    [
      'an inverted signal',
      edfFile([{ ...ecg([0, 100]), physical: [5, -5], digital: [-100, 100] }]),
      { values: [[0, -5]] },
    ],
    ['24 bits', edfFile([ecg([1, -2, 8388607, -8388608])], { bdf: true }), { values: [[1, -2, 8388607, -8388608]] }],
    [
      'another signal of another rate between',
      edfFile([ecg([1, 2], [3, 4]), { label: 'T', records: [[9], [9]] }]),
      { values: [[1, 2, 3, 4]] },
    ],
    ['a number of records that is not known', edfFile([ecg([1], [2])], { records: -1 }), { values: [[1, 2]] }],
    [
      'annotations',
      edfFile([ecg([1, 2]), notes(tal('+0', '') + tal('+0.5', 'N') + tal('+0.25\x150.5', 'a', 'Gehör'))], {
        kind: 'EDF+C',
      }),
      {
        annotations: [
          { onset: 0.25, duration: 0.5, text: 'a' },
          { onset: 0.25, duration: 0.5, text: 'Gehör' },
          { onset: 0.5, duration: null, text: 'N' },
        ],
      },
    ],
    [
      'several signals of annotations',
      edfFile([ecg([1, 2]), times(0), notes(tal('+1', 'V'))], { kind: 'EDF+C' }),
      { annotations: [{ onset: 1, text: 'V' }] },
    ],
    [
      'gaps',
      edfFile([ecg([1], [2], [3]), times(0, 1, 5)], { kind: 'EDF+D' }),
      { values: [[1, 2], [3]], begins: [0, 5] },
    ],
    ['a start within a second', edfFile([ecg([1], [2]), times(0.5, 1.5)], { kind: 'EDF+C' }), { begins: [0.5] }],
  ];
  test.each(given)('%s', (_, bytes, found) => expect(read(bytes)).toMatchObject(found));

  const good: Written[] = [ecg([1, 2]), notes(`${tal('+0', '')}      `.replace(/ /g, '\0'))];
  const refused: [string, Uint8Array, object][] = [
    ['nothing', new Uint8Array(0), { message: 'no EDF recording' }],
    ['WAV', Buffer.from('RIFF0000WAVE'), { message: 'no EDF recording: this is a WAV file' }],
    [
      'a part of the head',
      edfFile(good).subarray(0, 100),
      { message: 'truncated', value: 100, allowed: '256 bytes, as the header says' },
    ],
    [
      'a part of the header',
      edfFile(good).subarray(0, 300),
      { message: 'truncated', allowed: '768 bytes, as the header says' },
    ],
    ['a part of a record', edfFile(good).subarray(0, -1), { message: 'truncated' }],
    ['more records than there are', edfFile(good, { records: 99999999 }), { message: 'truncated' }],
    [
      'bytes behind',
      Buffer.concat([edfFile(good), Buffer.alloc(3)]),
      { message: '3 bytes follow the last data record' },
    ],
    ['records that are no number', edfFile(good, { records: 'many' }), { field: 'records', value: 'many' }],
    ['no signal', edfFile(good, { count: 0 }), { field: 'signals', value: '0' }],
    ['9999 signals', edfFile(good, { count: 9999, headerBytes: 2560000 }), { field: 'signals', allowed: '1 to 4096' }],
    ['another header', edfFile(good, { headerBytes: 512 }), { field: 'bytes of the header', value: '512' }],
    ['a negative duration', edfFile(good, { duration: -1 }), { field: 'duration' }],
    ['no range of values', edfFile([{ ...ecg([1]), physical: [1, 1] }]), { field: 'signal 0 (ECG), largest value' }],
    ['no range of codes', edfFile([{ ...ecg([1]), digital: [5, 5] }]), { field: 'signal 0 (ECG), largest code' }],
    [
      'samples that are none',
      edfFile([{ ...ecg([1]), samples: 0 }]),
      { field: 'signal 0 (ECG), samples of a record', value: '0' },
    ],
    ['samples of gigabytes', edfFile([{ ...ecg([1]), samples: 99999999 }]), { message: 'truncated' }],
    [
      'no annotations',
      edfFile([ecg([1, 2]), notes('hello')]),
      { field: 'record 0', message: 'no list of annotations', value: 'hello' },
    ],
    [
      'annotations without an end',
      edfFile([ecg([1, 2]), notes('+0\x14\x14\0+1\x14N')]),
      { message: 'no list of annotations' },
    ],
    [
      'gaps that are not told',
      edfFile([ecg([1]), notes('\0\0')], { kind: 'EDF+D' }),
      { field: 'record 0', message: /does not say when it begins/ },
    ],
    [
      'records over each other',
      edfFile([ecg([1], [2]), times(0, 0)], { kind: 'EDF+D' }),
      { field: 'record 1', message: /begins before/ },
    ],
  ];
  test.each(refused)('%s: refused', (_, bytes, problem) => {
    const [found] = problemsOf(() => parseEdf(bytes, 'a.edf'));
    for (const [key, value] of Object.entries(problem)) {
      const own = found![key as keyof typeof found];
      if (value instanceof RegExp) expect(own).toMatch(value);
      else expect(own).toBe(value);
    }
  });
  test('mutated recordings are read or refused', () => {
    const valid = edfFile([ecg([1, 2], [3, 4]), times(0, 1)], { kind: 'EDF+D' });
    fc.assert(
      fc.property(mutationsOf(valid), (bytes) => void readOrRefuse(() => parseEdf(bytes, 'a'))),
      { numRuns: 200 },
    );
  });
});

describe('windows of recordings', () => {
  const input = { samples: 2, rateHz: 2, codeBits: 8, zero: 0, gain: 1 };
  const set = (
    signals: readonly Written[],
    options: object = {},
    more: object = {},
    recording: Recording = { kind: 'EDF+C' },
  ) => opened({ reader: 'edf', options, input, ...more }, { 'p1.edf': edfFile(signals, recording) });
  const ten = ecg([0, 1], [2, 3], [4, 5], [6, 7], [8, 9]);
  const marked = (text: string) => [ten, notes(tal('+0', '') + text, '', '', '', '')];
  const firsts = (found: ReturnType<typeof set>) => codesOf(found).map(([first]) => first);
  const classes = { classes: ['W', 'N1'] };

  test('one after the other, all of a recording a group', () => {
    const found = set([ten]);
    expect([firsts(found), found.groups[1], found.names[1], found.targets]).toEqual([
      [0, 2, 4, 6, 8],
      'p1.edf',
      'p1.edf (1)',
      null,
    ]);
    expect(notesOf(found)).toEqual(['signals taken: ECG (1 files)']);
    expect(firsts(set([ten], { step: 3, signals: ['ECG'] }))).toEqual([0, 3, 6]);
  });
  test('not over a gap', () => {
    const found = set(
      [ten, times(0, 1, 9, 10, 11)],
      { step: 1 },
      { input: { ...input, samples: 4 } },
      { kind: 'EDF+D' },
    );
    expect(firsts(found)).toEqual([0, 4, 5, 6]);
  });
  test('what ends a recording and fills no window is counted', () => {
    const found = set([ten], { signals: ['ECG'] }, { input: { ...input, samples: 4 } });
    expect([firsts(found), notesOf(found)]).toEqual([
      [0, 4],
      ['2 samples at the ends of recordings fill no window and are left out'],
    ]);
  });
  test('within annotations of a class', () => {
    const found = set(marked(tal('+0\x151.5', 'W') + tal('+1.5\x152', 'N1') + tal('+4\x151', 'W')), {}, classes);
    expect([firsts(found), labelsOf(found)]).toEqual([
      [0, 3, 5, 8],
      [0, 1, 1, 0],
    ]);
  });
  test('annotations that touch are one; over each other they are none', () => {
    const found = set(
      marked(tal('+0\x151', 'W') + tal('+1\x152', 'W') + tal('+2\x152', 'N1')),
      { signals: ['ECG'] },
      classes,
    );
    expect([firsts(found), labelsOf(found)]).toEqual([
      [0, 2, 6],
      [0, 0, 1],
    ]);
    expect(notesOf(found)).toEqual(['1 s with annotations of several classes are left out']);
  });
  test('around annotations, whose texts are classes', () => {
    const options = { annotations: { before: 1, classes: { n: 'W', v: 'N1' } }, signals: ['ECG'] };
    const found = set(
      marked(['+0', '+1', '+2', '+4.9'].map((t, i) => tal(t, i === 1 ? 'v' : 'n')).join('') + tal('+3', '?')),
      options,
      classes,
    );
    expect([firsts(found), labelsOf(found)]).toEqual([
      [1, 3],
      [1, 0],
    ]);
    expect(notesOf(found)).toEqual(['2 windows around annotations would lie beyond the recording or over a gap']);
  });
  test('annotations that are not read are told', () => {
    const found = set(marked(tal('+1', 'N') + tal('+2', 'N') + tal('+3', 'V')), { signals: ['ECG'] });
    expect(notesOf(found)).toEqual([
      expect.stringMatching(/names no classes: windows without targets; there are N \(2\), V \(1\)$/),
    ]);
  });
  test('all recordings of a folder, or some; EDF and BDF', () => {
    const files = { 'b.bdf': edfFile([ecg([3, 4])], { bdf: true }), 'a.EDF': edfFile([ecg([1, 2])]), 'notes.txt': 'x' };
    const of = (options: object) => codesOf(opened({ reader: 'edf', options, input }, files));
    expect([of({}), of({ files: ['b.bdf'] })]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [[3, 4]],
    ]);
  });

  test.each<[string, readonly Written[], object, object, object]>([
    ['another rate', [ecg([1, 2, 3])], {}, {}, { field: 'rate of ECG', value: 3, allowed: '2' }],
    ['too few signals', [ten], {}, { input: { ...input, channels: 2 } }, { field: 'channels', value: 1, allowed: '2' }],
    ['no such signal', [ten], { signals: ['EKG'] }, {}, { field: 'signals', value: 'EKG', fix: 'ECG' }],
    [
      'another unit',
      [ten],
      {},
      { input: { ...input, units: 'uV' } },
      { field: 'unit of ECG', value: 'mV', allowed: 'uV' },
    ],
    [
      'no annotation of a class',
      marked(tal('+0\x151', 'REM')),
      {},
      classes,
      { message: 'no annotation names a class', value: 'REM (1)' },
    ],
    [
      'annotations of classes without duration',
      marked(tal('+0', 'W')),
      {},
      classes,
      { message: 'no annotation names a class' },
    ],
    [
      'a class that is none',
      marked(tal('+1', 'x')),
      { annotations: { before: 0, classes: { x: 'X' } } },
      classes,
      { field: 'class', value: 'X' },
    ],
    ['no window', [ten], {}, { input: { ...input, samples: 20 } }, { message: 'no window in any file' }],
  ])('%s: refused', (_, signals, options, more, problem) => {
    expect(problemsOf(() => set(signals, options, more))[0]).toMatchObject(problem);
  });
  test('an empty folder', () => {
    expect(problemsOf(() => opened({ reader: 'edf', input }, {}))[0]!.message).toMatch(/no \.edf file/);
  });
});
