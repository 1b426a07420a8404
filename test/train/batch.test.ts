import { expect, test } from 'vitest';
import { signalSet } from '../../generator/data/signal-set.js';
import { random } from '../../generator/support/random.js';
import { epochOrders, makeBatch } from '../../generator/train/batch.js';
import { TINY_SETTINGS } from './tiny.js';

const input = { samples: 5, channels: 1, sampleRateHz: 40, codeBits: 11, zero: 1000, shift: 0, bits: 8 };
const from = { input, inputScale: 1 };
const row = (label: number, codes: number[]) => ({
  codes: Int16Array.from(codes, (c) => 1000 + c),
  label,
  group: '',
  name: '',
});
const set = signalSet(
  '',
  { samples: 5, channels: 1 },
  [row(2, [1, 2, 3, 4, 5]), row(0, [10, 20, 30, 40, 50])],
  ['a', 'b', 'c'],
);
const plain = { ...TINY_SETTINGS, augment: [], labelSmoothing: 0 };

const MIXUP = { kind: 'mixup' as const, beta: 0.3, probability: 0.5 };

test('without chance: the fragments as they are, one-hot targets', () => {
  expect(makeBatch(set, from, [1, 0], plain, random(1))).toEqual({
    size: 2,
    inputs: Float32Array.of(10, 20, 30, 40, 50, 1, 2, 3, 4, 5),
    rows: Float32Array.of(1, 0, 0, 0, 0, 1),
    truth: [0, 2],
  });
});

test('label smoothing spreads its share over all classes', () => {
  const { rows } = makeBatch(set, from, [0], { ...plain, labelSmoothing: 0.3 }, random(1));
  [0.1, 0.1, 0.8].forEach((expected, i) => {
    expect(rows[i]).toBeCloseTo(expected, 6);
  });
});

test('mixup mixes samples and targets by the same share, about half of the fragments', () => {
  const rng = random(2);
  let mixed = 0;
  for (let i = 0; i < 200; i++) {
    const batch = makeBatch(set, from, [0, 1], { ...plain, augment: [MIXUP] }, rng);
    const share = batch.rows[2]!;
    expect(batch.inputs[0]).toBeCloseTo(share * 1 + (1 - share) * 10, 4);
    expect(batch.rows[0]! + batch.rows[2]!).toBeCloseTo(1, 6);
    expect(batch.truth[0]).toBe(share >= 0.5 ? 2 : 0);
    if (share !== 1) mixed++;
  }
  // Half are mixed, half of those with themselves.
  expect(mixed).toBeGreaterThan(30);
  expect(mixed).toBeLessThan(70);
});

test.each([
  [0, [8, 1, 3]],
  [1, [4, 4, 4]],
  [0.5, [6.2, 2.2, 3.7]],
])('class balance %f: fragments of each class in an epoch', (balance, expected) => {
  const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2];
  const groups = labels.map(() => 'one');
  const orderOf = epochOrders(labels, groups, { classBalance: balance, groupBalance: 0 });
  const rng = random(3);
  const mean = [0, 0, 0];
  const epochs = 300;
  for (let e = 0; e < epochs; e++) {
    const order = orderOf(rng);
    expect(order).toHaveLength(labels.length);
    for (const i of order) mean[labels[i]!]! += 1 / epochs;
  }
  mean.forEach((count, c) => {
    expect(count).toBeCloseTo(expected[c]!, 0);
  });
});

test.each([
  [0, 100, { a0: 16, b0: 4, b1: 80 }],
  // By the square root of each group's windows in the class: of 20 draws a third for one window of five.
  [0.5, 100, { a0: (20 * 2) / 3, b0: 20 / 3, b1: 80 }],
  [1, 50, { a0: 5, b0: 5, b1: 40 }],
])(
  'group balance %f, %d windows an epoch: those of each group and class',
  (groupBalance, windowsPerEpoch, expected) => {
    const windows = ['a0', 'a0', 'a0', 'a0', 'b0', ...new Array<string>(20).fill('b1')];
    const labels = windows.map((name) => Number(name[1]));
    const groups = windows.map((name) => name[0]!);
    const orderOf = epochOrders(labels, groups, { classBalance: 0, groupBalance, windowsPerEpoch });
    const counts: Record<string, number> = { a0: 0, b0: 0, b1: 0 };
    const rng = random(5);
    for (let e = 0; e < 300; e++) for (const i of orderOf(rng)) counts[windows[i]!]! += 1 / 300;
    for (const [name, count] of Object.entries(expected)) expect(counts[name]).toBeCloseTo(count, 0);
  },
);
