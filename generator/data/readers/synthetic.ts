import { z } from 'zod';
import { UserError } from '../../support/errors.js';
import { type Random, random } from '../../support/random.js';
import { SignalCollector } from '../signal-set.js';
import type { About, Reader } from './reader.js';
import { type Beat, RHYTHMS, type Rhythm } from './synthetic-rhythms.js';
import { type Units, unitsOf } from './units.js';

/** Steps of the integration for each sample: a pacing spike is not much wider than a sample. */
const SUBSTEPS = 2;
const RESPIRATION_HZ = 0.25;
/** Slow waves of blood pressure that show in the heart rate. */
const MAYER_HZ = 0.1;

const options = z.strictObject({
  windows: z.int().min(1).max(1_000_000).default(34).describe('of all classes in turn'),
  seed: z.int().min(0).default(1).describe('equal seeds give equal windows'),
});

/**
 * Synthetic ECG of all classes in turn, for runs without data. For trying out, not for training: it looks like ECG, no more.
 * The same number and seed give the same bytes.
 */
export const synthetic: Reader<z.infer<typeof options>> = {
  options,
  *read(_, { windows, seed }, about) {
    const { where, classes, input } = about;
    const units = unitsOf(about);
    if (input.channels !== 1)
      throw new UserError({
        where,
        field: 'input.channels',
        message: 'one lead is made up',
        value: input.channels,
        fix: '1',
      });
    const rhythms = classes.map((name) => rhythmOf(name, where));
    const rng = random(seed);
    const set = new SignalCollector(`synthetic ECG (seed ${seed})`, input, windows, classes);
    for (let i = 0; i < windows; i++) {
      const label = i % classes.length;
      const rhythm = rhythms[label]!;
      const [low, high] = rhythm.rate;
      const codes = ecgCodes(rhythm, low + (high - low) * rng.uniform(), { ...input, ...units }, rng);
      const name = `${label + 1} ${rhythm.name}/synthetic (${Math.floor(i / classes.length)})`;
      set.add({ codes, label, group: 'synthetic', name });
      yield (i + 1) / windows;
    }
    return set.done();
  },
};

function rhythmOf(name: string, where: string): Rhythm {
  const found = RHYTHMS.find((rhythm) => rhythm.name === name);
  if (found !== undefined) return found;
  const allowed = RHYTHMS.map((rhythm) => rhythm.name).join(', ');
  throw new UserError({ where, field: 'classes', message: 'no rhythm that can be made up', value: name, allowed });
}

/** One rhythm at a mean rate in beats per minute as ADC codes: heart, atria, baseline wander and noise. One channel, in mV. */
export function ecgCodes(
  rhythm: Rhythm,
  beatsPerMinute: number,
  input: About['input'] & Units,
  rng: Random,
): Int16Array {
  const { samples, rateHz, codeBits, zero, gain } = input;
  const size = 0.9 + 0.6 * rng.uniform();
  const top = 2 ** codeBits - 1;
  const heart = integrate(rhythm, 60 / beatsPerMinute, samples, rateHz, rng);
  const atria = atrialActivity(rhythm.atria, rng);
  return Int16Array.from(heart, (mV, i) => {
    const signal = size * (mV + atria(i / rateHz)) + 0.01 * rng.normal();
    return Math.min(top, Math.max(0, Math.round(zero![0]! + gain![0]! * signal)));
  });
}

/**
 * The dynamical model of McSharry, Clifford, Tarassenko and Smith, "A dynamical model for generating synthetic
 * electrocardiogram signals", IEEE Trans. Biomed. Eng. 50 (2003): a point runs round the unit circle, once a heart
 * cycle, and each Gaussian event pushes z as the point passes its angle. z in mV, one value a sample.
 *   x' = a x - w y;  y' = a y + w x;  a = 1 - sqrt(x^2 + y^2)
 *   z' = -sum height w d / width^2 exp(-d^2 / (2 width^2)) - (z - z0)
 * Unlike in the paper the beats differ: the one behind and the one ahead both act, each with its own distance d.
 */
