import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { classesOf, type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import { classesOfSeveralGroups, type Fold, leaveGroupsOut, stratifiedFolds } from '../../generator/data/splits.js';
import { UserError } from '../../generator/support/errors.js';
import { problemsOf } from './readers/files.js';
import { labelsOf, readFolder } from './sets.js';

/** Windows without samples: splits look at labels, groups and hashes only. */
function setOf(fragments: { label: number; group: string; hash: string }[]): SignalSet {
  const windows = fragments.map(({ label, group }, i) => ({ codes: [], label, group, name: `${i}` }));
  const set = signalSet('test', { samples: 0, channels: 1 }, windows, ['a', 'b', 'c', 'd']);
  return { ...set, hashes: fragments.map(({ hash }) => hash) };
}
const sets = (maxHash: number) =>
  fc
    .array(fc.record({ label: fc.nat(3), group: fc.nat(30).map(String), hash: fc.nat(maxHash).map(String) }), {
      minLength: 1,
      maxLength: 120,
    })
    .map(setOf);
const seeds = fc.integer({ min: 0, max: 1000 });
const folding = fc.integer({ min: 2, max: 6 });
const ascending = (indices: Iterable<number>) => [...indices].sort((a, b) => a - b);

/** Every index of `indices` is tested once, each fold's sides share none and hold all, and no test side is empty. */
function expectPartition(folds: Fold[], k: number, indices: number[]) {
  expect(folds).toHaveLength(k);
  expect(ascending(folds.flatMap((f) => f.test))).toEqual(indices);
  for (const { train, test } of folds) {
    expect(test.length).toBeGreaterThan(0);
    expect(ascending([...train, ...test])).toEqual(indices);
    expect([train, test]).toEqual([ascending(train), ascending(test)]);
  }
}
/** No value of `key` is on both sides. */
function expectApart(folds: Fold[], key: (i: number) => string) {
  for (const { train, test } of folds) {
    const learnt = new Set(train.map(key));
    expect(test.filter((i) => learnt.has(key(i)))).toEqual([]);
  }
}
const enough = (set: SignalSet, k: number) => fc.pre(new Set(set.hashes).size >= k);

describe('stratifiedFolds', () => {
  test('is a partition that keeps copies together, even across classes', () => {
    fc.assert(
      fc.property(sets(60), folding, seeds, (set, k, seed) => {
        enough(set, k);
        const folds = stratifiedFolds(set, k, seed);
        expectPartition(folds, k, [...labelsOf(set).keys()]);
        expectApart(folds, (i) => set.hashes[i]!);
      }),
    );
  });

  test('gives each class its share to within its largest group of copies', () => {
    fc.assert(
      fc.property(sets(20), folding, seeds, (mixed, k, seed) => {
        // Copies have one class here.
        const set = { ...mixed, hashes: mixed.hashes.map((hash, i) => `${labelsOf(mixed)[i]} ${hash}`) };
        enough(set, k);
        const folds = stratifiedFolds(set, k, seed);
        for (const label of new Set(labelsOf(set))) {
          const own = [...labelsOf(set).keys()].filter((i) => labelsOf(set)[i] === label);
          const largest = Math.max(...own.map((i) => set.hashes.filter((hash) => hash === set.hashes[i]).length));
          for (const { test } of folds) {
            const share = test.filter((i) => labelsOf(set)[i] === label).length;
            expect(Math.abs(share - own.length / k)).toBeLessThanOrEqual(largest);
          }
        }
      }),
    );
  });

  const twenty = setOf(Array.from({ length: 20 }, (_, i) => ({ label: i % 4, group: '1', hash: `${i}` })));
  test('fold sizes differ by one at most where nothing is copied', () => {
    expect(
      stratifiedFolds(twenty, 3, 1)
        .map((f) => f.test.length)
        .sort(),
    ).toEqual([6, 7, 7]);
  });
  test('depends on the seed and on nothing else', () => {
    expect(stratifiedFolds(twenty, 3, 1)).toEqual(stratifiedFolds(twenty, 3, 1));
    expect(stratifiedFolds(twenty, 3, 1)).not.toEqual(stratifiedFolds(twenty, 3, 2));
  });
  test.each([0, 1, 2.5, Number.NaN, -3, 21])('refuses %s folds', (k) => {
    expect(problemsOf(() => stratifiedFolds(twenty, k, 1))[0]).toMatchObject({ where: 'test', field: 'folds' });
  });
  test('refuses folds that only copies could fill', () => {
    const copies = { ...twenty, hashes: twenty.hashes.map((_, i) => `${i % 2}`) };
    expect(problemsOf(() => stratifiedFolds(copies, 3, 1))[0]!.message).toMatch(/2 groups .* cannot fill 3 folds/);
  });
});

describe('leaveGroupsOut', () => {
  test('is a partition of the classes of several patients, patients and copies on one side', () => {
    fc.assert(
      fc.property(sets(500), folding, seeds, (set, k, seed) => {
        const classes = classesOfSeveralGroups(set);
        const eligible = [...labelsOf(set).keys()].filter((i) => classes.includes(labelsOf(set)[i]!));
        let folds: Fold[];
        try {
          folds = leaveGroupsOut(set, k, seed);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          // Too few patients, or copies tie too many of them together: never more groups than patients.
          return fc.pre(false);
        }
        expectPartition(folds, k, eligible);
        expectApart(folds, (i) => set.groups[i]!);
        expectApart(folds, (i) => set.hashes[i]!);
      }),
    );
  });

  const groups = ['100', '101', '201', '201', '103', '201', '201'];
  const labels = [0, 0, 0, 0, 1, 2, 2];
  const few = setOf(groups.map((group, i) => ({ group, label: labels[i]!, hash: `${i}` })));
  test('keeps what is of one patient together', () => {
    expect(classesOfSeveralGroups(few)).toEqual([0]);
    const tests = leaveGroupsOut(few, 3, 1).map((f) => f.test.join());
    expect(tests.sort()).toEqual(['0', '1', '2,3']);
  });
  test('refuses more folds than patients, and classes of one patient only', () => {
    expect(problemsOf(() => leaveGroupsOut(few, 4, 1))[0]).toMatchObject({ field: 'folds', allowed: '2 to 3' });
    const one = { ...few, groups: few.groups.map(() => 'synthetic') };
    expect(problemsOf(() => leaveGroupsOut(one, 2, 1))[0]).toMatchObject({ field: 'folds' });
  });
});

const real = process.env.BITBEAT_DATA;
describe.skipIf(!real)('the MIT-BIH fragments', () => {
  let set: SignalSet;
  beforeAll(() => {
    set = readFolder(real!);
  });
  test('five folds by fragment: each class to within 2', () => {
    const folds = stratifiedFolds(set, 5, 1);
    expectPartition(folds, 5, [...labelsOf(set).keys()]);
    expectApart(folds, (i) => set.hashes[i]!);
    for (const { test } of folds) {
      expect(Math.abs(test.length - 160)).toBeLessThanOrEqual(2);
      for (const [label] of classesOf(set).names.entries()) {
        const of = (indices: number[]) => indices.filter((i) => labelsOf(set)[i] === label).length;
        expect(Math.abs(of(test) - of([...labelsOf(set).keys()]) / 5)).toBeLessThanOrEqual(2);
      }
    }
  });
  test('by patient: 13 classes, 42 patients, every class learnt in every fold', () => {
    const classes = classesOfSeveralGroups(set);
    expect(classes).toHaveLength(13);
    const folds = leaveGroupsOut(set, 42, 1);
    for (const { test } of folds) expect(new Set(test.map((i) => set.groups[i]!)).size).toBe(1);
    for (const { train } of leaveGroupsOut(set, 5, 1))
      expect(ascending(new Set(train.map((i) => labelsOf(set)[i]!)))).toEqual(classes);
    expect(problemsOf(() => leaveGroupsOut(set, 43, 1))).toHaveLength(1);
  });
});
