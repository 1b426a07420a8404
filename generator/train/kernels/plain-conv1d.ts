import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import type { Window } from './window.js';

type Tensor4D = TensorFlow.Tensor4D;
type Tensor1D = TensorFlow.Tensor1D;
type Save = (tensors: TensorFlow.Tensor[]) => void;

/**
 * `conv1d` in TensorFlow.js's own operations, for every backend.
 *
 * It brings its own gradient, because the wasm backend has no kernel for the gradient of a filter and a slow one for
 * the gradient of the input. Both are convolutions themselves:
 *  - filter: x with batch and channels exchanged, by dy as the filter, dilated by the stride;
 *  - input: dy with stride - 1 zeros between its positions, by the filter turned round.
 */
export function plainConv1d(
  tf: Tf,
  x: Tensor4D,
  filter: Tensor4D,
  window: Window,
  inputGradient: boolean,
  bias?: Tensor1D,
): Tensor4D {
  const { stride, dilation, before, after, groups } = window;
  const padded = before + after === 0 ? x : (tf.pad(x, sides(before, after)) as Tensor4D);
  const one = (own: Tensor4D, weights: Tensor4D) =>
    convolution(tf, own, withZeros(tf, weights, dilation), stride, inputGradient);
  const y = groups === 1 ? one(padded, filter) : inGroups(tf, padded, filter, window, one);
  return bias === undefined ? y : tf.add(y, bias);
}

/** A convolution of each group of channels, whose outputs stand side by side. */
function inGroups(
  tf: Tf,
  x: Tensor4D,
  filter: Tensor4D,
  window: Window,
  one: (x: Tensor4D, filter: Tensor4D) => Tensor4D,
): Tensor4D {
  const { groups } = window;
  if (groups === x.shape[3]) return depthwise(tf, x, filter, window);
  const [ins, outs] = [x.shape[3] / groups, filter.shape[3] / groups];
  const each = Array.from({ length: groups }, (_, g) =>
    one(tf.slice(x, [0, 0, 0, g * ins], [-1, -1, -1, ins]), tf.slice(filter, [0, 0, 0, g * outs], [-1, -1, -1, outs])),
  );
  return tf.concat(each, 3) as Tensor4D;
}

/** Each channel by itself, a tap after the other: quicker than a convolution for each. */
function depthwise(tf: Tf, x: Tensor4D, filter: Tensor4D, { stride, dilation }: Window): Tensor4D {
  const [batch, , positions, channels] = x.shape;
  const [, taps, , outs] = filter.shape;
  const times = outs / channels;
  const spread = tf.tile(tf.reshape(x, [batch, positions, channels, 1]), [1, 1, 1, times]);
  const own = tf.reshape(spread, [batch, positions, outs]);
  const length = positions - (taps - 1) * dilation;
  let sum: TensorFlow.Tensor = tf.zeros([batch, length, outs]);
  for (let k = 0; k < taps; k++) {
    const weights = tf.reshape(tf.slice(filter, [0, k, 0, 0], [1, 1, 1, outs]), [outs]);
    sum = tf.add(sum, tf.mul(tf.slice(own, [0, k * dilation, 0], [batch, length, outs]), weights));
  }
  return everyNth(tf, sum, stride);
}

/** Every `stride`-th position of [batch, positions, channels], as a stream. */
function everyNth(tf: Tf, x: TensorFlow.Tensor, stride: number): Tensor4D {
  const [batch, positions, channels] = x.shape as [number, number, number];
  const kept = Math.ceil(positions / stride);
  const filled = tf.pad(x, [
    [0, 0],
    [0, kept * stride - positions],
    [0, 0],
  ]);
  const first = tf.slice(tf.reshape(filled, [batch, kept, stride, channels]), [0, 0, 0, 0], [-1, -1, 1, -1]);
  return tf.reshape(first, [batch, 1, kept, channels]) as Tensor4D;
}

