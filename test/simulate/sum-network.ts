import { buildTiny } from '../emit/tiny.js';
import { asChain } from '../model/as-chain.js';
import type { RandomNetwork } from './random-network.js';

/**
 * The tiny network with sums in the place of its first maxima (windows of 3 overlap), a global sum after conv3 and a
 * 1x1 head; lanes that do not divide the windows. Fragments: a step that drives sums to their largest value, ramps.
 */
export function sumNetwork(): RandomNetwork {
  const model = asChain(buildTiny().hardware.model);
  const [conv1, conv2, conv3, dense1] = model.layers;
  const layers = [
    { ...conv1!, pool: { kind: 'sum' as const, kernel: 3, stride: 2 } },
    conv2!,
    { ...conv3!, pool: { kind: 'sum' as const, kernel: 4, stride: 4 } },
    {
      ...dense1!,
      name: 'head',
      kernel: 1,
      structure: { kind: 'channelwise' as const },
      bitwidths: Uint8Array.of(1, 2, 1),
      alphas: Uint16Array.of(44, 42, 21, 38),
      signs: Uint8Array.of(0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    },
  ];
  const { samples } = model.input;
  const fragments = [1, 7, 40, 101, 0].map((slope) =>
    Array.from({ length: samples }, (_, t) => (slope === 0 ? (t < 9 ? 0 : 2047) : (t * t * slope) % 2048)),
  );
  return { model: { ...model, name: 'sums', layers }, lanes: [4, 2, 4, 1], fragments };
}
