import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockOf, recordedOf, recordOf, sampleOf } from '../../generator/data/recorded.js';
import { fragmentFolds, groupFolds, scoredWindows, timeFolds } from '../../generator/data/recorded-splits.js';
import { type SignalSet, signalSet, windowCodes } from '../../generator/data/signal-set.js';
import { type Fold, leaveGroupsOut } from '../../generator/data/splits.js';
import { annotated } from './readers/annotated-set.js';
import { problemsOf } from './readers/files.js';
import { type Marked, rising } from './readers/wfdb-file.js';
import { labelsOf, syntheticEcg } from './sets.js';

const LENGTH = 100;
/** A beat every second sample, atrial fibrillation in the middle, from and to samples that differ from record to record. */
const record = (r: number, leads: readonly string[]) => {
  const changes: Marked[] = [
    [30 + r, '+', '(AFIB'],
    [60 + 2 * r, '+', '(N'],
  ];
  const beats = Array.from({ length: LENGTH / 2 }, (_, i): Marked => [2 * i, 'N']);
  return {
    leads: Object.fromEntries(leads.map((lead, i) => [lead, rising(LENGTH, 200 * r + LENGTH * i)])),
    marks: [...beats, ...changes].sort(([a], [b]) => a - b),
  };
};
/** Windows of 4 samples, one apart, of two leads of five records of four patients; one lacks the lead that is not scored. */
const open = () =>
  annotated({
    records: {
      a1: record(0, ['X', 'Y']),
      a2: record(1, ['Y', 'X']),
      b: record(2, ['X', 'Y']),
      c: record(3, ['X']),
      d: record(4, ['X', 'Y']),
    },
    options: { leads: [['X'], ['Y']], step: 1 },
    more: { groups: { what: 'patient', pattern: '^(\\w)', form: '<patient><n>/...' } },
  });

const range = ({ names }: SignalSet) => [...names.keys()];
/** Whether a window shares a sample with another one, whatever their leads are. */
const meets = (a: SignalSet, i: number, b: SignalSet, j: number) =>
  recordOf(a, i) === recordOf(b, j) && Math.abs(sampleOf(a, i) - sampleOf(b, j)) < 4;
const tests = (folds: readonly Fold[]) => folds.flatMap(({ test: tested }) => tested).sort((a, b) => a - b);

