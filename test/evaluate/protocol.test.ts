import { describe, expect, test } from 'vitest';
import { leaveGroupsOut, stratifiedFolds } from '../../generator/data/splits.js';
import { PROTOCOLS, protocolFolds } from '../../generator/evaluate/protocol.js';
import { problemsOf } from '../data/readers/files.js';
import { signSet, TEN } from './stub.js';

test('fragment: the stratified folds of every seed', () => {
  const folds = protocolFolds({ set: TEN, scored: TEN }, { kind: 'fragment', folds: 2, seeds: [3, 4] });
  expect(folds).toEqual(
    [3, 4].flatMap((seed) => stratifiedFolds(TEN, 2, seed).map((fold, i) => ({ ...fold, seed, fold: i }))),
  );
});

test('patient: the folds that keep patients whole', () => {
  const folds = protocolFolds({ set: TEN, scored: TEN }, { kind: 'patient', folds: 5, seeds: [1] });
  expect(folds.map(({ train, test }) => ({ train, test }))).toEqual(leaveGroupsOut(TEN, 5, 1));
});

test('classes of one patient are not scored by patient', () => {
  const set = signSet([
    ['+', 0, '201'],
    ['+', 0, '201'],
    ['-', 1, '100'],
    ['-', 1, '101'],
  ]);
  expect([PROTOCOLS.fragment.classes(set), PROTOCOLS.patient.classes(set)]).toEqual([[0, 1], [1]]);
  expect([0, 1].map((i) => PROTOCOLS.patient.clusterOf(set, i))).toEqual(['201', '201']);
  expect(PROTOCOLS.fragment.clusterOf(set, 0)).toBe(set.hashes[0]);
});

describe('refuses', () => {
  const lone = signSet([
    ['+', 0, '100'],
    ['+', 0, '101'],
    ['+', 0, '102'],
    ['-', 1, '103'],
  ]);
  test('a training side without a class: class, fold and seed are named', () => {
    const problems = problemsOf(() =>
      protocolFolds({ set: lone, scored: lone }, { kind: 'fragment', folds: 2, seeds: [7] }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ where: 'signs', field: 'folds', value: 2 });
    expect(problems[0]!.message).toMatch(/^fold [12] of 2, seed 7: no fragment of class down is left to train on$/);
  });

  test.each([
    ['fragment', '2 to 4'],
    ['patient', '2 to 3'],
  ] as const)('more folds than groups, by %s', (kind, allowed) => {
    expect(
      problemsOf(() => protocolFolds({ set: lone, scored: lone }, { kind, folds: 5, seeds: [1] }))[0],
    ).toMatchObject({
      field: 'folds',
      value: 5,
      allowed,
    });
  });
});