/** A filter with zeros between taps that are apart. */
function withZeros(tf: Tf, filter: Tensor4D, dilation: number): Tensor4D {
  if (dilation === 1) return filter;
  const [, taps, ins, outs] = filter.shape;
  const row = tf.reshape(filter, [1, 1, taps, ins * outs]) as Tensor4D;
  return tf.reshape(spreadPositions(tf, row, dilation), [1, (taps - 1) * dilation + 1, ins, outs]) as Tensor4D;
}

function convolution(tf: Tf, x: Tensor4D, filter: Tensor4D, stride: number, inputGradient: boolean): Tensor4D {
  const forward = (input: Tensor4D, f: Tensor4D) => tf.conv2d(input, f, [1, stride], 'valid');
  const filterGradient = (input: Tensor4D, dy: Tensor4D, taps: number): Tensor4D =>
    tf.tidy(() => {
      const exchanged = tf.transpose(input, [3, 1, 2, 0]) as Tensor4D;
      const dyFilter = tf.transpose(dy, [1, 2, 0, 3]) as Tensor4D;
      const all = tf.conv2d(exchanged, dyFilter, 1, 'valid', 'NHWC', [1, stride]);
      // With a stride the last input positions may serve no output: they would give further taps.
      const used = tf.slice(all, [0, 0, 0, 0], [-1, -1, taps, -1]);
      return tf.transpose(used, [1, 2, 0, 3]) as Tensor4D;
    });
  const gradientOfInput = (positions: number, f: Tensor4D, dy: Tensor4D): Tensor4D =>
    tf.tidy(() => {
      const taps = f.shape[1];
      const spread = spreadPositions(tf, dy, stride);
      const turned = tf.transpose(tf.reverse(f, 1), [0, 1, 3, 2]) as Tensor4D;
      const before = taps - 1;
      const after = positions + taps - 1 - spread.shape[2] - before;
      return tf.conv2d(spread, turned, 1, sides(before, after));
    });
  if (!inputGradient) {
    const op = tf.customGrad((f, save) => {
      (save as Save)([x, f as TensorFlow.Tensor]);
      return {
        value: forward(x, f as Tensor4D),
        gradFunc: (dy: Tensor4D, saved: TensorFlow.Tensor[]) => {
          const [savedInput, savedFilter] = saved as [Tensor4D, Tensor4D];
          return filterGradient(savedInput, dy, savedFilter.shape[1]);
        },
      };
    });
    return op(filter) as Tensor4D;
  }
  const op = tf.customGrad((input, f, save) => {
    (save as Save)([input as TensorFlow.Tensor, f as TensorFlow.Tensor]);
    return {
      value: forward(input as Tensor4D, f as Tensor4D),
      gradFunc: (dy: Tensor4D, saved: TensorFlow.Tensor[]) => {
        const [savedInput, savedFilter] = saved as [Tensor4D, Tensor4D];
        return [
          gradientOfInput(savedInput.shape[2], savedFilter, dy),
          filterGradient(savedInput, dy, savedFilter.shape[1]),
        ];
      },
    };
  });
  return op(x, filter) as Tensor4D;
}

type Sides = [[number, number], [number, number], [number, number], [number, number]];

const sides = (before: number, after: number): Sides => [
  [0, 0],
  [0, 0],
  [before, after],
  [0, 0],
];

/** [batch, 1, T, channels] with `stride - 1` zeros between positions: [batch, 1, (T - 1) * stride + 1, channels]. */
export function spreadPositions(tf: Tf, dy: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return dy;
  const [batch, , positions, channels] = dy.shape;
  const cells = tf.pad(tf.reshape(dy, [batch, positions, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const row = tf.reshape(cells, [batch, 1, positions * stride, channels]) as Tensor4D;
  return tf.slice(row, [0, 0, 0, 0], [-1, -1, (positions - 1) * stride + 1, -1]);
}
