import { type InputSpec, ofChannel } from '../network/input.js';
import { type Edge, INPUT, isEnd } from '../network/network.js';
import type { LayerLengths } from '../network/nodes/shaping.js';
import { layerLengths } from '../network/shapes.js';
import type { IntegerNetwork, IntegerNode } from './integer-model.js';
import { arithmeticOf } from './nodes/nodes.js';

/** One layer's stream: after requantisation and pooling, or raw accumulators of the last layer. */
export interface Stream {
  /** [channel][position], flat. */
  values: Int32Array;
  channels: number;
  positions: number;
}

/**
 * First activation: `clamp((code - zero) >> shift)` to `bits` signed bits, [channel][position]; codes are
 * [position][channel], each the low `codeBits` bits of a number, as the sample port takes it.
 */
export function quantiseInput(input: InputSpec, codes: ArrayLike<number>): Int32Array {
  const { channels, codeBits, zero, shift, bits } = input;
  const mask = 2 ** codeBits - 1;
  const limit = 2 ** (bits - 1);
  const positions = codes.length / channels;
  const [zeros, shifts] = [zero, shift].map((value) => Array.from({ length: channels }, (_, c) => ofChannel(value, c)));
  return Int32Array.from(codes, (_, i) => {
    const channel = Math.floor(i / positions);
    const code = codes[(i % positions) * channels + channel]! & mask;
    return Math.max(-limit, Math.min(limit - 1, (code - zeros![channel]!) >> shifts![channel]!));
  });
}

/**
 * Bit-exact reference of the hardware. Built once per model, then `run` per fragment.
 *
 * Adds whole weights instead of single bases: the same sum, in another order, of whole numbers that 32 bits hold
 * (`accumulatorRange` proves it per layer), so the result is the same bit for bit.
 */
export class Interpreter {
  readonly lengths: LayerLengths[];
  /** Index of the layer that gives the scores. */
  readonly #scores: number;
  readonly #prepared: { layer: IntegerNode; run: (from: readonly Int32Array[]) => Int32Array }[];

  constructor(readonly model: IntegerNetwork) {
    this.lengths = layerLengths(model);
    this.#scores = model.layers.findIndex((layer) => isEnd(model, layer));
    this.#prepared = model.layers.map((layer, i) => ({
      layer,
      run: arithmeticOf(layer).interpret(layer, this.lengths[i]!),
    }));
  }

  /** Every layer's stream for one window of codes, [position][channel]; the stream that nothing reads is the scores, [class][position]. */
  run(codes: ArrayLike<number>): Stream[] {
    const streams = new Map<Edge, Int32Array>([[INPUT, quantiseInput(this.model.input, codes)]]);
    return this.#prepared.map(({ layer, run }, i) => {
      const values = run(layer.from.map((edge) => streams.get(edge)!));
      streams.set(layer.name, values);
      return { values, channels: layer.outChannels, positions: this.lengths[i]!.output };
    });
  }

  /** Scores of one fragment, [class], or [class][position] of a network with an output a step. */
  scores(codes: ArrayLike<number>): Int32Array {
    return this.run(codes)[this.#scores]!.values;
  }

  /** Scores of each step of one fragment, [step][class]; of a network with scores of the window there is one. */
  steps(codes: ArrayLike<number>): Int32Array[] {
    const scores = this.run(codes)[this.#scores]!;
    return Array.from({ length: scores.positions }, (_, position) => scoresOf(scores, position));
  }

  classify(codes: ArrayLike<number>): number {
    return argmax(this.scores(codes));
  }
}

/** Scores of one step, [class]. */
export function scoresOf({ values, channels, positions }: Stream, position: number): Int32Array {
  return Int32Array.from({ length: channels }, (_, c) => values[c * positions + position]!);
}

/** Index of the largest value; the lowest index wins a tie. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
