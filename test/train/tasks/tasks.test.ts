import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { severalTargets } from '../../../generator/data/targets.js';
import { spreadOf } from '../../../generator/support/spread.js';
import { judgedBy, taskOf } from '../../../generator/train/tasks/tasks.js';

const labels = (names: string[], ...bits: number[]) => judgedBy({ kind: 'labels', names, bits: Uint8Array.from(bits) });
const values = (names: string[], ...numbers: number[]) =>
  judgedBy({ kind: 'values', names, values: Float32Array.from(numbers) });

describe('classes', () => {
  const task = judgedBy({ kind: 'classes', names: ['a', 'b'], labels: [0, 1, 1] });
  const scores = [
    [2, 1],
    [0, 5],
    [3, 1],
  ];
  test('accuracy, and nothing of each', () => {
    expect([task.main, task.metrics(scores), task.outputs(scores)]).toEqual(['accuracy', { accuracy: 2 / 3 }, []]);
  });
  test('agreement of classes', () => {
    expect(task.agreement(scores, [...scores.slice(0, 2), [0, 1]])).toBeCloseTo(2 / 3, 12);
  });
});

describe('labels', () => {
  test.each<[number[][], number[], number]>([
    [
      [
        [1, -1],
        [1, 1],
      ],
      [1, 0, 1, 1],
      1,
    ],
    // Two of three said, two of four there.
    [
      [
        [1, 1],
        [1, -1],
        [-1, -1],
      ],
      [1, 0, 1, 1, 1, 0],
      4 / 7,
    ],
    [[[-1, -1]], [0, 0], 0],
    // 0 says no.
    [[[0, 1]], [1, 1], 2 / 3],
  ])('F1 of %j against %j', (scores, bits, wanted) => {
    const task = labels(['a', 'b'], ...bits);
    expect([task.main, task.metrics(scores).F1]).toEqual(['F1', expect.closeTo(wanted, 12)]);
  });

  test('F1 of each, none where a label neither holds nor is said', () => {
    const scores = [
      [1, -1, -1],
      [1, -1, -1],
    ];
    expect(labels(['a', 'b', 'c'], 1, 0, 0, 0, 0, 1).outputs(scores)).toEqual([
      { name: 'a', F1: 2 / 3 },
      { name: 'b', F1: null },
      { name: 'c', F1: 0 },
    ]);
  });

  test('agreement of each label, not of windows', () => {
    expect(labels(['a', 'b'], 1, 0).agreement([[1, -1]], [[5, 2]])).toBe(0.5);
  });
});

describe('values', () => {
  test.each<[number[][], number[], number, number]>([
    [
      [
        [1, 10],
        [3, 30],
      ],
      [1, 10, 3, 30],
      0,
      1,
    ],
    // Errors of 1 where the spread is 1, and of 0.
    [
      [
        [2, 10],
        [4, 30],
      ],
      [1, 10, 3, 30],
      0.5,
      0.5,
    ],
    // Errors of 2 where all targets are the same: they are as large as they are.
    [[[7, 0]], [5, 0], 1, -1],
  ])('error of %j against %j', (scores, numbers, rmse, r2) => {
    const task = values(['a', 'b'], ...numbers);
    expect([task.main, task.agreement(scores, scores)]).toEqual(['RMSE', null]);
    expect(task.metrics(scores)).toEqual({ RMSE: expect.closeTo(rmse, 12), R2: expect.closeTo(r2, 12) });
  });

  test('of each in its unit', () => {
    const task = judgedBy({ kind: 'values', names: ['a'], units: ['ms'], values: Float32Array.of(0, 4) });
    expect(task.outputs([[1], [5]])).toEqual([{ name: 'a', unit: 'ms', error: 1, R2: 0.75 }]);
  });

  test('whoever says the mean has an error of one spread and explains nothing', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true }).map(Math.fround);
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 20 }), (numbers) => {
        fc.pre(new Set(numbers).size > 1 && spreadOf(numbers) > 1e-3);
        const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
        const { RMSE, R2 } = values(['a'], ...numbers).metrics(numbers.map(() => [mean]));
        expect(RMSE).toBeCloseTo(1, 6);
        expect(R2).toBeCloseTo(0, 6);
      }),
      { numRuns: 100 },
    );
  });
});

