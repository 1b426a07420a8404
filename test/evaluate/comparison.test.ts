import { describe, expect, test } from 'vitest';
import { kindsOf } from '../../generator/evaluate/compare.js';
import {
  compareConfigSchema,
  mergePatch,
  protocolsOf,
  readComparedRecipe,
} from '../../generator/evaluate/compare-config.js';
import { comparison } from '../../generator/evaluate/comparison.js';
import { comparisonFaults } from '../../generator/evaluate/comparison-faults.js';
import { comparisonSchema } from '../../generator/evaluate/comparison-file.js';
import { evaluateRecipe } from '../../generator/evaluate/evaluate-recipe.js';
import type { ProtocolName } from '../../generator/evaluate/protocol.js';
import { comparisonMarkdown } from '../../generator/report/comparison.js';
import { comparisonOf18, oldComparisonOf18 } from '../report/fixtures.js';
import { stubTrainer, TEN } from './stub.js';

const config = compareConfigSchema.parse({
  name: 'sign',
  protocols: ['fragment', 'patient'],
  folds: 5,
  seeds: [1, 2],
  rows: [
    { name: 'floating point', series: 'float', recipe: 'a.quantise.json', network: 'float' },
    { name: 'one bit', series: 'ours', recipe: 'a.quantise.json' },
    { name: 'by patient alone', series: 'ours', recipe: 'a.quantise.json', protocols: ['patient'] },
  ],
});

describe('comparison', async () => {
  const evaluated = (kind: ProtocolName) =>
    evaluateRecipe(
      { set: TEN, scored: TEN },
      { kind, folds: 5, seeds: [1, 2] },
      { name: 'a', settings: {} },
      'wasm',
      stubTrainer(),
    );
  const scored = config.rows.map(async (row) => ({
    row,
    scored: Object.fromEntries(
      await Promise.all(protocolsOf(config, row).map(async (kind) => [kind, await evaluated(kind)])),
    ),
  }));
  const result = comparison(config.name, kindsOf(config), await Promise.all(scored));

  test('a row has its network, its size, and by each of its protocols a score and the distance from the first', () => {
    const [float, integer, patient] = result.rows;
    expect(float).toMatchObject({ averageBitwidth: null, laneCycles: null });
    expect(Object.values(float!.scores).map(({ difference }) => difference)).toEqual([null, null]);
    expect(float!.scores.fragment!.accuracy.mean).toBeCloseTo(0.2, 12);
    // 15 parameters as float32.
    expect(float!.storage.meanBytes).toBe(60);
    expect(integer!.laneCycles).toBe(8);
    for (const kind of ['fragment', 'patient'] as const) {
      const { accuracy, difference } = integer!.scores[kind]!;
      expect(accuracy.mean).toBeCloseTo(0.8, 12);
      // The integer network is right where the other is wrong: +1 on eight fragments, -1 on two.
      expect(difference!.mean).toBeCloseTo(0.6, 12);
    }
    expect(integer!.scores.fragment!.difference!.standardError).toBeCloseTo(Math.sqrt(0.64 / 9), 12);
    // Both wrong ones are of one of five patients, whose sum is 3.2 off the mean.
    expect(integer!.scores.patient!.difference!.standardError).toBeCloseTo(
      Math.sqrt((5 / 4) * (3.2 ** 2 + 4 * 0.8 ** 2)) / 10,
      12,
    );
    expect(patient!.scores).toEqual({ patient: integer!.scores.patient });
    expect(patient!.storage).toEqual(integer!.storage);
  });

  test('the result is one of the published schema, and says nothing that cannot be', () => {
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(comparisonFaults(result)).toEqual([]);
    expect(result.protocols.map(({ kind, groups }) => [kind, groups])).toEqual([
      ['fragment', 10],
      ['patient', 5],
    ]);
  });

  test('the table has columns of each protocol, and dashes where a row is not scored', () => {
    const [head, , ...rows] = comparisonMarkdown(result)
      .split('\n')
      .map((line) => line.split(' | '));
    expect(head!.filter((cell) => cell.startsWith('accuracy'))).toEqual([
      'accuracy by fragment, %',
      'accuracy by patient, %',
    ]);
    expect(rows.map((cells) => [cells[1], cells[4], cells[5]])).toEqual([
      ['20.0 +- 25.8', '-', '20.0 +- 42.2'],
      ['80.0 +- 25.8', '+60.0 +- 26.7', '80.0 +- 42.2'],
      ['-', '-', '80.0 +- 42.2'],
    ]);
  });
});

