import { expect, test } from 'vitest';
import { random } from '../../generator/config/random.js';
import { makeBatch } from '../../generator/train/batch.js';
import { TINY_SETTINGS } from './tiny.js';

const inputs = [Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(10, 20, 30, 40, 50)];
const plain = { ...TINY_SETTINGS, circularShift: false, mixup: 0, labelSmoothing: 0 };

test('without chance: the fragments as they are, one-hot targets', () => {
  const batch = makeBatch(inputs, [2, 0], [1, 0], 3, plain, random(1));
  expect(batch).toEqual({
    size: 2,
    inputs: Float32Array.of(10, 20, 30, 40, 50, 1, 2, 3, 4, 5),
    targets: Float32Array.of(1, 0, 0, 0, 0, 1),
    labels: [0, 2],
  });
});

test('label smoothing spreads its share over all classes', () => {
  const { targets } = makeBatch(inputs, [2, 0], [0], 3, { ...plain, labelSmoothing: 0.3 }, random(1));
  [0.1, 0.1, 0.8].forEach((wanted, i) => {
    expect(targets[i]).toBeCloseTo(wanted, 6);
  });
});

test('the circular shift takes every rotation and loses no sample', () => {
  const chance = random(5);
  const seen = Array.from({ length: 100 }, () =>
    makeBatch(inputs, [0, 1], [0], 2, { ...plain, circularShift: true }, chance).inputs.join(' '),
  );
  const rotations = ['1 2 3 4 5', '2 3 4 5 1', '3 4 5 1 2', '4 5 1 2 3', '5 1 2 3 4'];
  expect([...new Set(seen)].sort()).toEqual(rotations);
});

test('mixup mixes samples and targets by the same share, about half of the fragments', () => {
  const chance = random(2);
  let mixed = 0;
  for (let i = 0; i < 200; i++) {
    const batch = makeBatch(inputs, [0, 1], [0, 1], 2, { ...plain, mixup: 0.3 }, chance);
    const share = batch.targets[0]!;
    expect(batch.inputs[0]).toBeCloseTo(share * 1 + (1 - share) * 10, 4);
    expect(batch.targets[0]! + batch.targets[1]!).toBeCloseTo(1, 6);
    expect(batch.labels[0]).toBe(share >= 0.5 ? 0 : 1);
    if (share !== 1) mixed++;
  }
  // Half are mixed, half of those with themselves.
  expect(mixed).toBeGreaterThan(30);
  expect(mixed).toBeLessThan(70);
});
