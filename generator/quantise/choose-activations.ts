import { type SignalSet, targetsOf } from '../data/signal-set.js';
import type { AlqNetwork } from '../model/float-model.js';
import type { Convolution } from '../network/network.js';
import { layerLengths } from '../network/shapes.js';
import type { Backend } from '../train/backend.js';
import { floatScores } from '../train/loop.js';
import { rowsOf } from '../train/tasks/task.js';
import { taskOf } from '../train/tasks/tasks.js';
import type { ValueScale } from '../train/tasks/value-scale.js';
import type { IntegerSettings } from './integer-settings.js';
import { chooseRequant } from './requant.js';
import { simulationOf } from './simulation.js';
import { toIntegerModel } from './to-integer.js';

/** Bits of an activation that a recipe leaves open, at first. */
export const WIDEST = 8;
const NARROWEST = 2;

/**
 * Bits of the activations that leave each layer (the last layer's are not used), for layers that leave it open: all begin
 * at 8; again and again the layer gives up a bit that costs the least loss for each bit of its stored activations,
 * while the mean loss of the calibration fragments stays within `lossRise` of what it was.
 *
 * @param expected bits of each layer, or `auto`
 * @param scale what scores of values stand for; null: themselves
 */
export function chooseActivationBits(
  backend: Backend,
  model: AlqNetwork,
  calibration: SignalSet,
  expected: readonly (number | 'auto')[],
  alphaBits: IntegerSettings['alphaBits'],
  lossRise: number,
  scale: ValueScale | null = null,
): number[] {
  const last = expected.length - 1;
  const { layers } = model;
  /** Number of the node of each convolution. */
  const nodes = layers.flatMap(({ kind }, i) => (kind === 'convolution' ? [i] : []));
  const bits = expected.map((b) => (b === 'auto' ? WIDEST : b));
  const open = expected.flatMap((b, i) => (b === 'auto' && i < last ? [i] : []));
  if (open.length === 0) return bits;
  /** Activations of each layer: so many values are stored with every bit. */
  const lengths = layerLengths(model);
  const stored = nodes.map((i) => lengths[i]!.output * layers[i]!.outChannels);
  /** Step of each layer's activations, by their bits. */
  const stepLog2 = nodes.map(() => new Map<number, number>());
  const widest = toIntegerModel(model, calibration, { alphaBits, activationBits: bits }, (node, scaleLog2, sums) => {
    const i = nodes.indexOf(node);
    if (i < 0) return;
    const min = open.includes(i) ? NARROWEST : bits[i]!;
    for (let b = min; b <= bits[i]!; b++)
      stepLog2[i]!.set(b, scaleLog2 + chooseRequant(sums, b, (layers[node] as Convolution).activation).shift);
  });
  const { model: simulated, activations: widestOf } = simulationOf(widest, model.inputScale);
  const lossOf = lossOn(backend, calibration, model.classes.length, scale);
  const lossWith = (choice: readonly number[]) => {
    const activations = [...widestOf];
    choice.forEach((b, i) => {
      activations[nodes[i]!] = i === last ? null : { bits: b, stepLog2: stepLog2[i]!.get(b)! };
    });
    return lossOf(floatScores(backend, simulated, calibration, 50, activations));
  };
  const max = lossWith(bits) + lossRise;
  let now = max - lossRise;
  for (;;) {
    const steps = open
      .filter((i) => bits[i]! > NARROWEST)
      .map((i) => ({ i, loss: lossWith(bits.map((b, j) => (j === i ? b - 1 : b))) }))
      .filter(({ loss }) => loss <= max)
      .sort((a, b) => (a.loss - now) / stored[a.i]! - (b.loss - now) / stored[b.i]!);
    const [best] = steps;
    if (best === undefined) return bits;
    bits[best.i]!--;
    now = best.loss;
  }
}

/** The task's mean loss of fragments, of their scores. */
function lossOn(
  { tf }: Backend,
  set: SignalSet,
  outputs: number,
  scale: ValueScale | null,
): (scores: readonly Float32Array[]) => number {
  const targets = targetsOf(set);
  if (targets.kind === 'classes')
    return (scores) =>
      meanLoss(
        scores.flatMap((own) => rowsOf(own, outputs)),
        targets.labels,
      );
  const task = taskOf(targets);
  const windows = set.names.length;
  const whole = set.names.map((_, label) => ({ values: new Float32Array(), target: [{ label, share: 1 }] }));
  const { rows: expected } = task.expected(targets, whole, { windows, smoothing: 0 });
  const factors = Array.from({ length: outputs }, (_, o) => (scale === null ? 1 : scale.units[o]! / scale.spreads[o]!));
  return (scores) => {
    const rows = scores.flatMap((own) => rowsOf(own, outputs)).map((row) => row.map((s, o) => s * factors[o]!));
    let loss = Number.NaN;
    tf.tidy(() => {
      const wanted = tf.tensor2d(expected, [rows.length, outputs]);
      loss = task.loss(tf, tf.tensor2d(rows), wanted).dataSync()[0]!;
    });
    return loss;
  };
}

/** Mean cross entropy of scores [row][class]. */
export function meanLoss(scores: readonly (readonly number[])[], labels: readonly number[]): number {
  const losses = scores.map((row, i) => {
    const max = row.reduce((a, b) => Math.max(a, b));
    return max + Math.log(row.reduce((sum, s) => sum + Math.exp(s - max), 0)) - row[labels[i]!]!;
  });
  return losses.reduce((a, b) => a + b) / losses.length;
}
