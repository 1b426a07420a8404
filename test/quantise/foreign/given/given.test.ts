import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { integerWeights } from '../../../../generator/model/weights.js';
import { convolutions } from '../../../../generator/network/network.js';
import {
  type QuantisedNetwork,
  type QuantiseNetworkOptions,
  quantiseNetwork,
} from '../../../../generator/quantise/foreign/quantise-network.js';
import { stepsOf } from '../../../../generator/quantise/steps.js';
import { bitbeat } from '../../../cli/run-in-process.js';
import { folderOf } from '../../../data/readers/files.js';
import {
  type Built,
  bipolar,
  evenWindows,
  type QuantisedWeights,
  qdq,
  quant,
  quantisedNetwork,
  sumStep,
  wholeIn,
} from './quantised-network.js';

const SHAPES = { first: [4, 2, 3], second: [4, 4, 3], last: [3, 32] };

/** Weights of 4 bits, of which the second layer's are even, by a maker and a scale for each layer. */
function built(
  make: (name: keyof typeof SHAPES, numbers: number[], scale: number) => QuantisedWeights,
  scales: { first: number; second: number; last: number },
  more: Partial<Built> = {},
): Built {
  const first = sumStep(scales.first);
  const firstGiven = 64 * first;
  const second = sumStep(scales.second, firstGiven);
  return {
    first: make('first', wholeIn(24, -8, 7, 1), scales.first),
    second: make(
      'second',
      wholeIn(48, -4, 3, 2).map((number) => 2 * number),
      scales.second,
    ),
    last: make('last', wholeIn(96, -8, 7, 3), scales.last),
    biases: { first: [1, 1001, -501, 255], second: [3, -401, 777, 1] },
    steps: { first, second, firstGiven, secondGiven: 32 * second },
    ...more,
  };
}

const asQdq = (name: keyof typeof SHAPES, numbers: number[], scale: number) =>
  qdq(name, SHAPES[name], numbers, [scale]);

const quantised = (network: Built, more: Partial<QuantiseNetworkOptions> = {}) =>
  quantiseNetwork({
    file: join(folderOf({ 'q.onnx': quantisedNetwork(network) }), 'q.onnx'),
    ...{ data: evenWindows(60), name: 'q', windows: 3200, ...more },
  });

const FILE = { weights: 'file', activations: 'file' };
const POWERS = { first: 2 ** -4, second: 2 ** -6, last: 2 ** -5 };

describe('a quantised network is the integer network, value for value', () => {
  test.each<[string, Built]>([
    ['QDQ, scales that are powers of two', built(asQdq, POWERS)],
    [
      'QDQ, one power of two for each channel',
      built((name, numbers, scale) => {
        const scales = Array.from({ length: SHAPES[name][0]! }, (_, o) => scale * (name === 'last' ? 1 : 2 ** (o % 2)));
        return qdq(name, SHAPES[name], numbers, name === 'first' ? [scale] : scales, 3);
      }, POWERS),
    ],
    ['QONNX, 4 bits', built((name, numbers, scale) => quant(name, SHAPES[name], numbers, scale, 4), POWERS)],
  ])('%s', async (_, network) => {
    const { origins, levels, rounds, integer, float, factor } = await withFactor(network);
    expect(origins).toMatchObject([FILE, FILE, { weights: 'file', activations: null }]);
    expect(rounds).toEqual([]);
    expect(factor).toBeNull();
    expect(levels.at(-1)).toMatchObject({ largest: 0, agreement: 1 });
    // The weights themselves, as the file says them.
    expect(weightsOf({ integer, float })).toEqual([network.first, network.second, network.last].map(realOf));
  });

  test('scales that are no powers of two move into the values between layers', async () => {
    const { origins, levels, factor } = await withFactor(built(asQdq, { first: 0.0371, second: 0.0113, last: 0.29 }));
    expect(origins).toMatchObject([FILE, FILE, { weights: 'file', activations: null }]);
    expect(levels.at(-1)!.largest).toBeLessThan(1e-5);
    expect(factor).toBeGreaterThan(0.7);
    expect(factor).toBeLessThan(1.42);
  });

  test('bipolar weights are one basis, but taps of 0 make two of it', async () => {
    const signs = (name: keyof typeof SHAPES, numbers: number[], scale: number) =>
      bipolar(
        name,
        SHAPES[name],
        numbers.map((number) => (number % 4 < 2 ? 1 : -1)),
        scale,
      );
    const network = built(signs, POWERS);
    const { origins, levels } = await withFactor(network);
    expect(origins).toMatchObject([
      { ...FILE, bases: 1 },
      { ...FILE, bases: 1 },
      { weights: 'file', bases: 1 },
    ]);
    expect(levels.at(-1)!.agreement).toBe(1);
  });
});

