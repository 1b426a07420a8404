import { readFileSync } from 'node:fs';
import type * as TensorFlow from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Pool } from '../../generator/network/network.js';
import { random } from '../../generator/support/random.js';
import { type Backend, loadBackend } from '../../generator/train/backend.js';
import { conv1d, type Window, window } from '../../generator/train/conv1d.js';
import { KERNEL_FILE } from '../../generator/train/kernels/module.js';
import { plainConv1d } from '../../generator/train/kernels/plain-conv1d.js';
import { type ActivationFunction, plainPoolActivation } from '../../generator/train/kernels/plain-pool-activation.js';
import { poolActivation } from '../../generator/train/kernels/pool-activation.js';
import { haveKernels } from '../../generator/train/kernels/register.js';

type Tensor = TensorFlow.Tensor;
type Tensor4D = TensorFlow.Tensor4D;
type Tensor1D = TensorFlow.Tensor1D;
type Values = Float32Array;

let tf: Backend['tf'];
beforeAll(async () => {
  ({ tf } = await loadBackend());
});

/** Half a unit in the last place of a float32 near 1. */
const ROUNDING = 2 ** -24;

const zeros4 = (shape: number[]) => tf.zeros(shape as [number, number, number, number]) as Tensor4D;
const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Small whole numbers, whose sums of products float32 holds exactly, or real ones within +-1; a third of them zero. */
function values(count: number, whole: boolean, seed: number): Values {
  const rng = random(seed);
  return Float32Array.from({ length: count }, () => {
    if (rng.uniform() < 1 / 3) return 0;
    return whole ? rng.integer(-4, 4) : 2 * rng.uniform() - 1;
  });
}

/** The result of `f` and its gradients for `dy`; nothing else stays in memory. */
function withGradients(f: (...inputs: Tensor[]) => Tensor, inputs: [Values, number[]][], dySeed: number): Values[] {
  const before = tf.memory().numTensors;
  const out = tf.tidy(() => {
    const tensors = inputs.map(([data, shape]) => tf.tensor(data, shape));
    const y = f(...tensors);
    const whole = inputs[0]![0].every(Number.isInteger);
    const dy = tf.tensor(values(y.size, whole, dySeed), y.shape);
    return [y, ...tf.grads(f)(tensors, dy)].map((t) => t.dataSync()) as unknown as Tensor[];
  }) as unknown as Values[];
  expect(tf.memory().numTensors).toBe(before);
  return out;
}

function expectWithin(got: Values, expected: Values, bounds: Values | number): void {
  expect(got.length).toBe(expected.length);
  got.forEach((g, i) => {
    const bound = typeof bounds === 'number' ? bounds : bounds[i]!;
    if (!(Math.abs(g - expected[i]!) <= bound)) expect.fail(`[${i}]: ${g}, not ${expected[i]} +- ${bound}`);
  });
}

test('the kernels are in use', () => expect(haveKernels(tf)).toBe(true));

describe('the module', () => {
  /** Kinds of a WebAssembly file's sections: after 8 bytes of header, each is its kind, its length (LEB128), its bytes. */
  function sections(code: Uint8Array): number[] {
    const kinds: number[] = [];
    for (let at = 8; at < code.length; ) {
      kinds.push(code[at++]!);
      let length = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        more = (code[at]! & 128) !== 0;
        length |= (code[at++]! & 127) << shift;
      }
      at += length;
    }
    return kinds;
  }

  test("holds neither data nor globals nor a start function: the memory is TensorFlow.js's", () => {
    const [types, imports, functions, exports, code, custom] = [1, 2, 3, 7, 10, 0];
    const allowed = [types, imports, functions, exports, code, custom];
    expect(sections(readFileSync(KERNEL_FILE)).filter((kind) => !allowed.includes(kind))).toEqual([]);
  });
});

const seeds = fc.integer({ min: 1, max: 1e6 });
const channels = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(12, 16, 17, 32));

