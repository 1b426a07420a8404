import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type EncodedLayer,
  encodeLayer,
  streamBits,
  unsignedBits,
  weightStream,
} from '../../generator/model/encode.js';
import { grouping, type Structure } from '../../generator/model/grouping.js';
import type { IntegerLayer } from '../../generator/model/integer-model.js';
import { anyLayer } from './random-model.js';

/** Reads the pass stream as the engine does. */
function decodeLayer(encoded: EncodedLayer, outChannels: number, groups: number, size: number) {
  const bitwidths = new Uint8Array(outChannels * groups);
  const alphas: number[] = [];
  let output = 0;
  let group = 0;
  let signs = 0;
  for (const { skip, alpha, last } of encoded.passes) {
    group += skip;
    if (alpha > 0) {
      bitwidths[output * groups + group]!++;
      alphas.push(alpha);
      signs += size;
    }
    if (last) {
      output++;
      group = 0;
    }
  }
  return { bitwidths, alphas: Uint16Array.from(alphas), output, signs };
}

const layer = (
  structure: Structure,
  bitwidths: number[],
  alphas: number[],
  shift: number,
  bias: number[],
): IntegerLayer => {
  const shape = { name: 'l', inChannels: 4, outChannels: 2, kernel: 1, stride: 1, padding: 0, pool: null };
  const { channelsPerGroup } = grouping(shape, structure);
  return {
    ...shape,
    kind: 'convolution',
    from: ['input'],
    structure,
    alphaBits: 6,
    bitwidths: Uint8Array.from(bitwidths),
    alphas: Uint16Array.from(alphas),
    signs: new Uint8Array(alphas.length * channelsPerGroup),
    bias: Int32Array.from(bias),
    requant: { shift, bits: 4 },
    scaleLog2: 0,
  };
};

describe('encodeLayer', () => {
  it('can be decoded to the same bitwidths, alphas and signs', () => {
    fc.assert(
      fc.property(anyLayer, (drawn) => {
        const { groups, channelsPerGroup, tapsPerGroup } = grouping(drawn, drawn.structure);
        const encoded = encodeLayer(drawn);
        const decoded = decodeLayer(encoded, drawn.outChannels, groups, channelsPerGroup * tapsPerGroup);
        expect(decoded.bitwidths).toEqual(drawn.bitwidths);
        expect(decoded.alphas).toEqual(drawn.alphas);
        expect(encoded.signs).toEqual(drawn.signs);
        expect(decoded.signs).toBe(encoded.signs.length);
        expect(decoded.output).toBe(drawn.outChannels);
        for (const { skip, alpha } of encoded.passes) {
          expect(skip).toBeLessThan(2 ** encoded.skipBits);
          expect(alpha).toBeLessThan(2 ** encoded.alphaBits);
        }
        for (const bias of encoded.biases) expect(Math.abs(bias + 0.5)).toBeLessThan(2 ** (encoded.biasBits - 1));
      }),
    );
  });

  it('gives no pass to a pruned group and one null pass to an empty output', () => {
    const encoded = encodeLayer(layer({ kind: 'kernelwise' }, [0, 2, 0, 1, 0, 0, 0, 0], [9, 8, 7], 3, [-20, 5]));
    expect(encoded.passes).toEqual([
      { skip: 1, alpha: 9, last: false },
      { skip: 0, alpha: 8, last: false },
      { skip: 2, alpha: 7, last: true },
      { skip: 0, alpha: 0, last: true },
    ]);
    expect(encoded.skipBits).toBe(2);
    expect(encoded.biases).toEqual([-16, 9]);
    expect(encoded.biasBits).toBe(5);
  });

  it('needs no skip bits channelwise and adds no half without a shift', () => {
    const encoded = encodeLayer(layer({ kind: 'channelwise' }, [2, 1], [3, 2, 1], 0, [0, -1]));
    expect(encoded.skipBits).toBe(0);
    expect(encoded.biases).toEqual([0, -1]);
    expect(encoded.biasBits).toBe(1);
  });
});

test.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [255, 8],
  [256, 9],
])('unsignedBits(%i) is %i', (max, bits) => {
  expect(unsignedBits(max)).toBe(bits);
});

describe('weightStream', () => {
  it('read as the engine with one lane reads it gives biases, passes and signs', () => {
    fc.assert(
      fc.property(anyLayer, (drawn) => {
        const { channelsPerGroup, tapsPerGroup } = grouping(drawn, drawn.structure);
        const taps = channelsPerGroup * tapsPerGroup;
        const encoded = encodeLayer(drawn);
        const stream = weightStream(encoded, taps);
        expect(stream).toHaveLength(streamBits(encoded));
        let at = 0;
        const take = (bits: number) => {
          let value = 0;
          for (let bit = 0; bit < bits; bit++) value += stream[at++]! * 2 ** bit;
          return value;
        };
        const signs: number[] = [];
        const passes: EncodedLayer['passes'] = [];
        const biases = encoded.biases.map(() => {
          const bias = take(encoded.biasBits);
          for (let last = false; !last; ) {
            const [alpha, skip] = [take(encoded.alphaBits), take(encoded.skipBits)];
            last = take(1) === 1;
            passes.push({ skip, alpha, last });
            for (let tap = 0; alpha > 0 && tap < taps; tap++) signs.push(take(1));
          }
          return bias >= 2 ** (encoded.biasBits - 1) ? bias - 2 ** encoded.biasBits : bias;
        });
        expect(biases).toEqual(encoded.biases);
        expect(passes).toEqual(encoded.passes);
        expect(Uint8Array.from(signs)).toEqual(encoded.signs);
        expect(at).toBe(stream.length);
      }),
    );
  });
});