describe('an older file is read in the form of the last version', () => {
  const { version, protocols, rows, truth } = comparisonOf18;
  test('the scores are by protocol, what it does not hold is left out', () => {
    expect([version, truth]).toEqual([1, undefined]);
    expect(protocols.map(({ kind }) => kind)).toEqual(['fragment', 'patient']);
    const [first, eight, four] = oldComparisonOf18.rows;
    expect(rows[0]!.scores).toEqual({
      fragment: { ...first!.fragment, difference: null },
      patient: { ...first!.patient, difference: null },
    });
    expect(rows[1]!.scores.fragment!.difference).toEqual(eight!.difference);
    expect(rows[2]!.scores).toEqual({ fragment: { ...four!.fragment, difference: four!.difference } });
    expect(comparisonFaults(comparisonOf18)).toEqual([]);
  });
});

describe('configuration', () => {
  const change = (other: object) => compareConfigSchema.safeParse({ ...config, ...other });
  test.each<[string, object, string]>([
    ['a name twice', { rows: [config.rows[0], config.rows[0]] }, 'rows.1.name'],
    ['a seed twice', { seeds: [1, 1] }, 'seeds.1'],
    ['one fold', { folds: 1 }, 'folds'],
    ['no row', { rows: [] }, 'rows'],
    ['no protocol', { protocols: [], rows: [config.rows[0]] }, 'protocols'],
    ['a protocol twice', { protocols: ['time', 'time'], rows: [config.rows[0]] }, 'protocols.1'],
    ['a protocol of a row alone', { protocols: ['fragment', 'time'] }, 'rows.2.protocols.0'],
    ['a first row without a protocol', { protocols: ['patient', 'time'], rows: [config.rows[2]] }, 'rows.0.protocols'],
    ['protocols of a row in the old way', { protocols: undefined }, 'rows.2.protocols.0'],
    ['both ways at once', { rows: [{ ...config.rows[0], patient: true }] }, 'rows.0.patient'],
  ])('refuses %s', (_, other, path) => {
    expect(change(other).error!.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test.each<[string, object, (ProtocolName[] | undefined)[]]>([
    ['named', {}, [['fragment', 'patient'], ['fragment', 'patient'], ['patient']]],
    [
      "the order is the comparison's",
      { rows: [{ ...config.rows[0], protocols: ['patient', 'fragment'] }] },
      [['fragment', 'patient']],
    ],
    [
      'the old way',
      { protocols: undefined, rows: [config.rows[0], { ...config.rows[1], patient: true }] },
      [['fragment'], ['fragment', 'patient']],
    ],
  ])('protocols of rows, %s', (_, other, expected) => {
    const parsed = change(other).data!;
    expect(parsed.rows.map((row) => protocolsOf(parsed, row))).toEqual(expected);
    expect(kindsOf(parsed)).toEqual(['fragment', 'patient']);
  });

  // Examples of RFC 7396, appendix A.
  test.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j changed by %j is %j', (target, patch, expected) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });
});

test('a wrong change names the row and the field', () => {
  const row = { ...config.rows[0]!, change: { maxBitz: 3, budget: { bytes: 0 } } };
  const read = () => readComparedRecipe('configs/recipes/ecg17.quantise.json', row, 'x.compare.json', 4);
  expect(read).toThrow('x.compare.json: rows[4] (a.quantise.json with its change): maxBitz: unknown field');
});