describe('conv1d', () => {
  const cases = fc
    .record({
      batch: fc.integer({ min: 1, max: 4 }),
      inChannels: channels,
      outChannels: channels,
      taps: fc.integer({ min: 1, max: 9 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 5 })),
      before: fc.integer({ min: 0, max: 12 }),
      after: fc.integer({ min: 0, max: 12 }),
      groups: fc.constantFrom(1, 1, 2, 3, 5),
      /** Each channel by itself. */
      depthwise: fc.boolean(),
      extra: fc.integer({ min: 0, max: 30 }),
      whole: fc.boolean(),
      seed: seeds,
    })
    .map(({ depthwise, ...c }) => {
      const reach = (c.taps - 1) * c.dilation + 1;
      const groups = depthwise ? c.inChannels : c.groups;
      const [inChannels, outChannels] = depthwise
        ? [c.inChannels, c.inChannels * (1 + (c.outChannels % 2))]
        : [groups * c.inChannels, groups * c.outChannels];
      const positions = Math.max(1, reach - c.before - c.after) + c.extra;
      const { stride, dilation, before, after } = c;
      return { ...c, inChannels, outChannels, positions, window: { stride, dilation, before, after, groups } };
    });

  test('and its gradients are those of the plain one', () => {
    fc.assert(
      fc.property(cases, ({ batch, inChannels, outChannels, taps, window, positions, whole, seed }) => {
        const [ins, outs] = [inChannels / window.groups, outChannels / window.groups];
        const shapes = [[batch, 1, positions, inChannels], [1, taps, ins, outChannels], [outChannels]];
        const inputs = shapes.map((shape, i): [Values, number[]] => [values(product(shape), whole, seed + i), shape]);
        const run = (f: typeof conv1d, from = inputs) =>
          withGradients(
            (x, filter, bias) => f(tf, x as Tensor4D, filter as Tensor4D, window, true, bias as Tensor1D),
            from,
            seed + 3,
          );
        const got = run(conv1d);
        const expected = run(plainConv1d);
        const outPositions = got[0]!.length / (batch * outChannels);
        // A sum of n products, in whatever order, is off by at most n + 1 roundings of the sum of their magnitudes, here at most n.
        const terms = [taps * ins + 1, taps * outs, batch * outPositions, batch * outPositions];
        terms.forEach((n, i) => {
          expectWithin(got[i]!, expected[i]!, whole ? 0 : 2 * (n + 1) * ROUNDING * n);
        });
        expect(run(conv1d)).toEqual(got);
      }),
      { numRuns: 200 },
    );
  });

  test('without a bias, and with x as data', () => {
    const x = values(2 * 10 * 3, true, 1);
    const f = values(4 * 3 * 5, true, 2);
    const run = (op: typeof conv1d) =>
      withGradients(
        (filter) => op(tf, tf.tensor4d(x, [2, 1, 10, 3]), filter as Tensor4D, window(2, 1), false),
        [[f, [1, 4, 3, 5]]],
        3,
      );
    expect(run(conv1d)).toEqual(run(plainConv1d));
  });

  test('gradients are the slopes of the result', () => {
    const [batch, positions, inChannels, taps, outChannels, stride, padding] = [2, 7, 2, 3, 3, 2, 2];
    const shapes = [[batch, 1, positions, inChannels], [1, taps, inChannels, outChannels], [outChannels]];
    const inputs = shapes.map((shape, i): [Values, number[]] => [values(product(shape), true, 10 + i), shape]);
    const f = (x: Tensor, filter: Tensor, bias: Tensor) =>
      conv1d(tf, x as Tensor4D, filter as Tensor4D, window(stride, padding), true, bias as Tensor1D);
    const [y, ...gradients] = withGradients(f as (...inputs: Tensor[]) => Tensor, inputs, 20);
    const dy = values(y!.length, true, 20);
    const along = (from: typeof inputs) =>
      withGradients(f as (...inputs: Tensor[]) => Tensor, from, 20)[0]!.reduce((sum, v, i) => sum + v * dy[i]!, 0);
    // Linear in each input: a step of 1 gives the slope exactly.
    inputs.forEach(([data], input) => {
      data.forEach((_, i) => {
        const moved = inputs.map(([d, shape]): [Values, number[]] => [d.slice(), shape]);
        moved[input]![0][i]! += 1;
        expect(gradients[input]![i]).toBe(along(moved) - along(inputs));
      });
    });
  });

  test.each<[string, number[], number[], Partial<Window>, number[] | undefined]>([
    ['x is not [batch, 1, positions, in]', [1, 2, 8, 1], [1, 3, 1, 1], {}, undefined],
    ['filter is not [1, taps, in, out]', [1, 1, 8, 1], [2, 3, 1, 1], {}, undefined],
    ['differ in input channels', [1, 1, 8, 2], [1, 3, 1, 1], {}, undefined],
    ['differ in input channels', [1, 1, 8, 2], [1, 3, 2, 2], { groups: 2 }, undefined],
    ['as many in each group', [1, 1, 8, 2], [1, 3, 1, 3], { groups: 2 }, undefined],
    ['stride', [1, 1, 8, 1], [1, 3, 1, 1], { stride: 0 }, undefined],
    ['stride', [1, 1, 8, 1], [1, 3, 1, 1], { stride: 1.5 }, undefined],
    ['dilation', [1, 1, 8, 1], [1, 3, 1, 1], { dilation: 0 }, undefined],
    ['padding before', [1, 1, 8, 1], [1, 3, 1, 1], { before: -1 }, undefined],
    ['padding after', [1, 1, 8, 1], [1, 3, 1, 1], { after: 0.5 }, undefined],
    ['groups', [1, 1, 8, 1], [1, 3, 1, 1], { groups: 0 }, undefined],
    ['shorter than the filter', [1, 1, 2, 1], [1, 3, 1, 1], {}, undefined],
    ['shorter than the filter', [1, 1, 6, 1], [1, 3, 1, 1], { dilation: 3 }, undefined],
    ['bias [2] is not [out]', [1, 1, 8, 1], [1, 3, 1, 1], {}, [2]],
  ])('refuses: %s', (message, x, filter, change, bias) => {
    tf.tidy(() => {
      const own = bias === undefined ? bias : (tf.zeros(bias as [number]) as Tensor1D);
      const run = () => conv1d(tf, zeros4(x), zeros4(filter), { ...window(1, 0), ...change }, true, own);
      expect(run).toThrow(RangeError);
      expect(run).toThrow(message);
    });
  });
});

