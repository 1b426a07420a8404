import { type SignalSet, targetsOf, windowCodes } from '../data/signal-set.js';
import type { Random } from '../support/random.js';
import { augment } from './augment/augmentations.js';
import type { Source } from './real-input.js';
import type { Expected } from './tasks/task.js';
import { taskOf } from './tasks/tasks.js';
import type { BatchSettings } from './train-config.js';

export interface Batch extends Expected {
  /** Fragments. */
  size: number;
  /** Real values, [fragment][sample][channel]. */
  inputs: Float32Array;
}

/** One batch as the network sees it: augmented, with smoothed targets; all chance from `rng`. */
export function makeBatch(
  set: SignalSet,
  source: Source,
  picked: readonly number[],
  { augment: steps, labelSmoothing }: BatchSettings,
  rng: Random,
): Batch {
  const targets = targetsOf(set);
  const classes = ofWindows(set);
  const drawn = picked.map((i) => ({
    values: Float32Array.from(windowCodes(set, i)),
    target: [{ label: classes === null ? i : classes.labels[i]!, share: 1 }],
  }));
  const examples = augment(drawn, steps, { ...source, classes: classes?.names ?? [] }, rng);
  const expected = taskOf(targets).expected(targets, examples, {
    windows: set.names.length,
    smoothing: labelSmoothing,
  });
  return { size: picked.length, inputs: concat(examples.map(({ values }) => values)), ...expected };
}

/** Classes of windows; null: other targets. */
export const ofWindows = ({ targets, per }: SignalSet) =>
  targets?.kind === 'classes' && per === 'window' ? targets : null;

/** How often a window is drawn, for each window; sums to 1. See `classBalance` and `groupBalance` of the configuration. */
function drawWeights(
  labels: readonly number[],
  groups: readonly string[],
  { classBalance, groupBalance }: Draw,
): Float64Array {
  const key = (i: number) => `${labels[i]} ${groups[i]}`;
  const ofClass = countBy(labels, (label) => label);
  const ofGroup = countBy([...labels.keys()], key);
  // A group's weight in its class, and their sum over the groups of the class.
  const groupWeight = (i: number) => ofGroup.get(key(i))! ** (1 - groupBalance);
  const inClass = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    inClass.set(label, (inClass.get(label) ?? 0) + groupWeight(i) / ofGroup.get(key(i))!);
  }
  const weights = Float64Array.from(labels, (label, i) => {
    const ofOwnClass = ofClass.get(label)! ** (1 - classBalance);
    return (ofOwnClass * groupWeight(i)) / (inClass.get(label)! * ofGroup.get(key(i))!);
  });
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

type Draw = Pick<BatchSettings, 'classBalance' | 'groupBalance' | 'windowsPerEpoch'>;

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/**
 * The windows of every epoch in the order in which they are used, at random: each once; or, when classes or groups are balanced
 * or an epoch has another number of windows than there are, draws by weight (systematic sampling: no window's count is off
 * its expected one by a whole draw).
 */
export function epochOrders(
  labels: readonly number[],
  groups: readonly string[],
  draw: Draw,
): (rng: Random) => number[] {
  const count = draw.windowsPerEpoch ?? labels.length;
  if (draw.classBalance === 0 && draw.groupBalance === 0 && count === labels.length)
    return (rng) => rng.shuffle([...labels.keys()]);
  const weights = drawWeights(labels, groups, draw);
  return (rng) => {
    const offset = rng.uniform();
    const order: number[] = [];
    let reached = 0;
    for (let i = 0; i < weights.length; i++) {
      reached += weights[i]! * count;
      const until = i === weights.length - 1 ? count : Math.min(count, Math.ceil(reached - offset));
      while (order.length < until) order.push(i);
    }
    return rng.shuffle(order);
  };
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
