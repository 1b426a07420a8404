import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FragmentSet } from '../../generator/data/fragment-set.js';
import { readClassFolders } from '../../generator/data/mitbih17.js';
import {
  classesOfSeveralPatients,
  type Fold,
  leavePatientsOut,
  patientOf,
  stratifiedFolds,
} from '../../generator/data/splits.js';
import { UserError } from '../../generator/support/errors.js';
import { problemsOf } from './readers/files.js';

/** A set without codes: splits look at labels, records and hashes only. */
function setOf(fragments: { label: number; record: string; hash: string }[]): FragmentSet {
  return {
    source: 'test',
    samples: 0,
    codes: new Int16Array(0),
    classes: ['a', 'b', 'c', 'd'],
    labels: fragments.map((f) => f.label),
    records: fragments.map((f) => f.record),
    names: fragments.map((_, i) => `${i}`),
    hashes: fragments.map((f) => f.hash),
  };
}
const sets = (maxHash: number) =>
  fc
    .array(fc.record({ label: fc.nat(3), record: fc.nat(30).map(String), hash: fc.nat(maxHash).map(String) }), {
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
const enough = (set: FragmentSet, k: number) => fc.pre(new Set(set.hashes).size >= k);

describe('stratifiedFolds', () => {
  test('is a partition that keeps copies together, even across classes', () => {
    fc.assert(
      fc.property(sets(60), folding, seeds, (set, k, seed) => {
        enough(set, k);
        const folds = stratifiedFolds(set, k, seed);
        expectPartition(folds, k, [...set.labels.keys()]);
        expectApart(folds, (i) => set.hashes[i]!);
      }),
    );
  });

  test('gives each class its share to within its largest group of copies', () => {
    fc.assert(
      fc.property(sets(20), folding, seeds, (mixed, k, seed) => {
        // Copies have one class here.
        const set = { ...mixed, hashes: mixed.hashes.map((hash, i) => `${mixed.labels[i]} ${hash}`) };
        enough(set, k);
        const folds = stratifiedFolds(set, k, seed);
        for (const label of new Set(set.labels)) {
          const own = [...set.labels.keys()].filter((i) => set.labels[i] === label);
          const largest = Math.max(...own.map((i) => set.hashes.filter((hash) => hash === set.hashes[i]).length));
          for (const { test } of folds) {
            const share = test.filter((i) => set.labels[i] === label).length;
            expect(Math.abs(share - own.length / k)).toBeLessThanOrEqual(largest);
          }
        }
      }),
    );
  });

  const twenty = setOf(Array.from({ length: 20 }, (_, i) => ({ label: i % 4, record: '1', hash: `${i}` })));
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

describe('leavePatientsOut', () => {
  test('is a partition of the classes of several patients, patients and copies on one side', () => {
    fc.assert(
      fc.property(sets(500), folding, seeds, (set, k, seed) => {
        const classes = classesOfSeveralPatients(set);
        const eligible = [...set.labels.keys()].filter((i) => classes.includes(set.labels[i]!));
        let folds: Fold[];
        try {
          folds = leavePatientsOut(set, k, seed);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          // Too few patients, or copies tie too many of them together: never more groups than patients.
          return fc.pre(false);
        }
        expectPartition(folds, k, eligible);
        expectApart(folds, (i) => patientOf(set.records[i]!));
        expectApart(folds, (i) => set.hashes[i]!);
      }),
    );
  });

  const records = ['100', '101', '201', '202', '103', '201', '202'];
  const labels = [0, 0, 0, 0, 1, 2, 2];
  const few = setOf(records.map((record, i) => ({ record, label: labels[i]!, hash: `${i}` })));
  test('takes 201 and 202 for one patient', () => {
    expect(classesOfSeveralPatients(few)).toEqual([0]);
    const tests = leavePatientsOut(few, 3, 1).map((f) => f.test.join());
    expect(tests.sort()).toEqual(['0', '1', '2,3']);
  });
  test('refuses more folds than patients, and classes of one patient only', () => {
    expect(problemsOf(() => leavePatientsOut(few, 4, 1))[0]).toMatchObject({ field: 'folds', allowed: '2 to 3' });
    const one = { ...few, records: few.records.map(() => 'synthetic') };
    expect(problemsOf(() => leavePatientsOut(one, 2, 1))[0]).toMatchObject({ field: 'folds' });
  });
});

const real = process.env.BITBEAT_DATA;
describe.skipIf(!real)('the MIT-BIH fragments', () => {
  let set: FragmentSet;
  beforeAll(() => {
    set = readClassFolders(real!);
  });
  test('five folds by fragment: each class to within 2', () => {
    const folds = stratifiedFolds(set, 5, 1);
    expectPartition(folds, 5, [...set.labels.keys()]);
    expectApart(folds, (i) => set.hashes[i]!);
    for (const { test } of folds) {
      expect(Math.abs(test.length - 160)).toBeLessThanOrEqual(2);
      for (const [label] of set.classes.entries()) {
        const of = (indices: number[]) => indices.filter((i) => set.labels[i] === label).length;
        expect(Math.abs(of(test) - of([...set.labels.keys()]) / 5)).toBeLessThanOrEqual(2);
      }
    }
  });
  test('by patient: 13 classes, 42 patients, every class learnt in every fold', () => {
    const classes = classesOfSeveralPatients(set);
    expect(classes).toHaveLength(13);
    const folds = leavePatientsOut(set, 42, 1);
    for (const { test } of folds) expect(new Set(test.map((i) => patientOf(set.records[i]!))).size).toBe(1);
    for (const { train } of leavePatientsOut(set, 5, 1))
      expect(ascending(new Set(train.map((i) => set.labels[i]!)))).toEqual(classes);
    expect(problemsOf(() => leavePatientsOut(set, 43, 1))).toHaveLength(1);
  });
});
