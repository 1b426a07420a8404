import { classesOf, type SignalSet, windowCodes } from '../data/signal-set.js';
import type { Random } from '../support/random.js';
import type { Example } from './augment/augmentation.js';
import { augment } from './augment/augmentations.js';
import type { Source } from './real-input.js';
import type { BatchSettings } from './train-config.js';

export interface Batch {
  /** Fragments. */
  size: number;
  /** Real values, [fragment][sample][channel]. */
  inputs: Float32Array;
  /** Expected probabilities, [fragment][class]. */
  targets: Float32Array;
  /** The class with the largest target. */
  labels: number[];
}

/** One batch as the network sees it: augmented, with smoothed targets; all chance from `rng`. */
export function makeBatch(
  set: SignalSet,
  source: Source,
  picked: readonly number[],
  { augment: steps, labelSmoothing }: BatchSettings,
  rng: Random,
): Batch {
  const size = picked.length;
  const { names, labels } = classesOf(set);
  const drawn = picked.map((i) => ({
    values: Float32Array.from(windowCodes(set, i)),
    target: [{ label: labels[i]!, share: 1 }],
  }));
  const examples = augment(drawn, steps, { ...source, classes: names }, rng);
  const targets = new Float32Array(size * names.length).fill(labelSmoothing / names.length);
  examples.forEach(({ target }, i) => {
    for (const { label, share } of target) targets[i * names.length + label]! += (1 - labelSmoothing) * share;
  });
  return { size, inputs: concat(examples.map(({ values }) => values)), targets, labels: examples.map(dominant) };
}

/** The class with the largest share, the first of equal ones. */
function dominant({ target }: Example): number {
  return target.reduce((largest, one) => (one.share > largest.share ? one : largest)).label;
}

/**
 * The fragments of an epoch in the order in which they are used: each once, in random order; or, with class balance b,
 * as many draws with weight 1 / (fragments of the class)^b (systematic sampling: no fragment's count is off its expected
 * one by a whole draw).
 */
export function epochOrder(labels: readonly number[], classBalance: number, rng: Random): number[] {
  const all = labels.map((_, i) => i);
  if (classBalance === 0) return rng.shuffle(all);
  const count = new Map<number, number>();
  for (const label of labels) count.set(label, (count.get(label) ?? 0) + 1);
  const weights = labels.map((label) => count.get(label)! ** -classBalance);
  const total = weights.reduce((a, b) => a + b);
  const offset = rng.uniform();
  let reached = 0;
  let drawn = 0;
  const order = all.flatMap((i) => {
    reached += (weights[i]! / total) * labels.length;
    const until = i === labels.length - 1 ? labels.length : Math.min(labels.length, Math.ceil(reached - offset));
    const times = Math.max(0, until - drawn);
    drawn += times;
    return new Array<number>(times).fill(i);
  });
  return rng.shuffle(order);
}

export function concat(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    whole.set(p, at);
    at += p.length;
  }
  return whole;
}
