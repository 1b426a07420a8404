import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { cutFragments } from '../../../generator/data/readers/wfdb.js';
import { readWfdb } from '../../../generator/data/readers/wfdb-record.js';
import { annotated, MARKS } from './annotated-set.js';
import { folderOf, problemsOf } from './files.js';
import { codesOf } from './opened.js';
import { annotationFile } from './wfdb-file.js';
import { PACK } from './wfdb-pack.js';

const input = { samples: 2, rateHz: 100, codeBits: 16 };
/** Windows of two samples of a record of one signal. */
function setOf(
  line: string,
  samples: readonly number[],
  { options = {}, more = {} }: { options?: object; more?: object } = {},
) {
  const format = /^r\.dat (\d+)/.exec(line)![1] as '16';
  const dataset = { name: 'd', reader: 'wfdb', options: { records: ['r'], ...options }, input: { ...input, ...more } };
  const dir = folderOf({
    'd.json': JSON.stringify(dataset),
    'r.hea': `r 1 100\n${line}`,
    'r.dat': PACK[format](samples),
  });
  return openSignals(join(dir, 'd.json'), { windows: 1, seed: 1 });
}

describe('samples become codes', () => {
  test.each<[string, string, number[], object, number[], object]>([
    ['as they are where the header does not say the converter', 'r.dat 16', [3, 500], {}, [3, 500], { gain: [200] }],
    [
      'as they are about a zero in the middle',
      'r.dat 16 1 11 1024',
      [0, 2047],
      { more: { codeBits: 11 } },
      [0, 2047],
      { zero: [1024] },
    ],
    [
      'of 16 bits and both signs',
      'r.dat 16 1000(0)/mV 16 0',
      [-32767, 32767],
      {},
      [1, 65535],
      { zero: [32768], gain: [1000] },
    ],
    [
      'of 12 bits and both signs',
      'r.dat 16 200(7) 12 0',
      [-2048, 2047],
      { more: { codeBits: 12 } },
      [0, 4095],
      { zero: [2055] },
    ],
    ['of 8 bits', 'r.dat 80 1 8 0', [-127, 127], { more: { codeBits: 8 } }, [1, 255], { zero: [128] }],
    [
      'of 24 bits, without the lowest 8',
      'r.dat 24 256(0)/V 24 0',
      [-(2 ** 23) + 255, 255],
      { options: { codes: { shift: 8 } } },
      [0, 32768],
      { zero: [32768], gain: [1], units: ['V'] },
    ],
    [
      'with an offset of their own, whatever the header says of its converter',
      'r.dat 16 200(0) 8 0',
      [-100, 900],
      { options: { codes: { offset: 100 } }, more: { codeBits: 10 } },
      [0, 1000],
      { zero: [100] },
    ],
  ])('%s', (_, line, samples, given, codes, converter) => {
    const set = setOf(line, samples, given);
    expect(codesOf(set)).toEqual([codes]);
    expect(set.inputs[0]).toMatchObject(converter);
  });

  test.each<[string, string, number[], object, object]>([
    [
      'a sample below 0',
      'r.dat 16',
      [1, -1],
      {},
      { field: 'signal[0], sample 1', value: -1, fix: expect.stringMatching(/offset/) },
    ],
    [
      'a sample above all codes',
      'r.dat 16',
      [1, 256],
      { more: { codeBits: 8 } },
      { message: 'no code of 8 bits', value: 256 },
    ],
    [
      'more bits than codes have',
      'r.dat 24 1 24 0',
      [1, 2],
      {},
      { field: 'codeBits', value: 24, fix: 'options.codes.shift: 8' },
    ],
    [
      'a shift too few',
      'r.dat 24 1 24 0',
      [1, 2],
      { options: { codes: { shift: 7 } } },
      { field: 'codeBits', value: 17, fix: 'options.codes.shift: 8' },
    ],
    [
      'another zero',
      'r.dat 16 1(0) 16 0',
      [1, 2],
      { more: { zero: 0 } },
      { field: 'zero', value: [32768], allowed: '0' },
    ],
    ['a shift below 0', 'r.dat 16', [1, 2], { options: { codes: { shift: -1 } } }, { field: 'options.codes.shift' }],
    ['half an offset', 'r.dat 16', [1, 2], { options: { codes: { offset: 0.5 } } }, { field: 'options.codes.offset' }],
  ])('%s is refused', (_, line, samples, given, problem) => {
    expect(problemsOf(() => setOf(line, samples, given))[0]).toMatchObject(problem);
  });

  test('of a record without a data set: as its header says; wider ones are refused', () => {
    const record = (line: string, format: '16' | '32', samples: number[]) =>
      readWfdb(join(folderOf({ 'r.hea': `r 1 100\n${line}`, 'r.dat': PACK[format](samples) }), 'r'));
    const signed = cutFragments(record('r.dat 16 10(0) 16 0', '16', [-1, 1]), 2, [0]);
    expect(signed.inputs[0]).toMatchObject({ codes: Uint16Array.of(32767, 32769), codeBits: 16, zero: [32768] });
    expect(problemsOf(() => cutFragments(record('r.dat 32 1 20 0', '32', [1, 2]), 2, [0]))).toMatchObject([
      { field: 'codeBits', value: 20, fix: expect.stringMatching(/options\.codes\.shift: 4/) },
    ]);
    expect(problemsOf(() => cutFragments(record('r.dat 32', '32', [1, 40000]), 2, [0]))).toMatchObject([
      { field: 'signal[0], sample 1', value: 40000 },
    ]);
  });
});