function integrate(rhythm: Rhythm, meanInterval: number, samples: number, rateHz: number, rng: Random): Float64Array {
  const baseline = wander(rng);
  const phases = { respiration: turn(rng), mayer: turn(rng) };
  let number = rng.integer(0, rhythm.beats.length - 1);
  const beatAt = (n: number) => rhythm.beats[n % rhythm.beats.length]!;
  const nextInterval = (t: number): number => {
    const slow =
      0.025 * Math.sin(2 * Math.PI * RESPIRATION_HZ * t + phases.respiration) +
      0.02 * Math.sin(2 * Math.PI * MAYER_HZ * t + phases.mayer);
    const own = Math.max(-0.45, rhythm.irregular * rng.normal());
    return meanInterval * beatAt(number).after * beatAt(number + 1).before * (1 + slow + own);
  };

  let interval = nextInterval(0);
  const bothBeats = (phase: number) => {
    const behind = events(beatAt(number), phase, interval);
    const ahead = events(beatAt(number + 1), phase - 2 * Math.PI, interval);
    return { sum: behind.sum + ahead.sum, derivative: behind.derivative + ahead.derivative };
  };
  const start = turn(rng);
  // The start may lie within a wave: z begins at its height there, or the rest of it would shift all that follows.
  let [x, y, z] = [Math.cos(start), Math.sin(start), baseline(0) + bothBeats(start).sum];
  const angle = (u: number, v: number) => (Math.atan2(v, u) + 2 * Math.PI) % (2 * Math.PI);
  const step = 1 / rateHz / SUBSTEPS;
  const out = new Float64Array(samples);
  for (let i = 0; i < samples * SUBSTEPS; i++) {
    if (i % SUBSTEPS === 0) out[i / SUBSTEPS] = z;
    const from = angle(x, y);
    const slope = (t: number, u: number, v: number, w: number): [number, number, number] => {
      const omega = (2 * Math.PI) / interval;
      const pull = 1 - Math.hypot(u, v);
      const now = angle(u, v);
      // Within a step that passes the R peak the angle goes on beyond 2 pi: the next beat begins with the next step.
      const phase = now < from - Math.PI ? now + 2 * Math.PI : now;
      const push = bothBeats(phase).derivative;
      return [pull * u - omega * v, pull * v + omega * u, push - (w - baseline(t))];
    };
    [x, y, z] = rungeKutta4(slope, i * step, [x, y, z], step);
    if (angle(x, y) < from - Math.PI) {
      number++;
      interval = nextInterval((i + 1) * step);
    }
  }
  return out;
}

/** One beat's events at an angle from its R peak, mV; the waves shrink with the root of the interval, as in life. */
function events(beat: Beat, phase: number, interval: number): { sum: number; derivative: number } {
  const scale = 1 / Math.sqrt(interval);
  let [sum, derivative] = [0, 0];
  for (const { at, width, height } of beat.waves) {
    const spread = width * scale;
    const distance = phase - at * scale;
    const value = height * Math.exp(-(distance ** 2) / (2 * spread ** 2));
    sum += value;
    derivative -= ((2 * Math.PI) / interval) * (distance / spread ** 2) * value;
  }
  return { sum, derivative };
}

type State = [number, number, number];

function rungeKutta4(slope: (t: number, ...state: State) => State, t: number, s: State, h: number): State {
  const moved = (k: State, by: number): State => [s[0] + by * k[0], s[1] + by * k[1], s[2] + by * k[2]];
  const k1 = slope(t, ...s);
  const k2 = slope(t + h / 2, ...moved(k1, h / 2));
  const k3 = slope(t + h / 2, ...moved(k2, h / 2));
  const k4 = slope(t + h, ...moved(k3, h));
  const mean = (i: 0 | 1 | 2) => (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
  return moved([mean(0), mean(1), mean(2)], h);
}

const turn = (rng: Random) => 2 * Math.PI * rng.uniform();

/** z0: the electrode's offset and the wander with respiration, mV over s. */
function wander(rng: Random): (t: number) => number {
  const [offset, depth, phase] = [-0.45 + 0.3 * rng.uniform(), 0.05 + 0.1 * rng.uniform(), turn(rng)];
  return (t) => offset + depth * Math.sin(2 * Math.PI * RESPIRATION_HZ * t + phase);
}

/** Flutter: a saw tooth of about 300 a minute; fibrillation: small waves of 5 to 8 Hz that swell and fade; mV over s. */
function atrialActivity(kind: Rhythm['atria'], rng: Random): (t: number) => number {
  const phase = turn(rng);
  if (kind === 'flutter') {
    const hertz = 4.5 + rng.uniform();
    return (t) => 0.25 * (1 - 2 * ((hertz * t + phase) % 1));
  }
  if (kind === 'fibrillation') {
    const hertz = 5 + 3 * rng.uniform();
    const swell = (t: number) => 1 + 0.5 * Math.sin(2 * Math.PI * 0.7 * t + 2 * phase);
    return (t) => 0.09 * swell(t) * Math.sin(2 * Math.PI * hertz * t + phase + Math.sin(2 * Math.PI * 0.9 * t));
  }
  return () => 0;
}
