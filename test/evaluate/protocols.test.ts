import { expect, test } from 'vitest';
import { sampleOf } from '../../generator/data/recorded.js';
import { signalSet, windowCodes } from '../../generator/data/signal-set.js';
import { PROTOCOLS, protocolFolds, WATCHING } from '../../generator/evaluate/protocol.js';
import type { ProtocolKind } from '../../generator/evaluate/protocols/protocol-kind.js';
import { annotated } from '../data/readers/annotated-set.js';
import { problemsOf } from '../data/readers/files.js';
import { type Marked, rising } from '../data/readers/wfdb-file.js';

const BLOCK = 1800;
/** Two records of three minutes and a half at 10 Hz, so two blocks and a rest each; atrial fibrillation from second 90 to 190. */
const recordings = () => {
  const samples = 2 * BLOCK + 300;
  const record = (first: number) => ({
    leads: { X: rising(samples, 0).map((_, i) => ((first + (i * i) / 7) % 2000) | 0) },
    marks: [
      ...Array.from({ length: samples / 2 }, (_, i): Marked => [2 * i, 'N']),
      [900, '+', '(AFIB'] as Marked,
      [1900, '+', '(N'] as Marked,
    ].sort(([a], [b]) => a - b),
  });
  return annotated({ records: { a: record(0), b: record(500) }, options: { step: 2 } });
};

test('by time: blocks of three minutes, the last one of what is left; no window of the training meets one of the test', () => {
  const data = PROTOCOLS.time.dataOf(recordings(), undefined);
  const folds = protocolFolds(data, { kind: 'time', folds: 2, seeds: [1, 2] });
  expect(folds.map(({ seed, fold }) => [seed, fold])).toEqual([
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ]);
  const { set, scored } = data;
  for (const { train, test: tested } of folds) {
    const blocks = new Set(tested.map((i) => PROTOCOLS.time.clusterOf(scored, i)));
    expect(blocks.size).toBe(3);
    for (const i of train) {
      const [record, , from] = set.names[i]!.split('/') as [string, string, string];
      for (const at of [Number(from), Number(from) + 3])
        expect(blocks.has(`${record} ${Math.floor(at / BLOCK)}`)).toBe(false);
    }
  }
  const tested = folds.filter(({ seed }) => seed === 2).flatMap((fold) => fold.test);
  expect(tested.sort((a, b) => a - b)).toEqual([...scored.names.keys()]);
  expect(PROTOCOLS.time.classes(scored)).toEqual([0, 1]);
});

test('by patient, of recordings: all windows of the others are trained on, those one behind the other are scored', () => {
  const data = PROTOCOLS.patient.dataOf(recordings(), undefined);
  const folds = protocolFolds(data, { kind: 'patient', folds: 2, seeds: [1] });
  for (const { train, test: tested } of folds) {
    const patients = new Set(tested.map((i) => data.scored.groups[i]));
    expect(patients.size).toBe(1);
    expect(train).toHaveLength(data.set.groups.filter((group) => !patients.has(group)).length);
  }
});

test('by fragment, of recordings: fragments are found by their samples; without them it is told what is missing', () => {
  const set = recordings();
  const { codes: _, starts: __, ...shape } = set.inputs[0];
  const picked = [0, 40, 470, 480, 1900, 1950, 2500].map((i) => i * 2);
  const labels = picked.map((_, i) => i % 2);
  const cut = picked.map((sample, i) => {
    const at = sample - (sample % 4);
    const codes = set.inputs[0].codes.subarray(at, at + 4);
    return { codes, label: labels[i]!, group: 'a', name: `${i}` };
  });
  const fragments = signalSet('cut', shape, cut, ['n', 'af']);
  const data = PROTOCOLS.fragment.dataOf(set, fragments);
  for (const { train, test: tested } of protocolFolds(data, { kind: 'fragment', folds: 2, seeds: [1] })) {
    expect(tested.length).toBeGreaterThan(0);
    for (const t of tested)
      for (const i of train.filter((w) => set.names[w]!.startsWith('a/')))
        expect(Math.abs(sampleOf(set, i) - (picked[t]! - (picked[t]! % 4)))).toBeGreaterThanOrEqual(4);
    expect([...windowCodes(data.scored, tested[0]!)]).toEqual([...cut[tested[0]!]!.codes]);
  }
  expect(problemsOf(() => PROTOCOLS.fragment.dataOf(set, undefined))[0]).toMatchObject({ where: '--fragments' });
  expect(problemsOf(() => PROTOCOLS.time.dataOf(fragments, undefined))[0]!.message).toMatch(/without the recordings/);
});

test('what networks can slide over is kept apart by these protocols alone', () => {
  const kinds: readonly [string, ProtocolKind][] = Object.entries(PROTOCOLS);
  expect(kinds.flatMap(([name, { spans }]) => (spans === undefined ? [] : [name]))).toEqual([...WATCHING]);
});
