/** A section of a recursive filter of second order: b0 + b1/z + b2/z^2 over 1 + a1/z + a2/z^2. */
interface Section {
  b: readonly [number, number, number];
  a: readonly [number, number];
}

/** Quality factors of the two sections of a Butterworth filter of fourth order: 1 / (2 cos(pi / 8)), 1 / (2 cos(3 pi / 8)). */
const BUTTERWORTH4 = [1, 3].map((k) => 1 / (2 * Math.cos((k * Math.PI) / 8)));

/** Filters in place: Butterworth high and low pass of fourth order at `low` and `high`, Hz; `high` as far as `rateHz` reaches. */
export function bandPass(values: Float64Array, [low, high]: readonly [number, number], rateHz: number): Float64Array {
  const top = Math.min(high, 0.45 * rateHz);
  for (const q of BUTTERWORTH4) {
    run(values, section('high', low / rateHz, q));
    run(values, section('low', top / rateHz, q));
  }
  return values;
}

/**
 * The analogue section by the bilinear transform, its corner kept (R. Bristow-Johnson, "Cookbook formulae for audio equalizer
 * biquad filter coefficients").
 *
 * @param corner of the sampling rate, below 1/2
 */
function section(pass: 'low' | 'high', corner: number, q: number): Section {
  const [cos, sin] = [Math.cos(2 * Math.PI * corner), Math.sin(2 * Math.PI * corner)];
  const alpha = sin / (2 * q);
  const a0 = 1 + alpha;
  const middle = pass === 'low' ? 1 - cos : -(1 + cos);
  const outer = Math.abs(middle) / 2;
  return { b: [outer / a0, middle / a0, outer / a0], a: [(-2 * cos) / a0, (1 - alpha) / a0] };
}

/** Transposed direct form II, from rest. */
function run(values: Float64Array, { b: [b0, b1, b2], a: [a1, a2] }: Section): void {
  let z1 = 0;
  let z2 = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    values[i] = y;
  }
}
