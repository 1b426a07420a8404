import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { sampleOf } from '../../../generator/data/recorded.js';
import { hashCodes, subset, windowCodes } from '../../../generator/data/signal-set.js';
import { annotated, datasetOf, MARKS, recordOfX } from './annotated-set.js';
import { folderOf, problemsOf } from './files.js';
import { recordFiles, rising } from './wfdb-file.js';

const sampleIn = (set: ReturnType<typeof annotated>) => set.names.map((_, i) => sampleOf(set, i));
const classIn = ({ targets }: ReturnType<typeof annotated>) =>
  targets?.kind === 'classes' ? targets.labels.map((label) => targets.names[label]) : [];

describe('windows of annotated records', () => {
  test('step, classes by the rule, codes, names, groups, hashes', () => {
    const set = annotated({ records: { a: recordOfX(0), b: recordOfX(500) }, options: { step: 2 } });
    // From 10 on half is atrial fibrillation, which is not more than half, and not all is `(N`.
    const starts = [0, 2, 4, 6, 8, 12, 14, 16];
    expect(sampleIn(set)).toEqual([...starts, ...starts]);
    expect(classIn(set)).toEqual(
      Array(2)
        .fill([...Array(5).fill('n'), ...Array(3).fill('af')])
        .flat(),
    );
    expect(set.inputs[0]).toMatchObject({
      samples: 4,
      channels: 1,
      rateHz: 10,
      codeBits: 11,
      zero: [1024],
      gain: [200],
    });
    expect([...windowCodes(set, 1)]).toEqual([2, 3, 4, 5]);
    expect([...windowCodes(set, 13)]).toEqual([512, 513, 514, 515]);
    expect(set.names[13]).toBe('b/X/12');
    expect(new Set(set.names).size).toBe(16);
    expect(set.groups).toEqual([...Array(8).fill('a'), ...Array(8).fill('b')]);
    expect(set.hashes).toEqual(set.names.map((_, i) => hashCodes(windowCodes(set, i))));
    const { recordings } = set.recorded!;
    expect(recordings).toMatchObject([
      { name: 'a', lead: 'X', start: 0, samples: 20, scored: true },
      { name: 'b', lead: 'X', start: 20, samples: 20, scored: true },
    ]);
    expect(set.provenance.leftOut).toEqual([
      { recording: 'a', lead: 'X', what: 'window', count: 1, why: 'no class' },
      { recording: 'b', lead: 'X', what: 'window', count: 1, why: 'no class' },
    ]);
    expect(set.provenance.notes).toEqual([expect.stringMatching(/: left out, no class: 2 windows$/)]);
  });

  test('about the zero of its own beginning: the mean of its first samples is there, codes are kept to the converter', () => {
    const records = { a: recordOfX(0), b: recordOfX(500) };
    const moved = (seconds: number, code: number) => annotated({ records, options: { zero: { seconds, code } } });
    // 0 .. 4 have the mean 2, 500 .. 504 have 502: both are moved to 1024.
    const set = moved(0.5, 1024);
    expect([...windowCodes(set, 0)]).toEqual([1022, 1023, 1024, 1025]);
    expect([...windowCodes(set, set.names.indexOf('b/X/4'))]).toEqual([1026, 1027, 1028, 1029]);
    expect([...windowCodes(moved(0.5, 1), 0)]).toEqual([0, 0, 1, 2]);
    expect(set.hashes).toEqual(set.names.map((_, i) => hashCodes(windowCodes(set, i))));
    // Where a window is from is found by what was recorded.
    expect(set.recorded!.fingerprints).toEqual(annotated({ records }).recorded!.fingerprints);
  });

  test.each([
    [{ seconds: 0.5, code: 2048 }, 'options.zero.code', '0 to 2047'],
    [{ seconds: 0.05, code: 0 }, 'options.zero.seconds', '0.1 or more'],
  ])('a zero that cannot be is refused: %j', (zero, field, allowed) => {
    expect(problemsOf(() => annotated({ records: { a: recordOfX(0) }, options: { zero } }))).toMatchObject([
      { field, allowed },
    ]);
  });

  test('samples that are missing stay so and do not count for the zero', () => {
    const record = { leads: { X: [null, 10, 20, 30, 40, 50, 60, 70].map((v) => v ?? -2048) }, marks: MARKS };
    const set = annotated({ records: { a: record }, options: { zero: { seconds: 0.2, code: 100 } } });
    expect(set.names).toEqual(['a/X/4']);
    expect([...windowCodes(set, 0)]).toEqual([125, 135, 145, 155]);
  });

  test('without a step windows touch, and none begins where no whole one is left', () => {
    const set = annotated({
      records: {
        a: {
          leads: { X: rising(11, 0) },
          marks: [
            [0, 'N'],
            [5, 'N'],
            [9, 'N'],
          ],
        },
      },
    });
    expect(sampleIn(set)).toEqual([0, 4]);
  });

  test('the groups are those of the names, aliases too', () => {
    const records = { p1: recordOfX(0), p2: recordOfX(100), q1: recordOfX(200) };
    const groups = { what: 'patient', pattern: '^(\\w)\\d/', form: '<patient><n>/...', aliases: { q: 'p' } };
    expect(new Set(annotated({ records, more: { groups } }).groups)).toEqual(new Set(['p']));
    expect(problemsOf(() => annotated({ records: { '7': recordOfX(0) }, more: { groups } }))).toMatchObject([
      { message: 'the name does not say the patient', value: '7/X/0' },
    ]);
  });

  test.each<[string, object[], number[]]>([
    ['from the beginning', [{ from: 0, to: 0.6 }], [0, 2]],
    ['to the end', [{ from: 1.2 }], [12, 14, 16]],
    ['from the end', [{ from: -0.6 }], [14, 16]],
    ['up to some time before the end', [{ to: -1.4 }], [0, 2]],
    ['two parts, between which no window lies', [{ to: 0.5 }, { from: 0.5, to: 1 }], [0, 6]],
    ['parts that overlap, in which a window lies once', [{ to: 0.6 }, { from: 0.2, to: 0.6 }], [0, 2]],
    ['beyond the end', [{ from: 1.6, to: 1000 }], [16]],
  ])('time: %s', (_, time, starts) => {
    expect(sampleIn(annotated({ records: { a: recordOfX(0) }, options: { step: 2, time } }))).toEqual(starts);
  });

  test('several leads: windows of each, the first scored; what another record lacks is told', () => {
    const set = annotated({
      records: { a: { leads: { Y: rising(20, 300), X: rising(20, 0) }, marks: MARKS }, b: recordOfX(100) },
      options: { leads: [['X'], ['Y']] },
    });
    expect(set.names).toEqual([
      'a/X/0',
      'a/X/4',
      'a/X/8',
      'a/X/12',
      'a/X/16',
      'a/Y/0',
      'a/Y/4',
      'a/Y/8',
      'a/Y/12',
      'a/Y/16',
      'b/X/0',
      'b/X/4',
      'b/X/8',
      'b/X/12',
      'b/X/16',
    ]);
    expect(set.recorded!.recordings.map(({ lead, scored }) => [lead, scored])).toEqual([
      ['X', true],
      ['Y', false],
      ['X', true],
    ]);
    expect([...windowCodes(set, 6)]).toEqual([304, 305, 306, 307]);
    expect(set.provenance.leftOut).toContainEqual({
      recording: 'b',
      lead: 'Y',
      what: 'lead',
      count: 1,
      why: 'no lead Y',
    });
  });

  test('a list of two leads is two channels, whose holes add up', () => {
    const [x, y] = [rising(20, 0), rising(20, 300)];
    [x[5], y[13]] = [-2048, -2048];
    const set = annotated({
      records: { a: { leads: { X: x, Y: y }, marks: MARKS } },
      input: { channels: 2 },
      options: { leads: [['Y', 'X']] },
    });
    expect(set.names).toEqual(['a/Y+X/0', 'a/Y+X/8', 'a/Y+X/16']);
    expect([...windowCodes(set, 0)]).toEqual([300, 0, 301, 1, 302, 2, 303, 3]);
    expect([...windowCodes(set, 2)]).toEqual([316, 16, 317, 17, 318, 18, 319, 19]);
    expect(set.provenance.leftOut).toEqual([
      { recording: 'a', lead: 'Y+X', what: 'window', count: 2, why: 'invalid samples' },
    ]);
  });

  test('a part of a set has the same recordings', () => {
    const set = annotated({ records: { a: recordOfX(0), b: recordOfX(500) }, options: { step: 2 } });
    const part = subset(set, [15, 3, 3]);
    expect(part.names).toEqual(['b/X/16', 'a/X/6', 'a/X/6']);
    expect(sampleIn(part)).toEqual([16, 6, 6]);
    expect(classIn(part)).toEqual(['af', 'n', 'n']);
    expect([...windowCodes(part, 0)]).toEqual([516, 517, 518, 519]);
    expect(part.inputs[0].codes).toBe(set.inputs[0].codes);
    expect(part.recorded!.of).toEqual([1, 0, 0]);
  });

  test('fingerprints say where a window of any signal is from', () => {
    const { recorded } = annotated({
      records: { a: { leads: { Y: rising(20, 300), X: rising(20, 0) }, marks: MARKS } },
    });
    expect(recorded!.fingerprints).toHaveLength(10);
    const hash = hashCodes(Int16Array.of(308, 309, 310, 311));
    expect(recorded!.fingerprints.filter((one) => one.hash === hash)).toEqual([{ hash, record: 'a', sample: 8 }]);
  });

  test('a folder of annotated records without a file is taken for the shipped data set that reads such', () => {
    const codes = rising(3600, 0).map((i) => i % 2048);
    const dir = folderOf(recordFiles('100', { leads: { MLII: codes }, marks: [[100, 'N']], rateHz: 360 }));
    const set = openSignals(dir, { windows: 1, seed: 1 });
    expect(set).toMatchObject({ names: ['100/MLII/0'], groups: ['100'] });
    expect(classIn(set)).toEqual(['NSR']);
    expect(set.provenance.notes).toContain(`${dir}: class APB: no window`);
  });
});

test('200,000 windows open in seconds', () => {
  const samples = 400_000;
  const codes = Array.from({ length: samples }, (_, i) => (i * 7919) % 2048);
  const marks = Array.from({ length: 5000 }, (_, i) => [80 * i, 'N'] as const);
  const long = { leads: { X: codes }, marks, rateHz: 360 };
  const path = datasetOf({ records: { a: long }, input: { samples: 900, rateHz: 360 }, options: { step: 2 } });
  const start = performance.now();
  const set = openSignals(path, { windows: 1, seed: 1 });
  expect((performance.now() - start) / 1000).toBeLessThan(20);
  expect(set.names).toHaveLength((samples - 900) / 2 + 1);
  // Windows share the samples of their recording.
  expect(set.inputs[0].codes).toHaveLength(samples);
});
