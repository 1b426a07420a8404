import { type Activated, type Add, type Edge, INPUT, isEnd } from '../network/network.js';
import { convolutionLengths, paddings } from '../network/nodes/convolution.js';
import { pooled } from '../network/nodes/shaping.js';
import { POOLING } from '../network/pooling.js';
import { poolScaleLog2 } from '../network/shapes.js';
import type { FloatLayer, FloatNetwork, FloatNode } from './float-model.js';

/**
 * Streams [channel][position] of every node of a float network for one fragment of real input values [channel][sample],
 * in float64: the reference that an integer network is measured against. ReLU after every node but those without one and those that
 * nothing reads, then pooling (sums times 2^`poolScaleLog2`).
 */
export function floatStreams(model: Pick<FloatNetwork, 'layers'>, input: Float64Array): Float64Array[] {
  const streams = new Map<Edge, Float64Array>([[INPUT, input]]);
  return model.layers.map((node) => {
    const from = node.from.map((edge) => streams.get(edge)!);
    const raw = isEnd(model, node);
    const values = (COMPUTE[node.kind] as Compute<FloatNode>)(node, from, raw);
    streams.set(node.name, values);
    return values;
  });
}

/** Scores of one fragment, [class], or [class][position] of a network with an output a step. */
export function floatScores(model: Pick<FloatNetwork, 'layers'>, input: Float64Array): Float64Array {
  return floatStreams(model, input)[model.layers.findIndex((layer) => isEnd(model, layer))]!;
}

type Compute<N> = (node: N, from: readonly Float64Array[], raw: boolean) => Float64Array;

const COMPUTE: { [K in FloatNode['kind']]: Compute<Extract<FloatNode, { kind: K }>> } = {
  convolution(layer, [x], raw) {
    const positions = x!.length / layer.inChannels;
    const { conv, output } = convolutionLengths(layer, positions);
    const { before, after } = paddings(layer);
    const row = positions + before + after;
    const padded = pad(x!, layer.inChannels, positions, before, row);
    const values = new Float64Array(layer.outChannels * output);
    for (let o = 0; o < layer.outChannels; o++)
      values.set(finish(layer, convolve(layer, o, padded, row, conv), output, raw), o * output);
    return values;
  },
  add(node: Add, [a, b], raw) {
    const positions = a!.length / node.outChannels;
    const output = pooled(node.pool, positions);
    const values = new Float64Array(node.outChannels * output);
    for (let c = 0; c < node.outChannels; c++) {
      const sums = a!.slice(c * positions, (c + 1) * positions);
      sums.forEach((value, t) => {
        sums[t] = value + b![c * positions + t]!;
      });
      values.set(finish(node, sums, output, raw), c * output);
    }
    return values;
  },
  concat: (_, from) => Float64Array.from(from.flatMap((x) => [...x])),
};

/** Activation and pooling of one channel's sums. */
function finish({ activation, pool }: Activated, sums: Float64Array, output: number, raw: boolean): Float64Array {
  const activated = (sum: number) => (raw || activation === 'none' ? sum : Math.max(0, sum));
  const { kind, kernel, stride } = pool ?? { kind: 'max', kernel: 1, stride: 1 };
  const { more } = POOLING[kind];
  const scale = 2 ** poolScaleLog2(pool);
  return Float64Array.from({ length: output }, (_, t) => {
    let value = activated(sums[t * stride]!);
    for (let k = 1; k < kernel; k++) value = more(value, activated(sums[t * stride + k]!));
    return value * scale;
  });
}

function pad(values: Float64Array, channels: number, positions: number, before: number, row: number): Float64Array {
  const padded = new Float64Array(channels * row);
  for (let c = 0; c < channels; c++) padded.set(values.subarray(c * positions, (c + 1) * positions), c * row + before);
  return padded;
}

/** One output channel before the activation. */
function convolve(layer: FloatLayer, o: number, padded: Float64Array, row: number, positions: number): Float64Array {
  const { inChannels, kernel, stride, dilation = 1, weights } = layer;
  const sums = new Float64Array(positions).fill(layer.bias[o]!);
  let w = o * inChannels * kernel;
  for (let c = 0; c < inChannels; c++)
    for (let k = 0; k < kernel; k++, w++) {
      const weight = weights[w]!;
      if (weight === 0) continue;
      for (let t = 0, from = c * row + k * dilation; t < positions; t++, from += stride)
        sums[t]! += weight * padded[from]!;
    }
  return sums;
}
