import { describe, expect, it, test } from 'vitest';
import { metrics } from '../../generator/model/metrics.js';

describe('metrics', () => {
  // 3 classes, class 2 never true. Class 0: TP 2, FN 1, FP 1; class 1: TP 1, FN 1, FP 0; class 2: TP 0, FP 1.
  const solved = metrics([0, 0, 0, 1, 1], [0, 0, 2, 1, 0], 3);

  test.each<[string, unknown, unknown]>([
    ['fragments', solved.fragments, 5],
    ['accuracy', solved.accuracy, 0.6],
    [
      'confusion',
      solved.confusion,
      [
        [2, 0, 1],
        [1, 1, 0],
        [0, 0, 0],
      ],
    ],
    ['macroF1', solved.macroF1, (2 / 3 + 2 / 3) / 2],
    ['class 0', solved.perClass[0], { support: 3, sensitivity: 2 / 3, positivePredictivity: 2 / 3, f1: 2 / 3 }],
    ['class 1', solved.perClass[1], { support: 2, sensitivity: 0.5, positivePredictivity: 1, f1: 2 / 3 }],
    ['class 2', solved.perClass[2], { support: 0, sensitivity: null, positivePredictivity: 0, f1: 0 }],
  ])('%s as solved by hand', (_, got, expected) => {
    expect(got).toEqual(expected);
  });

  test.each<[string, number[], number[], number, number]>([
    ['all right', [0, 1, 1], [0, 1, 1], 1, 1],
    ['all wrong', [0, 1], [1, 0], 0, 0],
    // Class 0: F1 = 4 / (3 + 2) = 0.8 ; class 1: 2 / (1 + 2) = 2 / 3
    ['uneven classes', [0, 0, 0, 1], [0, 0, 1, 1], 0.75, (0.8 + 2 / 3) / 2],
  ])('accuracy and macro F1: %s', (_, labels, predicted, accuracy, macroF1) => {
    const got = metrics(labels, predicted, 2);
    expect(got.accuracy).toBeCloseTo(accuracy, 12);
    expect(got.macroF1).toBeCloseTo(macroF1, 12);
  });

  it('gives null for a class that is neither true nor predicted', () => {
    expect(metrics([0], [0], 2).perClass[1]).toEqual({
      support: 0,
      sensitivity: null,
      positivePredictivity: null,
      f1: null,
    });
  });

  test.each([
    [[], [], 2],
    [[0], [0, 1], 2],
    [[2], [0], 2],
    [[0], [-1], 2],
    [[-1], [0], 2],
  ])('refuses labels %j, predictions %j of %i classes', (labels, predicted, classes) => {
    expect(() => metrics(labels, predicted, classes)).toThrow(RangeError);
  });
});
