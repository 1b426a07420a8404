import fc from 'fast-check';
import type { AlqLayer, FloatModel } from '../../../generator/model/float-model.js';
import type { Structure } from '../../../generator/model/grouping.js';
import { chained, type LayerShape } from '../../../generator/network/network.js';
import { GroupedLayer } from '../../../generator/quantise/alq/grouped-layer.js';
import type { OpenGrid } from '../../../generator/quantise/grid.js';
import type { SketchSettings } from '../../../generator/quantise/sketch.js';
import { random } from '../../../generator/support/random.js';
import { initialParameters, type Parameters, toLayers } from '../../../generator/train/network.js';
import { structures } from '../../model/random-model.js';

export const STRUCTURES: Structure[] = [
  { kind: 'kernelwise' },
  { kind: 'pixelwise' },
  { kind: 'channelwise' },
  { kind: 'subchannelwise', count: 2 },
];

/** What an optimiser is made of. */
export interface Start {
  model: FloatModel;
  layers: SketchSettings[];
  grids: OpenGrid[];
}

const shape = (name: string, inChannels: number, outChannels: number, kernel: number): LayerShape => ({
  name,
  inChannels,
  outChannels,
  kernel,
  stride: 1,
  padding: 0,
  pool: null,
});

/** Two convolutions and a dense layer (kernel 1, one position) of random weights; `cut` is the structure of a layer. */
export function start(seed: number, cut: (inChannels: number) => Structure, maxBits = 3, alphaBits = 8): Start {
  const shapes = chained<LayerShape>([
    { ...shape('conv1', 2, 4, 5), stride: 2, padding: 2, pool: { kind: 'max', kernel: 2, stride: 2 } },
    { ...shape('conv2', 4, 6, 3), padding: 1, pool: { kind: 'max', kernel: 4, stride: 4 } },
    shape('dense', 6, 3, 1),
  ]);
  const parameters = initialParameters(shapes, seed);
  const rng = random(seed + 1);
  for (const [i, values] of parameters.entries()) if (i % 2 === 1) values.set(values.map(() => rng.normal()));
  return {
    model: {
      name: 'random',
      classes: ['a', 'b', 'c'],
      input: { samples: 16, channels: 1, sampleRateHz: 360, codeBits: 11, zero: 1024, shift: 2, bits: 8 },
      inputScale: 1 / 64,
      layers: toLayers(shapes, parameters),
    },
    layers: shapes.map(({ inChannels }) => ({ structure: cut(inChannels), maxBits })),
    grids: [
      { alphaBits, inputLog2: -6, activation: { bits: 4, stepLog2: -2 } },
      { alphaBits, inputLog2: -2, activation: { bits: 4, stepLog2: -1 } },
      { alphaBits, inputLog2: -1, activation: null },
    ],
  };
}

/** A start of any structures, alpha widths and numbers of bases. */
export const anyStart: fc.Arbitrary<Start> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    cuts: fc.tuple(structures(2), structures(4), structures(6)),
    maxBits: fc.integer({ min: 1, max: 4 }),
    alphaBits: fc.integer({ min: 5, max: 8 }),
  })
  .map(({ seed, cuts, maxBits, alphaBits }) => {
    const made = start(seed, () => ({ kind: 'channelwise' }), maxBits, alphaBits);
    return { ...made, layers: made.layers.map((layer, l) => ({ ...layer, structure: cuts[l]! })) };
  });

/** Gradients of `steps` steps, normal. */
export function gradients(parameters: Parameters, seed: number, steps: number): Parameters[] {
  const rng = random(seed);
  return Array.from({ length: steps }, () => parameters.map((p) => Float32Array.from(p, () => rng.normal())));
}

/** One output channel, one group. */
export function oneGroup(alphas: number[], negative: boolean[][]): GroupedLayer {
  const layer: AlqLayer = {
    name: 'one',
    kind: 'convolution',
    from: ['input'],
    inChannels: 1,
    outChannels: 1,
    kernel: negative[0]!.length,
    stride: 1,
    padding: 0,
    pool: null,
    structure: { kind: 'channelwise' },
    groups: [{ alphas, negative }],
    bias: new Float32Array(1),
  };
  return new GroupedLayer(layer);
}
