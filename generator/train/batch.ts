import type { Random } from '../config/random.js';
import type { TrainSettings } from './loop.js';

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

/** One batch as the network sees it: rotated in time, mixed, with smoothed targets; all chance from `chance`. */
export function makeBatch(
  inputs: readonly Float32Array[],
  labels: readonly number[],
  picked: readonly number[],
  classes: number,
  settings: TrainSettings,
  chance: Random,
): Batch {
  const size = picked.length;
  const plain = picked.map((i) =>
    rotate(inputs[i]!, settings.circularShift ? chance.integer(0, inputs[i]!.length - 1) : 0),
  );
  const targets = new Float32Array(size * classes).fill(settings.labelSmoothing / classes);
  const dominant: number[] = [];
  const mixed = plain.map((x, i) => {
    const share = settings.mixup > 0 && chance.uniform() < 0.5 ? beta(settings.mixup, chance) : 1;
    const other = share < 1 ? chance.integer(0, size - 1) : i;
    const label = labels[picked[i]!]!;
    const otherLabel = labels[picked[other]!]!;
    targets[i * classes + label]! += (1 - settings.labelSmoothing) * share;
    targets[i * classes + otherLabel]! += (1 - settings.labelSmoothing) * (1 - share);
    dominant.push(share >= 0.5 ? label : otherLabel);
    return share < 1 ? x.map((value, t) => share * value + (1 - share) * plain[other]![t]!) : x;
  });
  return { size, inputs: concat(mixed), targets, labels: dominant };
}

/** Symmetric Beta(a, a) by Joehnk's method, for a of at most 1. */
function beta(a: number, chance: Random): number {
  for (;;) {
    const x = chance.uniform() ** (1 / a);
    const y = chance.uniform() ** (1 / a);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}

const rotate = (x: Float32Array, by: number) => (by === 0 ? x : concat([x.subarray(by), x.subarray(0, by)]));

export function concat(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    whole.set(p, at);
    at += p.length;
  }
  return whole;
}