describe('several outputs', () => {
  const targets = severalTargets([
    { name: 'a', targets: { kind: 'classes', names: ['x', 'y'], labels: [1, 0] } },
    { name: 'b', targets: { kind: 'values', names: ['p'], units: ['ms'], values: Float32Array.of(10, 14) } },
    { name: 'c', targets: { kind: 'labels', names: ['q', 'r'], bits: Uint8Array.of(1, 0, 1, 1) } },
  ]);
  const scores = [
    [0, 1, 11, 1, -1],
    [0, 1, 13, 1, -1],
  ];

  test('a metric of each kind, and each output by its name', () => {
    const task = judgedBy(targets);
    expect(task.main).toBe('accuracy');
    expect(task.metrics(scores)).toEqual({ accuracy: 0.5, RMSE: 0.5, R2: 0.75, F1: expect.closeTo(0.8, 12) });
    expect(task.outputs(scores)).toEqual([
      { name: 'a', accuracy: 0.5 },
      { name: 'b: p', unit: 'ms', error: 1, R2: 0.75 },
      { name: 'c: q', F1: 1 },
      { name: 'c: r', F1: 0 },
    ]);
  });

  test('of some outputs of a network, wherever these are', () => {
    const known = severalTargets([targets.outputs[2]!, targets.outputs[0]!]);
    const kinds = ['classes', 'values', 'labels'] as const;
    const outputs = targets.outputs.map((own, i) => {
      return { name: own.name, count: own.targets.names.length, task: { kind: kinds[i]! } };
    });
    const network = { classes: targets.names, task: { kind: 'several' as const, outputs } };
    expect(judgedBy(known, network).metrics(scores)).toEqual({ F1: expect.closeTo(0.8, 12), accuracy: 0.5 });
  });

  test('batches have what each output is to say, side by side, and what is counted', () => {
    const task = taskOf(targets);
    const shared = (...target: [number, number][]) => ({
      values: new Float32Array(),
      target: target.map(([label, share]) => ({ label, share })),
    });
    const examples = [shared([1, 1]), shared([0, 0.75], [1, 0.25])];
    const { rows, truth } = task.expected(targets, examples, { windows: 2, smoothing: 0 });
    expect([...rows]).toEqual([
      ...[1, 0, 1, 1, 1],
      // Values are in spreads, of 2, from their mean.
      ...[0.25, 0.75, -0.5, 1, 0.25],
    ]);
    expect(Array.from(truth)).toEqual([0, 1, 1, 1, 1, -0.5, 1, 0]);
    const tally = task.tally(
      [
        [1, 0, 1, 1, 1],
        [1, 0, -0.5, 1, 1],
      ],
      truth,
    );
    expect(task.report(tally)).toEqual({ accuracy: 0.5, RMSE: 0, F1: expect.closeTo(6 / 7, 12) });
  });

  test('of steps: examples are windows', () => {
    const own = severalTargets([
      { name: 'a', targets: { kind: 'classes', names: ['x', 'y'], labels: [0, 1, 1, 1] } },
      { name: 'c', targets: { kind: 'labels', names: ['q'], bits: Uint8Array.of(0, 0, 1, 0) } },
    ]);
    const example = { values: new Float32Array(), target: [{ label: 1, share: 1 }] };
    const { rows } = taskOf(own).expected(own, [example], { windows: 2, smoothing: 0 });
    expect([...rows]).toEqual([0, 1, 1, 0, 1, 0]);
  });

  test('what cannot be learned is told with its output', () => {
    const dull = severalTargets([
      { name: 'a', targets: { kind: 'classes', names: ['x', 'y'], labels: [1, 1] } },
      { name: 'b', targets: { kind: 'values', names: ['p'], values: Float32Array.of(3, 3) } },
    ]);
    expect(taskOf(dull).unlearnable(dull)).toEqual(['a: no example of class x', 'b: value p is the same everywhere']);
  });
});

test('of several outputs without targets: how often each says the same, mean over those that decide', () => {
  const task = {
    kind: 'several' as const,
    outputs: [
      { name: 'a', count: 2, task: { kind: 'classes' as const } },
      { name: 'b', count: 1, task: { kind: 'values' as const } },
      { name: 'c', count: 1, task: { kind: 'labels' as const } },
    ],
  };
  const { agreement } = judgedBy(null, { classes: ['x', 'y', 'z', 'w'], task });
  const scores = [
    [1, 0, 9, 1],
    [0, 1, 9, -1],
  ];
  expect(agreement(scores, scores)).toBe(1);
  // Another value alone is no other decision; the second window has another class, of labels both are the same.
  expect(
    agreement(scores, [
      [2, 0, 5, 3],
      [1, 0, 5, -2],
    ]),
  ).toBe(0.75);
});

test('without targets outputs are taken for classes, of which one is none', () => {
  const task = judgedBy(null);
  expect([task.main, task.metrics([[1]]), task.outputs([[1]])]).toEqual([null, {}, []]);
  expect([task.agreement([[1, 2]], [[0, 1]]), task.agreement([[1]], [[1]])]).toEqual([1, null]);
});
