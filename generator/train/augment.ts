import type { FloatModel } from '../model/float-model.js';
import { type InputSpec, ofChannel } from '../network/input.js';
import type { Random } from '../support/random.js';
import type { BatchSettings } from './train-config.js';

/** Where a fragment's values come from and go to: the converter before, the network behind. */
export type Input = Pick<FloatModel, 'input' | 'inputScale'>;

const WANDER_HZ = { least: 0.05, most: 0.5 };

/**
 * One fragment as the network sees it, in real values [sample][channel]: changed at random as the settings say, while it still
 * is a voltage in front of the converter; then, as the hardware does it, clamped to the converter's codes, shifted and
 * clamped to the first activation's bits. `codes`: what the converter gave.
 */
export function augment(codes: ArrayLike<number>, from: Input, settings: BatchSettings, chance: Random): Float32Array {
  const { input, inputScale } = from;
  const rotation = settings.circularShift ? chance.integer(0, codes.length / input.channels - 1) : 0;
  const signal = centred(codes, input, rotation, stretch(settings.warp, chance));
  if (settings.polarityFlip > 0 && chance.uniform() < settings.polarityFlip) multiply(signal, -1);
  if (settings.scale > 0) multiply(signal, stretch(settings.scale, chance));
  /** Codes of one real unit, by channel. */
  const units = Array.from({ length: input.channels }, (_, c) => 2 ** ofChannel(input.shift, c) / inputScale);
  if (settings.wander > 0)
    for (const [c, unit] of units.entries())
      addWander(signal, c, input.channels, settings.wander * unit, input.sampleRateHz, chance);
  if (settings.noise > 0)
    for (let i = 0; i < signal.length; i++) signal[i]! += settings.noise * units[i % input.channels]! * chance.normal();
  return clamped(signal, from);
}

/** One fragment of codes unchanged, in real values: what is classified in evaluation. */
export function toReal(codes: ArrayLike<number>, from: Input): Float32Array {
  return clamped(centred(codes, from.input, 0, 1), from);
}

/** `clamp(code - zero >> shift) * inputScale` of voltages around the converter's zero, in codes; in place. */
function clamped(signal: Float32Array, { input, inputScale }: Input): Float32Array {
  const { channels, codeBits, bits } = input;
  const limit = 2 ** (bits - 1);
  for (let c = 0; c < channels; c++) {
    const [zero, shift] = [ofChannel(input.zero, c), ofChannel(input.shift, c)];
    const highest = 2 ** codeBits - 1 - zero;
    for (let i = c; i < signal.length; i += channels) {
      const code = Math.min(highest, Math.max(-zero, Math.round(signal[i]!)));
      signal[i] = Math.min(limit - 1, Math.max(-limit, code >> shift)) * inputScale;
    }
  }
  return signal;
}

/**
 * Codes minus the converter's zero, [sample][channel], from sample `rotation` on, round the end, `speed` samples a step, by linear
 * interpolation.
 */
function centred(codes: ArrayLike<number>, input: InputSpec, rotation: number, speed: number): Float32Array {
  const { channels } = input;
  const n = codes.length / channels;
  const signal = new Float32Array(codes.length);
  for (let c = 0; c < channels; c++) {
    const zero = ofChannel(input.zero, c);
    for (let t = 0; t < n; t++) {
      const at = rotation + speed * t;
      const before = Math.floor(at);
      const value = codes[(before % n) * channels + c]!;
      const step = at - before;
      const next = step === 0 ? value : codes[((before + 1) % n) * channels + c]!;
      signal[t * channels + c] = value + step * (next - value) - zero;
    }
  }
  return signal;
}

/** A factor of 1 / (1 + most) to 1 + most, uniform in its logarithm; 1 without a draw if `most` is 0. */
function stretch(most: number, chance: Random): number {
  return most === 0 ? 1 : (1 + most) ** (2 * chance.uniform() - 1);
}

function multiply(signal: Float32Array, factor: number): void {
  for (let t = 0; t < signal.length; t++) signal[t]! *= factor;
}

/** Slow sines on one channel. */
function addWander(
  signal: Float32Array,
  channel: number,
  channels: number,
  most: number,
  sampleRateHz: number,
  chance: Random,
): void {
  for (let sine = 0; sine < 2; sine++) {
    const hertz = WANDER_HZ.least + (WANDER_HZ.most - WANDER_HZ.least) * chance.uniform();
    const amplitude = most * chance.uniform();
    const phase = 2 * Math.PI * chance.uniform();
    const turn = (2 * Math.PI * hertz) / sampleRateHz;
    for (let i = channel, t = 0; i < signal.length; i += channels, t++)
      signal[i]! += amplitude * Math.sin(turn * t + phase);
  }
}
