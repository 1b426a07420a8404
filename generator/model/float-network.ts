import { type Edge, INPUT, isEnd } from '../network/network.js';
import { convolutionLengths } from '../network/nodes/convolution.js';
import { POOLING } from '../network/pooling.js';
import { poolScaleLog2 } from '../network/shapes.js';
import type { FloatLayer, FloatModel } from './float-model.js';

/**
 * Streams [channel][position] of every layer of a float network for one fragment of real input values [channel][sample],
 * in float64: the reference that an integer network is measured against. ReLU after every layer but those that nothing reads, then
 * pooling (sums times 2^`poolScaleLog2`).
 */
export function floatStreams(model: Pick<FloatModel, 'layers'>, input: Float64Array): Float64Array[] {
  const streams = new Map<Edge, Float64Array>([[INPUT, input]]);
  return model.layers.map((layer) => {
    const x = streams.get(layer.from[0])!;
    const { input: positions, conv, output } = convolutionLengths(layer, x.length / layer.inChannels);
    const padded = pad(x, layer.inChannels, positions, layer.padding);
    const raw = isEnd(model, layer);
    const activated = (sum: number) => (raw ? sum : Math.max(0, sum));
    const { kind, kernel, stride } = layer.pool ?? { kind: 'max', kernel: 1, stride: 1 };
    const { more } = POOLING[kind];
    const scale = 2 ** poolScaleLog2(layer.pool);
    const values = new Float64Array(layer.outChannels * output);
    for (let o = 0; o < layer.outChannels; o++) {
      const sums = convolve(layer, o, padded, positions + 2 * layer.padding, conv);
      for (let t = 0; t < output; t++) {
        let value = activated(sums[t * stride]!);
        for (let k = 1; k < kernel; k++) value = more(value, activated(sums[t * stride + k]!));
        values[o * output + t] = value * scale;
      }
    }
    streams.set(layer.name, values);
    return values;
  });
}

/** Scores [class] of one fragment. */
export function floatScores(model: Pick<FloatModel, 'layers'>, input: Float64Array): Float64Array {
  return floatStreams(model, input)[model.layers.findIndex((layer) => isEnd(model, layer))]!;
}

function pad(values: Float64Array, channels: number, positions: number, padding: number): Float64Array {
  const row = positions + 2 * padding;
  const padded = new Float64Array(channels * row);
  for (let c = 0; c < channels; c++) padded.set(values.subarray(c * positions, (c + 1) * positions), c * row + padding);
  return padded;
}

/** One output channel before the ReLU. */
function convolve(layer: FloatLayer, o: number, padded: Float64Array, row: number, positions: number): Float64Array {
  const { inChannels, kernel, stride, weights } = layer;
  const sums = new Float64Array(positions).fill(layer.bias[o]!);
  let w = o * inChannels * kernel;
  for (let c = 0; c < inChannels; c++)
    for (let k = 0; k < kernel; k++, w++) {
      const weight = weights[w]!;
      if (weight === 0) continue;
      for (let t = 0, from = c * row + k; t < positions; t++, from += stride) sums[t]! += weight * padded[from]!;
    }
  return sums;
}