describe('windows that are scored', () => {
  test('of the first lead, one behind the other from the first sample', () => {
    const set = open();
    const scored = scoredWindows(set);
    const expected = set.names.filter((name) => /\/X\//.test(name) && Number(name.split('/')[2]) % 4 === 0);
    expect(scored.names).toEqual(expected);
    expect(scored.names.length).toBeGreaterThan(100);
    for (const i of range(scored)) expect(range(scored).filter((j) => meets(scored, i, scored, j))).toEqual([i]);
  });

  test('none, where no window is on that grid', () => {
    const options = { step: 3, time: [{ from: 0.1, to: 1.2 }] };
    const set = annotated({ records: { a: { ...record(0, ['X']) } }, options });
    expect(set.names).toEqual(['a/X/3', 'a/X/6']);
    expect(problemsOf(() => scoredWindows(set))).toMatchObject([{ field: 'options.step', fix: '4' }]);
  });

  test('none of what is cut from no recording', () => {
    expect(problemsOf(() => recordedOf(syntheticEcg(2, 1)))[0]!.message).toMatch('without the recordings');
  });
});

describe('folds by time', () => {
  const set = () => open();
  test('each window that lies whole in a block is tested once; what is trained shares no sample with a block of the test', () => {
    const all = set();
    const scored = scoredWindows(all);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 4, max: 40 }),
        (k, seed, block) => {
          const folds = timeFolds(all, scored, k, seed, block);
          expect(folds).toHaveLength(k);
          const whole = (i: number) => sampleOf(scored, i) % block <= block - 4;
          expect(tests(folds)).toEqual(range(scored).filter(whole));
          for (const { train, test: tested } of folds) {
            // Of the test: record and number of each block.
            const blocks = new Set(tested.map((i) => `${recordOf(scored, i)} ${blockOf(scored, i, block)}`));
            const apart = (i: number) =>
              [0, 3].every((at) => !blocks.has(`${recordOf(all, i)} ${Math.floor((sampleOf(all, i) + at) / block)}`));
            expect(train).toEqual(range(all).filter(apart));
          }
          // A block is in one fold alone.
          const foldOf = new Map<string, number>();
          folds.forEach(({ test: tested }, fold) => {
            for (const i of tested) {
              const key = `${recordOf(scored, i)} ${blockOf(scored, i, block)}`;
              expect(foldOf.get(key) ?? fold).toBe(fold);
              foldOf.set(key, fold);
            }
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test('in words of windows: no test window shares a sample with one that is trained, in any lead', () => {
    const all = set();
    const scored = scoredWindows(all);
    const pairs = timeFolds(all, scored, 3, 1, 20).flatMap(({ train, test: tested }) =>
      tested.flatMap((i) => train.filter((j) => meets(scored, i, all, j))),
    );
    expect(pairs).toEqual([]);
  });
});

describe('folds of fragments that are found in the recordings', () => {
  /** Windows of the grid, of any lead, as if they came from elsewhere; the first twice. */
  const fragmentsOf = (all: SignalSet) => {
    const grid = range(all).filter((i) => sampleOf(all, i) % 4 === 0);
    const { names, labels } = { names: ['n', 'af'], labels: labelsOf(all) };
    const windows = [...grid, grid[0]!].map((i, n) => ({
      codes: windowCodes(all, i),
      label: labels[i]!,
      group: all.groups[i]!,
      name: `fragment ${n}`,
    }));
    return {
      fragments: signalSet('fragments', { samples: 4, channels: 1 }, windows, names),
      from: [...grid, grid[0]!],
    };
  };

  test('each is tested once; what is trained shares no sample with one of the test, in any lead', () => {
    const all = open();
    const { fragments, from } = fragmentsOf(all);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 1000 }), (k, seed) => {
        const folds = fragmentFolds(all, fragments, k, seed);
        expect(tests(folds)).toEqual(range(fragments));
        for (const { train, test: tested } of folds) {
          const places = new Set(tested.map((f) => `${recordOf(all, from[f]!)} ${sampleOf(all, from[f]!)}`));
          const apart = (i: number) =>
            [-3, -2, -1, 0, 1, 2, 3].every((by) => !places.has(`${recordOf(all, i)} ${sampleOf(all, i) + by}`));
          expect(train).toEqual(range(all).filter(apart));
        }
        // The one that there is twice.
        const last = fragments.names.length - 1;
        expect(folds.some(({ test: tested }) => tested.includes(0) && tested.includes(last))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('one that is in no recording is named', () => {
    const lost = { codes: [1, 2, 3, 5], label: 0, group: 'a', name: 'lost' };
    const fragments = signalSet('fragments', { samples: 4, channels: 1 }, [lost], ['n', 'af']);
    expect(problemsOf(() => fragmentFolds(open(), fragments, 2, 1))).toMatchObject([
      { where: 'fragments', field: 'lost', message: expect.stringMatching(/^not found in .*data\.json$/) },
    ]);
  });
});

test('folds of groups: all of a patient on one side, in every lead; each window is tested once', () => {
  const all = open();
  const scored = scoredWindows(all);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 1000 }), (k, seed) => {
      const folds = groupFolds(all, scored, leaveGroupsOut(scored, k, seed));
      expect(tests(folds)).toEqual(range(scored));
      for (const { train, test: tested } of folds) {
        const patients = new Set(tested.map((i) => scored.groups[i]!));
        expect(train).toEqual(range(all).filter((i) => !patients.has(all.groups[i]!)));
      }
    }),
    { numRuns: 25 },
  );
});
