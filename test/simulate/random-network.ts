import fc from 'fast-check';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { layerLengths } from '../../generator/model/network.js';
import { layers } from '../model/random-model.js';

/** A network the hardware takes, with lanes for each layer and the ADC codes of some fragments. */
export interface RandomNetwork {
  model: IntegerModel;
  lanes: number[];
  /** [fragment][sample]. */
  fragments: number[][];
}

/** 1 to 3 convolutions and a dense layer; every structure, stride, padding, pooling, pruned groups, empty outputs. */
export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc
  .record({
    samples: fc.integer({ min: 8, max: 70 }),
    depth: fc.integer({ min: 1, max: 3 }),
    shift: fc.integer({ min: 0, max: 3 }),
    bits: fc.integer({ min: 2, max: 10 }),
  })
  .chain(({ samples, depth, shift, bits }) =>
    chain(samples, 1, depth, 0).chain((all) => {
      const lengths = layerLengths(samples, all);
      const lanes = all.map((layer, i) => {
        const used =
          layer.pool === null ? lengths[i]!.conv : (lengths[i]!.output - 1) * layer.pool.stride + layer.pool.kernel;
        return fc.integer({ min: 0, max: Math.min(3, Math.ceil(Math.log2(used))) }).map((e) => 2 ** e);
      });
      const code = fc.integer({ min: 0, max: 2047 });
      return fc
        .record({
          lanes: fc.tuple(...lanes),
          fragments: fc.array(fc.array(code, { minLength: samples, maxLength: samples }), {
            minLength: 1,
            maxLength: 10,
          }),
        })
        .map((drawn) => ({
          ...drawn,
          model: {
            name: 'random',
            classes: Array.from({ length: all.at(-1)!.outChannels }, (_, c) => `class${c}`),
            input: { samples, sampleRateHz: 360, codeBits: 11, zero: 1024, shift, bits },
            layers: all,
          },
        }));
    }),
  );

/** `depth` convolutions (fewer when the positions run out), then a dense layer. */
function chain(positions: number, channels: number, depth: number, index: number): fc.Arbitrary<IntegerLayer[]> {
  if (depth === 0 || positions < 4) return layers('dense', channels, positions, true).map((layer) => [layer]);
  return layers(`conv${index + 1}`, channels, positions, false)
    .map((layer) => fitted(layer, positions))
    .chain((layer) =>
      chain(layerLengths(positions, [layer])[0]!.output, layer.outChannels, depth - 1, index + 1).map((rest) => [
        layer,
        ...rest,
      ]),
    );
}

/** What the hardware asks beyond the model's rules: no window of padding alone; a global pool stays one. */
function fitted(layer: IntegerLayer, positions: number): IntegerLayer {
  const { pool } = layer;
  const padded = { ...layer, padding: Math.min(layer.padding, layer.kernel - 1) };
  const [before, after] = [layer, padded].map((l) => layerLengths(positions, [l])[0]!.conv);
  if (pool?.kernel === before) return { ...padded, pool: { ...pool!, kernel: after! } };
  return pool !== null && pool.kernel > after! ? { ...padded, pool: null } : padded;
}
