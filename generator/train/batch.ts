import { classesOf, type SignalSet, windowCodes } from '../data/signal-set.js';
import type { Random } from '../support/random.js';
import { augment, type Input } from './augment.js';
import { withPrematureBeat } from './premature-beat.js';
import type { BatchSettings } from './train-config.js';

export interface Batch {
  /** Fragments. */
  size: number;
  /** Real values, [fragment][sample]. */
  inputs: Float32Array;
  /** Wanted probabilities, [fragment][class]. */
  targets: Float32Array;
  /** The class with the largest target. */
  labels: number[];
}

/** One batch as the network sees it: augmented, mixed, with smoothed targets; all chance from `chance`. */
export function makeBatch(
  set: SignalSet,
  from: Input,
  picked: readonly number[],
  settings: BatchSettings,
  chance: Random,
): Batch {
  const size = picked.length;
  const { names, labels } = classesOf(set);
  const classes = names.length;
  const drawn = picked.map((i) => draw(windowCodes(set, i), labels[i]!, names, from, settings, chance));
  const plain = drawn.map(({ codes }) => augment(codes, from, settings, chance));
  const targets = new Float32Array(size * classes).fill(settings.labelSmoothing / classes);
  const dominant: number[] = [];
  const mixed = plain.map((x, i) => {
    const share = settings.mixup > 0 && chance.uniform() < 0.5 ? beta(settings.mixup, chance) : 1;
    const other = share < 1 ? chance.integer(0, size - 1) : i;
    const label = drawn[i]!.label;
    const otherLabel = drawn[other]!.label;
    targets[i * classes + label]! += (1 - settings.labelSmoothing) * share;
    targets[i * classes + otherLabel]! += (1 - settings.labelSmoothing) * (1 - share);
    dominant.push(share >= 0.5 ? label : otherLabel);
    return share < 1 ? mix(x, plain[other]!, share) : x;
  });
  return { size, inputs: concat(mixed), targets, labels: dominant };
}

/** A fragment, or what a premature beat makes of it. */
function draw(
  codes: ArrayLike<number>,
  label: number,
  classes: readonly string[],
  { input }: Input,
  { prematureBeats }: BatchSettings,
  chance: Random,
): { codes: ArrayLike<number>; label: number } {
  const whole = { codes, label };
  if (prematureBeats === null || classes[label] !== prematureBeats.from) return whole;
  if (chance.uniform() >= prematureBeats.probability) return whole;
  const changed = withPrematureBeat(codes, input.sampleRateHz, chance);
  return changed === null ? whole : { codes: changed, label: classes.indexOf(prematureBeats.to) };
}

/**
 * The fragments of an epoch in the order in which they are used: each once, in random order; or, with class balance b,
 * as many draws with weight 1 / (fragments of the class)^b (systematic sampling: no fragment's count is off its expected
 * one by a whole draw).
 */
export function epochOrder(labels: readonly number[], classBalance: number, chance: Random): number[] {
  const all = labels.map((_, i) => i);
  if (classBalance === 0) return chance.shuffle(all);
  const count = new Map<number, number>();
  for (const label of labels) count.set(label, (count.get(label) ?? 0) + 1);
  const weights = labels.map((label) => count.get(label)! ** -classBalance);
  const total = weights.reduce((a, b) => a + b);
  const offset = chance.uniform();
  let reached = 0;
  let drawn = 0;
  const order = all.flatMap((i) => {
    reached += (weights[i]! / total) * labels.length;
    const until = i === labels.length - 1 ? labels.length : Math.min(labels.length, Math.ceil(reached - offset));
    const times = Math.max(0, until - drawn);
    drawn += times;
    return new Array<number>(times).fill(i);
  });
  return chance.shuffle(order);
}

function mix(a: Float32Array, b: Float32Array, share: number): Float32Array {
  const mixed = new Float32Array(a.length);
  for (let t = 0; t < a.length; t++) mixed[t] = share * a[t]! + (1 - share) * b[t]!;
  return mixed;
}

/** Symmetric Beta(a, a) by Joehnk's method, for a of at most 1. */
function beta(a: number, chance: Random): number {
  for (;;) {
    const x = chance.uniform() ** (1 / a);
    const y = chance.uniform() ** (1 / a);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
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