/** Real weights of the integer network's layers: alphas times steps. */
function weightsOf({ integer, float }: Pick<QuantisedNetwork, 'integer' | 'float'>): number[][] {
  const steps = stepsOf(integer, Math.log2(float.inputScale));
  return convolutions(integer.layers).map((layer) => {
    const unit = 2 ** (layer.scaleLog2 - steps.get(layer.from[0])!);
    return Array.from(integerWeights(layer), (w) => w * unit + 0);
  });
}

/** As the file means them; 0 has no sign. */
const realOf = ({ real }: QuantisedWeights) => real.map((w) => w + 0);

/** A result, and what its scores are divided by. */
async function withFactor(network: Built, more: Partial<QuantiseNetworkOptions> = {}) {
  const result = await quantised(network, more);
  const [, factor] = result.notes.flatMap((note) => /^scores are .* divided by ([\d.]+)$/.exec(note) ?? []);
  return { ...result, factor: factor === undefined ? null : Number(factor) };
}

describe('is quantised anew, which is said', () => {
  const anew = (why: RegExp) => ({ weights: 'anew', why: expect.stringMatching(why) });
  test('what has more bits', async () => {
    const wide = built(asQdq, POWERS, { second: qdq('second', SHAPES.second, wholeIn(48, -127, 127, 4), [2 ** -9]) });
    const result = await quantised(wide);
    const { origins, rounds, levels } = result;
    expect(origins).toMatchObject([FILE, anew(/no sums of up to 5 bases/), { weights: 'file' }]);
    expect(rounds).toHaveLength(2);
    const [first, , last] = weightsOf(result);
    expect([first, last]).toEqual([wide.first, wide.last].map(realOf));
    expect(levels.at(-1)!.rms).toBeLessThan(0.2);
  });
  test('what has a scale of its own for each channel', async () => {
    const scales = [0.031, 0.042, 0.057, 0.029];
    const first = qdq('first', SHAPES.first, wholeIn(24, -8, 7, 1), scales);
    const { origins } = await quantised(built(asQdq, POWERS, { first }));
    expect(origins[0]).toMatchObject(anew(/scales of its channels/));
  });
  test('what the budget prunes', async () => {
    const { origins, storageBytes } = await quantised(built(asQdq, POWERS), { bytes: 90 });
    expect(origins).toMatchObject([1, 2, 3].map(() => anew(/budget/)));
    expect(storageBytes).toBeLessThanOrEqual(90);
  });
  test('not where the budget is enough', async () => {
    const { origins } = await quantised(built(asQdq, POWERS), { bytes: 5000 });
    expect(origins).toMatchObject([FILE, FILE, { weights: 'file' }]);
  });
  test('the last layer, where its scores are values', async () => {
    const network = built(asQdq, { ...POWERS, last: 0.29 }, { softmax: false });
    const { origins } = await quantised(network);
    expect(origins).toMatchObject([FILE, FILE, anew(/no power of two/)]);
  });
  test('grids of activations that are no powers of two of the sums, and those of more bits than are wanted', async () => {
    const network = built(asQdq, POWERS);
    const odd = { ...network, steps: { ...network.steps, firstGiven: 1.2 * network.steps.firstGiven } };
    const { origins } = await quantised(odd);
    expect(origins).toMatchObject([{ weights: 'file', activations: 'anew' }, FILE, {}]);
    const narrow = await quantised(network, { activationBits: 5 });
    expect(narrow.origins).toMatchObject([
      ...[1, 2].map(() => ({ weights: 'file', activations: 'anew' })),
      { weights: 'file' },
    ]);
  });
  test('a network that is not quantised has nothing of that', async () => {
    const rng = wholeIn(168, -1e6, 1e6, 5).map((n) => n * 1e-7);
    const plain = (name: keyof typeof SHAPES, at: number, count: number): QuantisedWeights => ({
      ...{ nodes: [], real: [] },
      constants: { [name]: { shape: SHAPES[name], values: rng.slice(at, at + count) } },
    });
    const parts = { first: plain('first', 0, 24), second: plain('second', 24, 48), last: plain('last', 72, 96) };
    const { origins } = await quantised(built(asQdq, POWERS, parts));
    expect(origins.map(({ weights }) => weights)).toEqual(['anew', 'anew', 'anew']);
  });
});

test('the command says which it was, in a table and as JSON', async () => {
  const file = join(folderOf({ 'q.onnx': quantisedNetwork(built(asQdq, POWERS)) }), 'q.onnx');
  const out = folderOf({});
  const given = ['quantise', file, '--data', evenWindows(20), '--out', out];
  const told = await bitbeat(...given);
  expect(told.stdout).toMatch(/the file's +up to 5 bases +the file's grid/);
  const { stdout } = await bitbeat(...given, '--json');
  expect(JSON.parse(stdout).origins[0]).toMatchObject({ ...FILE, bases: 5 });
});
