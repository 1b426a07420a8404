import { expect, test } from 'vitest';
import type { SignalSet } from '../../generator/data/signal-set.js';
import { random } from '../../generator/support/random.js';
import { loadWasm } from '../../generator/train/backend.js';
import { BeatHead } from '../../generator/train/beat-head.js';
import { train } from '../../generator/train/float-training.js';
import { initialParameters } from '../../generator/train/network.js';
import { trainConfigSchema } from '../../generator/train/train-config.js';
import { problemsOf } from '../data/readers/files.js';
import { TINY, TINY_SETTINGS } from './tiny.js';

const BEATS = { node: 'conv2', weight: 0.5 };

/** Two windows of 40 samples that overlap by half, cut from a recording with a beat of `N` at 5 and one of `V` at 25. */
const recorded: SignalSet = {
  inputs: [
    { samples: 40, channels: 1, codes: Int16Array.from({ length: 60 }, (_, i) => 1000 + 7 * (i % 9)), starts: [0, 20] },
  ],
  targets: { kind: 'classes', names: ['slow', 'fast'], labels: [0, 1] },
  per: 'window',
  groups: ['a', 'a'],
  names: ['a/0', 'a/20'],
  hashes: ['0', '1'],
  recorded: {
    recordings: [
      {
        ...{ name: 'a', lead: 'I', group: 'a', start: 0, samples: 60, scored: true },
        marks: { beats: { samples: [5, 25], symbols: ['N', 'V'] }, rhythms: { samples: [], names: [] } },
      },
    ],
    of: [0, 0],
    rule: { cases: [] },
    fingerprints: [],
  },
  provenance: { source: 'test', notes: [] },
};

test('targets: the position of a node in whose share of the window a beat lies, of each symbol', () => {
  const head = new BeatHead(TINY, recorded, BEATS);
  const [weights, bias] = head.shapes;
  expect([weights![0], bias]).toEqual([2, [2]]);
  const positions = head.targets([0]).length / 2;
  const lit = (i: number) => [...head.targets([i]).entries()].filter(([, value]) => value === 1).map(([at]) => at);
  const at = (sample: number, symbol: number) => 2 * Math.floor((sample / 40) * positions) + symbol;
  expect(lit(0)).toEqual([at(5, 0), at(25, 1)]);
  expect(lit(1)).toEqual([at(5, 1)]);
  expect(head.targets([0, 1])).toHaveLength(4 * positions);
});

test('the gradient of its loss is that of finite differences, and the loss that of its definition', async () => {
  const { tf } = await loadWasm('own');
  const head = new BeatHead(TINY, recorded, BEATS);
  const targets = head.targets([0, 1]);
  const positions = targets.length / 4;
  const channels = head.shapes[0]![1]!;
  const rng = random(4);
  const stream = Array.from({ length: 2 * positions * channels }, () => rng.normal());
  const parameters = head.initial(9);
  const loss = (values: readonly Float32Array[]) =>
    tf.tidy(() => {
      const x = tf.tensor4d(stream, [2, 1, positions, channels]);
      const tensors = values.map((v, i) => tf.tensor(v, head.shapes[i] as number[]));
      return head.loss(tf, x, tensors, targets).dataSync()[0]!;
    });
  const zeros = parameters.map((p) => new Float32Array(p.length));
  // Each of two kinds is as likely as not: 2 log 2, times the weight.
  expect(loss(zeros)).toBeCloseTo(0.5 * 2 * Math.log(2), 5);
  const x = tf.tensor4d(stream, [2, 1, positions, channels]);
  const tensors = parameters.map((v, i) => tf.tensor(v, head.shapes[i] as number[]));
  const { grads } = tf.valueAndGrads((...p) => head.loss(tf, x, p, targets))(tensors);
  for (const [p, values] of parameters.entries())
    for (const i of [0, values.length - 1]) {
      const moved = (by: number) =>
        loss(parameters.map((v, q) => (q === p ? v.map((value, j) => (j === i ? value + by : value)) : v)));
      expect(grads[p]!.dataSync()[i]).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 3);
    }
});

test('a network trained with it has no trace of it but in its weights, which are the same again', async () => {
  const backend = await loadWasm('own');
  const settings = { ...TINY_SETTINGS, augment: [], batch: 2, epochs: 3, beats: BEATS };
  const before = backend.tf.memory().numTensors;
  const [first, again] = [1, 2].map(() => train(backend, TINY, recorded, settings));
  expect(backend.tf.memory().numTensors).toBe(before);
  expect(first!.layers.map(({ weights }) => weights.length)).toEqual(
    initialParameters(TINY.layers, 0)
      .filter((_, i) => i % 2 === 0)
      .map(({ length }) => length),
  );
  expect(again).toEqual(first);
  const without = train(backend, TINY, recorded, { ...settings, beats: null });
  expect(first!.layers[0]!.weights).not.toEqual(without.layers[0]!.weights);
});

test.each([
  ['a node that there is not', () => new BeatHead(TINY, recorded, { ...BEATS, node: 'conv9' }), 'beats.node', 'conv9'],
  [
    'windows of no recording',
    () => new BeatHead(TINY, { ...recorded, recorded: undefined }, BEATS),
    undefined,
    undefined,
  ],
])('%s', (_, make, field, value) => {
  const [problem] = problemsOf(make);
  expect(problem!.field).toBe(field);
  expect(problem!.value).toBe(value);
});

test('steps that move time are refused beside it', () => {
  const config = { network: 'n', epochs: 1, batch: 1, learningRate: 0.1, labelSmoothing: 0, seed: 1, beats: BEATS };
  const paths = (augment: unknown[]) =>
    trainConfigSchema.safeParse({ ...config, augment }).error?.issues.map(({ path }) => path.join('.')) ?? [];
  expect(paths([{ kind: 'noise', deviation: 0.1 }, { kind: 'circular-shift' }])).toEqual(['augment.1.kind']);
  expect(paths([{ kind: 'mixup', beta: 0.3 }])).toEqual(['augment.0.kind']);
  expect(paths([{ kind: 'amplitude', by: 0.3 }])).toEqual([]);
});