describe('poolActivation', () => {
  const activations = fc.oneof(
    fc.constantFrom<ActivationFunction>('relu', 'linear'),
    fc.record({
      bits: fc.integer({ min: 1, max: 8 }),
      stepLog2: fc.integer({ min: -4, max: 2 }),
      signed: fc.boolean(),
    }),
  );
  const pools = fc.option(
    fc.record({
      kind: fc.constantFrom('max' as const, 'sum' as const),
      kernel: fc.integer({ min: 1, max: 9 }),
      stride: fc.integer({ min: 1, max: 5 }),
    }),
  );
  const cases = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    count: channels,
    pool: pools,
    activation: activations,
    extra: fc.integer({ min: 0, max: 20 }),
    whole: fc.boolean(),
    seed: seeds,
  });

  // On the cpu backend, as the wasm backend's own gradient of a max-pool takes some other of equal values.
  test('and its gradient are those of the plain one', async () => {
    await fc.assert(
      fc
        .asyncProperty(cases, async ({ batch, count, pool, activation, extra, whole, seed }) => {
          const shape = [batch, 1, (pool?.kernel ?? 1) + extra, count];
          const data = values(product(shape), whole, seed);
          const run = (f: typeof poolActivation) =>
            withGradients(
              (x) => f(tf, tf.clone(x) as Tensor4D, pool as Pool | null, activation),
              [[data, shape]],
              seed + 1,
            );
          const got = run(poolActivation);
          expect(run(poolActivation)).toEqual(got);
          await tf.setBackend('cpu');
          const expected = run(plainPoolActivation);
          // At most `kernel` values within +-1 meet in a sum.
          const bound = whole || pool === null ? 0 : 2 * (pool.kernel + 1) * ROUNDING * pool.kernel;
          got.forEach((g, i) => {
            expectWithin(g, expected[i]!, bound);
          });
        })
        .afterEach(() => tf.setBackend('wasm').then(() => {})),
      { numRuns: 120 },
    );
  });

  const once = (x: number[], pool: Pool | null, activation: ActivationFunction) => {
    const [y, dx] = withGradients(
      (t) => poolActivation(tf, t as Tensor4D, pool, activation),
      [[Float32Array.from(x), [1, 1, x.length, 1]]],
      1,
    );
    return { y: [...y!], passes: [...dx!].map((d) => d !== 0) };
  };

  test('a quantiser rounds half up and clamps', () => {
    const { y } = once([-1, 0.24, 0.25, 0.74, 0.75, 1.5, 9], null, { bits: 2, stepLog2: -1 });
    expect(y).toEqual([0, 0, 0.5, 0.5, 1, 1.5, 1.5]);
  });

  test('a sum of quantised values is exact and scaled by a power of two', () => {
    expect(once([1, 2, 3, 4, 5], { kind: 'sum', kernel: 5, stride: 1 }, 'linear').y).toEqual([15 / 8]);
  });

  test.each<[string, number[], Pool | null, ActivationFunction]>([
    ['x is not [batch, 1, positions, channels]', [1, 2, 8, 1], null, 'relu'],
    ['kind', [1, 1, 8, 1], { kind: 'mean' as 'max', kernel: 2, stride: 2 }, 'relu'],
    ['kernel', [1, 1, 8, 1], { kind: 'max', kernel: 0, stride: 1 }, 'relu'],
    ['stride', [1, 1, 8, 1], { kind: 'max', kernel: 2, stride: 0 }, 'relu'],
    ['shorter than the window', [1, 1, 8, 1], { kind: 'max', kernel: 9, stride: 1 }, 'relu'],
    ['bits', [1, 1, 8, 1], null, { bits: 0, stepLog2: 0 }],
    ['stepLog2', [1, 1, 8, 1], null, { bits: 4, stepLog2: 0.5 }],
    ['no such activation', [1, 1, 8, 1], null, 'tanh' as 'relu'],
  ])('refuses: %s', (message, shape, pool, activation) => {
    tf.tidy(() => {
      const run = () => poolActivation(tf, zeros4(shape), pool, activation);
      expect(run).toThrow(RangeError);
      expect(run).toThrow(message);
    });
  });
});
