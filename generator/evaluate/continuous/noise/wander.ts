import type { Noise } from './noise.js';

/** Sines that are added: as many as make their sum look like no sine. */
const SINES = 50;

/**
 * Baseline wander, of breathing and of slow changes at the electrodes: sines of random frequency, phase and size below 0.5 Hz, as G. Lenis
 * et al. model it (Computational and Mathematical Methods in Medicine, 2017, 9295029). Slower than 0.05 Hz is left out, as it is
 * of recorded noise in noise stress tests.
 */
export const wander: Noise = {
  what: 'baseline wander',
  band: [0.05, 0.5],
  make(samples, rateHz, rng) {
    const [low, high] = wander.band;
    const sum = new Float64Array(samples);
    for (let sine = 0; sine < SINES; sine++) {
      const turn = (2 * Math.PI * (low + (high - low) * rng.uniform())) / rateHz;
      const phase = 2 * Math.PI * rng.uniform();
      addSine(sum, turn, phase, rng.uniform());
    }
    return sum;
  },
};

/** Adds height * sin(turn * t + phase): a pointer that is turned on, since a sine each would take a second a recording. */
function addSine(sum: Float64Array, turn: number, phase: number, height: number): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let x = height * Math.cos(phase);
  let y = height * Math.sin(phase);
  for (let t = 0; t < sum.length; t++) {
    sum[t]! += y;
    const turned = x * cos - y * sin;
    y = x * sin + y * cos;
    x = turned;
  }
}
