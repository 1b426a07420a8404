import type { Random } from '../../../generator/support/random.js';

/** What benches are drawn with: sizes, parameters, resets. */

export const bitsOf = (largest: number) => Math.max(1, largest.toString(2).length);

export const draw = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i));

/** Resets at any time: two epochs are cut short, one runs to its end, one is cut, one runs to its end. */
export const cutsWithin = (rng: Random, cycles: number): (number | null)[] => [
  rng.integer(1, Math.min(60, cycles)),
  rng.integer(1, cycles),
  null,
  rng.integer(1, 2 * cycles),
  null,
];

export const parameters = (values: Record<string, number | string>) =>
  Object.entries(values)
    .map(([name, value]) => `.${name}(${value})`)
    .join(', ');