describe('signals of several samples a frame', () => {
  const files = {
    'r.hea': 'r 3 50 2\nr.dat 16x2\nr.dat 16\nr.dat 16x2',
    'r.dat': PACK['16']([1, 2, 9, 11, 12, 3, 4, 8, 13, 14]),
  };
  const cut = (signals: number[]) => cutFragments(readWfdb(join(folderOf(files), 'r')), 2, signals);
  test('are read at their rate where all have the same', () => {
    const set = cut([0, 2]);
    expect(set.inputs[0]).toMatchObject({ rateHz: 100, codes: Int16Array.of(1, 11, 2, 12, 3, 13, 4, 14) });
    expect(cut([1]).inputs[0]).toMatchObject({ rateHz: 50, codes: Int16Array.of(9, 8) });
  });
  test('else refused', () => {
    expect(problemsOf(() => cut([0, 1]))).toMatchObject([
      {
        field: 'signal[1].samplesPerFrame',
        message: 'another sampling rate than that of signal 0',
        value: 1,
        allowed: '2',
      },
    ]);
  });
});

describe('annotated records', () => {
  const long = (from: number) => Array.from({ length: 20 }, (_, i) => from + i);
  const record = (line: string, samples: readonly number[], rate = 10) => ({
    'a.hea': `a 1 ${rate}\n${line} 0 X`,
    'a.dat': PACK['16'](samples),
    'a.atr': annotationFile(MARKS),
  });
  test('of 16 bits and both signs', () => {
    const files = record('a.dat 16 200(0)/mV 16 0 0 0', long(-5));
    const set = annotated({ records: {}, files, input: { codeBits: 16, zero: 32768 } });
    expect(set.inputs[0].codes).toBeInstanceOf(Uint16Array);
    expect(codesOf(set)[0]).toEqual([32763, 32764, 32765, 32766]);
    expect(set.names).toHaveLength(5);
  });
  test('of two samples a frame: annotations are in frames, windows in samples', () => {
    const twice = Array.from({ length: 40 }, (_, i) => 100 + i);
    const set = annotated({ records: {}, files: record('a.dat 16x2 200(1024)/mV 11 1024 0 0', twice, 5), input: {} });
    expect(set.names).toHaveLength(7);
    expect(set.recorded!.recordings[0]!.marks.beats.samples).toEqual([2, 10, 18]);
    expect(set.recorded!.recordings[0]!.samples).toBe(40);
  });
  test.each<[string, object, object]>([
    [
      '16 bits leave no code for what is missing',
      {},
      { field: 'lead X', fix: 'input.codeBits: 15 with options.codes.shift: 1' },
    ],
  ])('%s', (_, more, problem) => {
    const files = record('a.dat 16 200(0)/mV 16 0 0 0', long(-5).with(7, -32768));
    const text = { records: {}, files, input: { codeBits: 16, zero: 32768 }, ...more };
    expect(problemsOf(() => annotated(text))).toEqual([expect.objectContaining(problem)]);
    const input = { codeBits: 15, zero: 16384, gain: 100 };
    expect(annotated({ ...text, input, options: { codes: { shift: 1 } } }).names).toHaveLength(4);
  });
});
