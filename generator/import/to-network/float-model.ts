import type { FloatLayer, FloatNetwork } from '../../model/float-model.js';
import type { InputSpec } from '../../network/input.js';
import { INPUT, isConvolution } from '../../network/network.js';
import type { Laid } from './laid.js';

/** What the codes of a window are: real value of a channel = (code - zero) / gain. */
export interface CodedInput {
  samples: number;
  channels: number;
  rateHz: number;
  codeBits: number;
  zero: readonly number[];
  gain: readonly number[];
  /** Least and largest code of each channel over the windows: what lies beyond is clamped. */
  seen: readonly (readonly [number, number])[];
}

/** Most bits of the first layer's input. */
const MOST_BITS = 8;

/**
 * A network that reads codes in the place of real values. Units and what the network does to its input first go into each channel's zero
 * and the layers that read it; a zero that is no whole code is rounded, and what is left goes into the biases, which is exact but for
 * positions whose taps reach into the padding.
 */
export function floatModelOf(laid: Laid, name: string, outputs: readonly string[], coded: CodedInput): FloatNetwork {
  const { samples, channels, rateHz, codeBits } = coded;
  const top = 2 ** codeBits - 1;
  const all = Array.from({ length: channels }, (_, c) => {
    const scale = (laid.input?.scale[c] ?? 1) / coded.gain[c]!;
    // The code at which the network sees 0.
    const exact = coded.zero[c]! - (laid.input?.offset[c] ?? 0) / scale;
    const zero = Math.min(top, Math.max(0, Math.round(exact)));
    const [low, high] = coded.seen[c]!;
    // Bits with a sign that hold both ends.
    const wide = Math.ceil(Math.log2(Math.max(1, zero - low, high - zero + 1))) + 1;
    return { scale, exact, zero, wide };
  });
  const wide = Math.max(...all.map((each) => each.wide));
  const shift = Math.max(0, wide - MOST_BITS);
  const bits = Math.max(2, Math.min(MOST_BITS, wide));
  const inputScale = 2 ** Math.round(Math.log2(Math.max(...all.map(({ scale }) => Math.abs(scale))) * 2 ** shift));
  const own = all.map(({ scale, exact, zero }) => ({
    factor: (scale * 2 ** shift) / inputScale,
    // Dropped bits are half of what they can be, on average.
    rest: scale * (zero - exact + (2 ** shift - 1) / 2),
  }));
  const zeros = all.map(({ zero }) => zero);
  const input: InputSpec = {
    samples,
    channels,
    sampleRateHz: rateHz,
    codeBits,
    zero: zeros.every((zero) => zero === zeros[0]) ? zeros[0]! : zeros,
    shift,
    bits,
  };
  const layers = laid.layers.map((node) =>
    isConvolution(node) && node.from[0] === INPUT ? scaledFirst(node, own) : node,
  );
  return { name, classes: [...outputs], input, inputScale, layers, ...(laid.per && { per: laid.per }) };
}

function scaledFirst(layer: FloatLayer, own: readonly { factor: number; rest: number }[]): FloatLayer {
  const { inChannels, kernel } = layer;
  const bias = Float64Array.from(layer.bias);
  const weights = layer.weights.map((w, at) => {
    const channel = Math.floor(at / kernel) % inChannels;
    const { factor, rest } = own[channel]!;
    bias[Math.floor(at / (kernel * inChannels))]! += w * rest;
    return w * factor;
  });
  return { ...layer, weights, bias: Float32Array.from(bias) };
}
