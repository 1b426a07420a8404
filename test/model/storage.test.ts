import { expect, it } from 'vitest';
import type { IntegerLayer } from '../../generator/model/integer-model.js';
import { storage } from '../../generator/model/storage.js';
import { chained, type Unlinked } from '../../generator/network/network.js';

const first: Unlinked<IntegerLayer> = {
  name: 'conv1',
  inChannels: 3,
  outChannels: 2,
  kernel: 5,
  stride: 1,
  padding: 0,
  pool: null,
  structure: { kind: 'kernelwise' },
  alphaBits: 7,
  // Output 0: groups 0 and 2; output 1: none, hence a null pass.
  bitwidths: Uint8Array.of(1, 0, 3, 0, 0, 0),
  alphas: Uint16Array.of(1, 2, 3, 4),
  signs: new Uint8Array(20),
  bias: Int32Array.of(-100, 120),
  requant: { shift: 4, bits: 8 },
  scaleLog2: 0,
};
const last: Unlinked<IntegerLayer> = {
  name: 'dense',
  inChannels: 2,
  outChannels: 2,
  kernel: 1,
  stride: 1,
  padding: 0,
  pool: null,
  structure: { kind: 'channelwise' },
  alphaBits: 4,
  bitwidths: Uint8Array.of(1, 1),
  alphas: Uint16Array.of(1, 2),
  signs: new Uint8Array(4),
  bias: Int32Array.of(0, -1),
  requant: null,
  scaleLog2: 0,
};

it('counts every stored bit, as counted by hand', () => {
  const count = storage({ layers: chained([first, last]) });
  expect(count.layers).toEqual([
    // 4 passes and the null pass, each 7 + 2 (skip 0..2) + 1; biases -92 and 128: 9 bits; 20 signs in two words.
    {
      name: 'conv1',
      signBits: 20,
      alphaBits: 35,
      indexBits: 15,
      biasBits: 18,
      requantBits: 5,
      paddingBits: 12,
      totalBits: 105,
      weights: 30,
      averageBitwidth: 20 / 30,
    },
    {
      name: 'dense',
      signBits: 4,
      alphaBits: 8,
      indexBits: 2,
      biasBits: 2,
      requantBits: 0,
      paddingBits: 12,
      totalBits: 28,
      weights: 4,
      averageBitwidth: 1,
    },
  ]);
  const { layers, ...total } = count;
  expect(total).toEqual({
    signBits: 24,
    alphaBits: 43,
    indexBits: 17,
    biasBits: 20,
    requantBits: 5,
    paddingBits: 24,
    totalBits: 133,
    weights: 34,
    averageBitwidth: 24 / 34,
    totalBytes: 17,
    float32Bytes: 4 * 38,
    compression: 152 / 17,
  });
  expect(layers.reduce((sum, l) => sum + l.totalBits, 0)).toBe(total.totalBits);
});
