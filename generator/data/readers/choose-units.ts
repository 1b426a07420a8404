import type { About, Choice } from './reader.js';
import type { Units } from './units.js';
import { stepsOf, type Values } from './values.js';

/** Least and largest value of each channel. */
export type Ranges = readonly (readonly [number, number])[];

/** Where the data set's file does not say how they are chosen. */
export const USUAL: Choice = { of: 'each', share: 1 };

/** Digits of a gain that is chosen. */
const DIGITS = 6;

/**
 * Zero and gain of each channel for values in `ranges`, as a converter would have them: the code in the middle stands for 0 where
 * values have both signs, code 0 where none is negative. So 0, which is what padding adds, is exact.
 *
 * @param given what the data set says is kept
 */
export function chooseUnits(
  ranges: Ranges,
  { of }: Choice,
  { codeBits, zero, gain }: Pick<About['input'], 'codeBits' | 'zero' | 'gain'>,
): Units {
  const top = 2 ** codeBits - 1;
  const all = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))] as const;
  const chosen = ranges.map((own, channel) => {
    const [low, high] = of === 'all' ? all : own;
    const at = zero?.[channel] ?? (low < 0 ? 2 ** (codeBits - 1) : 0);
    return { zero: at, gain: gain?.[channel] ?? gainFor(low, high, at, top) };
  });
  return { zero: chosen.map((one) => one.zero), gain: chosen.map((one) => one.gain) };
}

/** The largest gain with which both ends have a code; where `zero` leaves no code for one of them, that for the other. */
function gainFor(low: number, high: number, zero: number, top: number): number {
  const limits = [high > 0 ? (top - zero) / high : 0, low < 0 ? zero / -low : 0].filter(
    (limit) => limit > 0 && Number.isFinite(limit),
  );
  return limits.length === 0 ? 1 : roundedDown(Math.min(...limits));
}

/** A few digits can be written and read. */
function roundedDown(value: number): number {
  const near = Number(value.toPrecision(DIGITS));
  const digit = 10 ** (Math.floor(Math.log10(value)) - DIGITS + 1);
  // What is above by less than that changes no code.
  return near <= value * (1 + 1e-9) || digit === 0 ? near : Number((near - digit).toPrecision(DIGITS));
}

/** Ranges of the channels over windows, without as many of the outermost values on either side as `share` leaves. */
export function rangesOf(windows: readonly Values[], channels: number, share: number): Ranges {
  return Array.from({ length: channels }, (_, c) => (share < 1 ? quantiles : extremes)(windows, c, channels, share));
}

function extremes(windows: readonly Values[], channel: number, channels: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const window of windows) {
    const [from, step] = stepsOf(window, channel, channels);
    const samples = window.values.length / channels;
    for (let s = 0; s < samples; s++) {
      const value = window.values[from + s * step]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? [0, 0] : [low, high];
}

function quantiles(windows: readonly Values[], channel: number, channels: number, share: number): [number, number] {
  const all = new Float64Array(windows.reduce((sum, { values }) => sum + values.length / channels, 0));
  let at = 0;
  for (const window of windows) {
    const [from, step] = stepsOf(window, channel, channels);
    const samples = window.values.length / channels;
    for (let s = 0; s < samples; s++) all[at++] = window.values[from + s * step]!;
  }
  if (all.length === 0) return [0, 0];
  all.sort();
  const beyond = Math.floor(((1 - share) / 2) * (all.length - 1) + 1e-9);
  return [all[beyond]!, all[all.length - 1 - beyond]!];
}
