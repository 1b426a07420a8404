import { createHash } from 'node:crypto';
import { random } from '../../../support/random.js';
import { motion } from './motion.js';
import { muscle } from './muscle.js';
import type { Noise } from './noise.js';
import { wander } from './wander.js';

/** A new kind of noise is a file and a line here. */
export const NOISES = { wander, muscle, motion } satisfies Record<string, Noise>;

export type NoiseKind = keyof typeof NOISES;
export const NOISE_KINDS = Object.keys(NOISES) as [NoiseKind, ...NoiseKind[]];

/** Lowest sampling rate, Hz, at which there is such noise: its lower corner well below half of the rate. */
export const lowestRateHz = (kind: NoiseKind) => 3 * NOISES[kind].band[0];

/**
 * Noise of one channel of a recording, of any scale. Seed, kind and name (of recording and channel) say which: not the order in which
 * recordings come, nor the ratio at which it is added.
 */
export function noiseOf(kind: NoiseKind, samples: number, rateHz: number, seed: number, name: string): Float64Array {
  const digest = createHash('sha256').update(`${seed} ${kind} ${name}`).digest();
  return NOISES[kind].make(samples, rateHz, random(digest.readInt32LE(0)));
}
