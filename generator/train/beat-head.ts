import type * as TensorFlow from '@tensorflow/tfjs';
import { lowerBound } from '../data/labelling/marks.js';
import { recordedOf, sampleOf } from '../data/recorded.js';
import type { SignalSet } from '../data/signal-set.js';
import { shapes } from '../network/shapes.js';
import type { Topology } from '../network/topology.js';
import { UserError } from '../support/errors.js';
import { random } from '../support/random.js';
import { conv1d, window } from './conv1d.js';
import type { Parameters } from './network.js';
import { binaryCrossEntropy } from './tasks/binary-cross-entropy.js';
import type { Tf } from './tensorflow.js';
import type { BeatSettings } from './train-config.js';

const TAPS = 3;

/**
 * A second task in training: at each position of a node's stream, which kinds of beats lie there, from the annotations (binary
 * cross entropy behind a convolution of three taps, summed over the kinds, mean over positions). What it teaches the nodes
 * before it stays; the convolution itself is dropped.
 */
export class BeatHead {
  /** Of its parameters. */
  readonly shapes: readonly number[][];
  readonly #symbols: readonly string[];
  readonly #positions: number;

  /** @throws UserError when the network has no such node, or the windows are from no annotated recordings */
  constructor(
    topology: Topology,
    readonly set: SignalSet,
    readonly settings: BeatSettings,
  ) {
    const shape = shapes(topology).get(settings.node);
    const names = topology.layers.map(({ name }) => name);
    if (shape === undefined || !names.includes(settings.node))
      throw new UserError({
        where: `training of ${topology.name}`,
        field: 'beats.node',
        message: 'the network has no such node',
        value: settings.node,
        allowed: names.join(', '),
      });
    const { recordings, of } = recordedOf(set);
    const used = new Set(of);
    const found = new Set(recordings.flatMap(({ marks }, i) => (used.has(i) ? marks.beats.symbols : [])));
    this.#symbols = [...found].sort();
    this.#positions = shape.positions;
    this.shapes = [[this.#symbols.length, shape.channels, TAPS], [this.#symbols.length]];
  }

  initial(seed: number): Parameters {
    const [[outs, channels]] = this.shapes as [[number, number]];
    const rng = random(seed);
    const sigma = Math.sqrt(1 / (channels * TAPS));
    return [Float32Array.from({ length: outs * channels * TAPS }, () => sigma * rng.normal()), new Float32Array(outs)];
  }

  /** [window][position][symbol]: 1 where a beat of that symbol lies. */
  targets(picked: readonly number[]): Float32Array {
    const symbols = this.#symbols.length;
    const [{ samples }] = this.set.inputs;
    const targets = new Float32Array(picked.length * this.#positions * symbols);
    picked.forEach((i, at) => {
      const { recordings, of } = this.set.recorded!;
      const { beats } = recordings[of[i]!]!.marks;
      const from = sampleOf(this.set, i);
      for (
        let b = lowerBound(beats.samples, from);
        b < beats.samples.length && beats.samples[b]! < from + samples;
        b++
      ) {
        const position = Math.floor(((beats.samples[b]! - from) / samples) * this.#positions);
        targets[(at * this.#positions + position) * symbols + this.#symbols.indexOf(beats.symbols[b]!)] = 1;
      }
    });
    return targets;
  }

  /** The share of the loss of a batch, of the node's stream [window, 1, position, channel] and the parameters. */
  loss(
    tf: Tf,
    stream: TensorFlow.Tensor4D,
    [weights, bias]: readonly TensorFlow.Tensor[],
    targets: Float32Array,
  ): TensorFlow.Scalar {
    const [outs, channels] = this.shapes[0]! as [number, number];
    const filter = tf.reshape(tf.transpose(weights!, [2, 1, 0]), [1, TAPS, channels, outs]) as TensorFlow.Tensor4D;
    const logits = conv1d(tf, stream, filter, window(1, 1), true, bias as TensorFlow.Tensor1D);
    return tf.mul(
      binaryCrossEntropy(tf, logits, targets, targets.length / outs),
      this.settings.weight,
    ) as TensorFlow.Scalar;
  }
}
