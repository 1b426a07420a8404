import { expect, test } from 'vitest';
import { adamStep, initialAdam } from '../../generator/train/adam.js';
import { AdamOptimiser } from '../../generator/train/optimiser.js';

test('the first step moves every parameter by the learning rate against its gradient', () => {
  const parameters = [Float32Array.of(1, 1, 1), Float32Array.of(-2)];
  adamStep(initialAdam(parameters), parameters, [Float32Array.of(5, -0.01, 0), Float32Array.of(1e-2)], 0.1);
  for (const [found, expected] of [
    [parameters[0]![0]!, 0.9],
    [parameters[0]![1]!, 1.1],
    [parameters[0]![2]!, 1],
    [parameters[1]![0]!, -2.1],
  ] as const)
    expect(found).toBeCloseTo(expected, 3);
});

test('the second step, by hand', () => {
  // m = 0.9 * 0.1 + 0.1 * -1 = -0.01, v = 0.999 * 0.001 + 0.001 = 0.001999; corrected by 0.19 and 0.001999: -0.0526 / 1.
  const parameters = [Float32Array.of(0)];
  const state = initialAdam(parameters);
  adamStep(state, parameters, [Float32Array.of(1)], 0.1);
  adamStep(state, parameters, [Float32Array.of(-1)], 0.1);
  expect(state.step).toBe(2);
  expect(parameters[0]![0]).toBeCloseTo(-0.1 + (0.1 * 0.01) / 0.19, 5);
});

test('it finds the minimum of a parabola', () => {
  const parameters = [Float32Array.of(3)];
  const state = initialAdam(parameters);
  for (let i = 0; i < 2000; i++) adamStep(state, parameters, [Float32Array.of(parameters[0]![0]! - 0.5)], 0.01);
  expect(parameters[0]![0]).toBeCloseTo(0.5, 2);
});

test('weight decay shrinks weights, not biases, and leaves the moments alone', () => {
  const parameters = [Float32Array.of(2), Float32Array.of(2)];
  const optimiser = new AdamOptimiser(parameters, 0.5);
  optimiser.update([Float32Array.of(0), Float32Array.of(0)], 0.1);
  expect(optimiser.parameters()).toEqual([Float32Array.of(1.9), Float32Array.of(2)]);
  expect(optimiser.adam.second[0]).toEqual(Float32Array.of(0));
});
