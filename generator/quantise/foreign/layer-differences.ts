import type { FloatNetwork } from '../../model/float-model.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { stepsOf } from '../steps.js';

/** A layer as an integer: root of the mean square difference from its floating point, in spreads of that. */
export interface LayerDifference {
  name: string;
  rms: number;
}

interface Sums {
  count: number;
  error: number;
  value: number;
  square: number;
}

/** Adds up, window by window, how far every layer of an integer network is from its floating point. */
export function layerDifferences(float: FloatNetwork, integer: IntegerNetwork) {
  const steps = stepsOf(integer, 0);
  const sums = integer.layers.map((): Sums => ({ count: 0, error: 0, value: 0, square: 0 }));
  return {
    /** Streams of each layer, [channel][position]. */
    add(streams: readonly Float64Array[], integers: readonly Int32Array[]): void {
      sums.forEach((sum, i) => {
        const step = 2 ** steps.get(integer.layers[i]!.name)!;
        streams[i]!.forEach((value, at) => {
          sum.error += (integers[i]![at]! * step - value) ** 2;
          sum.value += value;
          sum.square += value ** 2;
        });
        sum.count += streams[i]!.length;
      });
    },
    /** Of layers that have all channels of their floating point. */
    found: (): LayerDifference[] =>
      sums.flatMap(({ count, error, value, square }, i) => {
        const layer = integer.layers[i]!;
        if (layer.outChannels !== float.layers[i]!.outChannels) return [];
        // Rounding may leave less than nothing of a layer that is constant.
        const spread = Math.sqrt(Math.max(0, square / count - (value / count) ** 2)) || 1;
        return [{ name: layer.name, rms: Math.sqrt(error / count) / spread }];
      }),
  };
}
