import fc from 'fast-check';
import { grouping, type Structure } from '../../generator/model/grouping.js';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { chained, INPUT, type LayerShape, type Pool } from '../../generator/network/network.js';
import { convolutionLengths } from '../../generator/network/nodes/convolution.js';
import { POOL_KINDS } from '../../generator/network/pooling.js';

/** Random layers for properties: every structure, pruned groups, empty outputs. */

export const divisors = (n: number) => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

export const structures = (inChannels: number): fc.Arbitrary<Structure> =>
  fc.oneof(
    fc.constantFrom<Structure>({ kind: 'kernelwise' }, { kind: 'pixelwise' }, { kind: 'channelwise' }),
    fc.constantFrom(...divisors(inChannels)).map((count): Structure => ({ kind: 'subchannelwise', count })),
  );

/** `GLOBAL` positions: all that there are. */
const GLOBAL = 99;
const pools: fc.Arbitrary<Pool> = fc.record({
  kind: fc.constantFrom(...POOL_KINDS),
  kernel: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.constant(GLOBAL)),
  stride: fc.integer({ min: 1, max: 3 }),
});

/** The layer's pool, with the kernel of a global one; null if it would leave nothing. */
function fittedPool(layer: LayerShape, positions: number): Pool | null {
  const { conv } = convolutionLengths(layer, positions);
  if (layer.pool?.kernel === GLOBAL && conv >= 1) return { ...layer.pool, kernel: conv };
  return layer.pool !== null && layer.pool.kernel <= conv ? layer.pool : null;
}

/** A layer of given channels whose shape is legal for an input of `positions`; `last`: raw scores, one position. */
export function layers(name: string, inChannels: number, positions: number, last: boolean): fc.Arbitrary<IntegerLayer> {
  return fc
    .record({
      outChannels: fc.integer({ min: 1, max: 4 }),
      kernel: last ? fc.constant(positions) : fc.integer({ min: 1, max: Math.min(5, positions) }),
      stride: fc.integer({ min: 1, max: last ? 1 : 3 }),
      padding: fc.integer({ min: 0, max: last ? 0 : 3 }),
      pool: fc.option(pools),
      structure: structures(inChannels),
      alphaBits: fc.integer({ min: 1, max: 10 }),
      requant: fc.record({ shift: fc.integer({ min: 0, max: 12 }), bits: fc.integer({ min: 2, max: 8 }) }),
      scaleLog2: fc.integer({ min: -20, max: 5 }),
    })
    .chain((drawn) => {
      const shape = { name, inChannels, ...drawn, ...(last ? { pool: null } : {}) };
      const pool = fittedPool(shape, positions);
      const { groups, channelsPerGroup, tapsPerGroup } = grouping(shape, shape.structure);
      const bitwidths = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }));
      const emptyOutput = fc.option(fc.integer({ min: 0, max: shape.outChannels - 1 }));
      return fc
        .tuple(
          fc.array(bitwidths, { minLength: shape.outChannels * groups, maxLength: shape.outChannels * groups }),
          emptyOutput,
        )
        .chain(([widths, empty]) => {
          if (empty !== null) widths.fill(0, empty * groups, (empty + 1) * groups);
          const bases = widths.reduce((a, b) => a + b, 0);
          const many = bases * channelsPerGroup * tapsPerGroup;
          const fixed = (n: number) => ({ minLength: n, maxLength: n });
          return fc
            .record({
              alphas: fc.array(fc.integer({ min: 1, max: 2 ** shape.alphaBits - 1 }), fixed(bases)),
              signs: fc.array(fc.integer({ min: 0, max: 1 }), fixed(many)),
              bias: fc.array(fc.integer({ min: -5000, max: 5000 }), fixed(shape.outChannels)),
            })
            .map(
              ({ alphas, signs, bias }): IntegerLayer => ({
                ...shape,
                kind: 'convolution',
                from: [INPUT],
                pool,
                requant: last ? null : shape.requant,
                bitwidths: Uint8Array.from(widths),
                alphas: Uint16Array.from(alphas),
                signs: Uint8Array.from(signs),
                bias: Int32Array.from(bias),
              }),
            );
        });
    });
}

/** One layer alone, not the last. */
export const anyLayer: fc.Arbitrary<IntegerLayer> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 5, max: 20 }))
  .chain(([inChannels, positions]) => layers('conv1', inChannels, positions, false));

/** A legal model of two layers. */
export const anyModel: fc.Arbitrary<IntegerModel> = fc
  .record({
    samples: fc.integer({ min: 5, max: 30 }),
    channels: fc.integer({ min: 1, max: 4 }),
    bits: fc.integer({ min: 2, max: 10 }),
    zeros: fc.array(fc.integer({ min: 0, max: 2047 }), { minLength: 4, maxLength: 4 }),
    shifts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
    differ: fc.boolean(),
  })
  .chain(({ samples, channels, bits, zeros, shifts, differ }) =>
    layers('conv1', channels, samples, false).chain((first) => {
      const { output } = convolutionLengths(first, samples);
      return layers('dense', first.outChannels, output, true).map((last) => ({
        name: 'random',
        classes: Array.from({ length: last.outChannels }, (_, i) => `class ${i}`),
        input: {
          samples,
          channels,
          sampleRateHz: 360,
          codeBits: 11,
          zero: differ ? zeros.slice(0, channels) : 1024,
          shift: differ ? shifts.slice(0, channels) : shifts[0]!,
          bits,
        },
        layers: chained([first, last]),
      }));
    }),
  );
