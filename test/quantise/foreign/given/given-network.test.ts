import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FloatLayer, FloatNetwork, FloatNode } from '../../../../generator/model/float-model.js';
import { floatScores } from '../../../../generator/model/float-network.js';
import { INPUT } from '../../../../generator/network/network.js';
import { type GivenSettings, givenNetwork } from '../../../../generator/quantise/foreign/given/given-network.js';
import { alqWeights } from '../../../../generator/quantise/sketch.js';
import { random } from '../../../../generator/support/random.js';

const CHANNELS = 3;
const SAMPLES = 8;

type Kind = 'quantised' | 'channels' | 'real';

/** A residual network with a branch beside it: its layers quantised with one scale, with one for each channel, or not at all. */
function residual(kinds: readonly Kind[], seed: number): FloatNetwork {
  const rng = random(seed);
  const layer = (name: string, from: string, kind: Kind, inChannels = CHANNELS, more: object = {}): FloatLayer => {
    const scale = 0.01 + rng.uniform();
    const scales = Array.from({ length: CHANNELS }, () => (kind === 'channels' ? 0.01 + rng.uniform() : scale));
    const each = inChannels * 3;
    const weights = Float32Array.from({ length: CHANNELS * each }, (_, i) =>
      kind === 'real' ? rng.normal() : rng.integer(-8, 7) * scales[Math.floor(i / each)]!,
    );
    const shape = { inChannels, outChannels: CHANNELS, kernel: 3, stride: 1, padding: 1, pool: null };
    const bias = Float32Array.from({ length: CHANNELS }, () => rng.normal());
    return { kind: 'convolution', name, from: [from], ...shape, ...more, weights, bias };
  };
  const sum = { pool: { kind: 'sum' as const, kernel: 2, stride: 2 } };
  const layers: FloatNode[] = [
    layer('a', INPUT, kinds[0]!),
    layer('b', 'a', kinds[1]!, CHANNELS, { activation: 'none' }),
    { kind: 'add', name: 'both', from: ['a', 'b'], outChannels: CHANNELS, pool: { kind: 'max', kernel: 2, stride: 2 } },
    layer('c', 'both', kinds[2]!, CHANNELS, sum),
    layer('d', 'both', kinds[3]!, CHANNELS, sum),
    { kind: 'concat', name: 'side', from: ['c', 'd'], outChannels: 2 * CHANNELS },
    layer('e', 'side', kinds[4]!, 2 * CHANNELS, { activation: 'none', padding: 0, kernel: 3, pool: null }),
  ];
  const input = { samples: SAMPLES, channels: CHANNELS, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };
  return { name: 'r', classes: ['x', 'y', 'z'], input, inputScale: 1, layers: layers.map(fitted) };
}

/** The last layer sees the two positions that are left. */
function fitted(node: FloatNode): FloatNode {
  if (node.kind !== 'convolution' || node.name !== 'e') return node;
  const weights = node.weights.filter((_, i) => i % 3 < 2);
  return { ...node, kernel: 2, weights };
}

const SETTINGS: GivenSettings = {
  limits: { bases: 5, alphaBits: 8 },
  structureOf: () => ({ kind: 'channelwise' }),
  identities: [],
  decides: true,
};

const kind = fc.constantFrom<Kind>('quantised', 'quantised', 'channels', 'real');
const network = fc
  .tuple(fc.array(kind, { minLength: 5, maxLength: 5 }), fc.nat(1e6))
  .map(([kinds, seed]) => ({ kinds, float: residual(kinds, seed), seed }));

test('streams that are divided by factors change no score but by one factor', () => {
  fc.assert(
    fc.property(network, fc.boolean(), ({ float, seed }, decides) => {
      const given = givenNetwork(float, { ...SETTINGS, decides });
      const factor = given.factors.get('e') ?? 1;
      if (!decides) expect(factor).toBe(1);
      expect(factor).toBeGreaterThan(0);
      const rng = random(seed);
      const x = Float64Array.from({ length: CHANNELS * SAMPLES }, () => rng.normal());
      const [before, after] = [float, given.float].map((each) => [...floatScores(each, x)]);
      const largest = Math.max(...before!.map(Math.abs));
      before!.forEach((score, i) => {
        expect(Math.abs(score - factor * after![i]!)).toBeLessThan(1e-5 * largest);
      });
    }),
  );
});

test('layers that are given are whole multiples of a power of two, and those of the file times the factors', () => {
  let given = 0;
  fc.assert(
    fc.property(network, ({ float }) => {
      const found = givenNetwork(float, SETTINGS);
      for (const [name, layer] of found.layers) {
        given++;
        const alphas = layer.groups.flatMap((group) => group.alphas);
        const unit = 2 ** Math.floor(Math.log2(Math.max(...alphas)) - 8);
        expect(alphas.every((alpha) => Number.isInteger(alpha / unit))).toBe(true);
        const before = float.layers.find((node) => node.name === name) as FloatLayer;
        const [read, gives] = [layer.from[0], name].map((edge) => found.factors.get(edge) ?? 1) as [number, number];
        const largest = Math.max(...before.weights.map(Math.abs));
        alqWeights(layer).forEach((w, i) => {
          expect(Math.abs((w * gives) / read - before.weights[i]!)).toBeLessThan(2e-6 * largest);
        });
      }
    }),
  );
  expect(given).toBeGreaterThan(100);
});

test('of a sum one side has its own scale, the other one takes it or is quantised anew', () => {
  const { origins } = givenNetwork(residual(['quantised', 'quantised', 'real', 'channels', 'quantised'], 1), SETTINGS);
  expect([...origins]).toMatchObject([
    ['a', { given: true }],
    ['b', { given: false, why: expect.stringContaining('a stream beside it') }],
    ['c', { given: false, why: expect.stringContaining('no sums of up to 5 bases') }],
    ['d', { given: false, why: expect.stringContaining('scales of its channels') }],
    ['e', { given: true }],
  ]);
});
