import type { Coefficients } from './estimate.js';

/**
 * Cells for each unit of a feature. Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors
 * over the routed designs of docs/results/sweep.
 */
export const COEFFICIENTS: Coefficients = {
  ice40: {
    ends: {
      one: { lc: 0.511, lut: 3.29, ff: 1.22 },
      codes: { lc: 0, lut: 0, ff: 0 },
      scores: { lc: 1.58, lut: 0.1, ff: 1.52 },
    },
    folded: {
      one: { lc: 0, lut: 0, ff: 42.3 },
      addresses: { lc: 7.59, lut: 6.47, ff: 1.15 },
      words: { lc: 0, lut: 0, ff: 0.716 },
      values: { lc: 0, lut: 0.496, ff: 0 },
      lanes: { lc: 0, lut: 0, ff: 0.537 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
    single: {
      one: { lc: 56.5, lut: 88.5, ff: 0 },
      counters: { lc: 1.99, lut: 0.715, ff: 1.32 },
      sums: { lc: 3.13, lut: 2.24, ff: 1.58 },
      pools: { lc: 0, lut: 1.24, ff: 0 },
      products: { lc: 1.11, lut: 1.12, ff: 0.000957 },
    },
  },
  ecp5: {
    ends: {
      one: { lc: 1.23, lut: 1.14, ff: 32.8 },
      codes: { lc: 0, lut: 0, ff: 0 },
      scores: { lc: 0, lut: 0, ff: 0 },
    },
    folded: {
      one: { lc: 1020, lut: 949, ff: 313 },
      addresses: { lc: 0, lut: 0, ff: 0 },
      words: { lc: 0, lut: 0, ff: 0 },
      values: { lc: 0, lut: 0, ff: 0 },
      lanes: { lc: 0, lut: 0, ff: 0 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
    lanes: {
      one: { lc: 339, lut: 328, ff: 147 },
      counters: { lc: 0, lut: 0, ff: 1.16 },
      sums: { lc: 3.47, lut: 3.08, ff: 1.33 },
      turns: { lc: 0, lut: 0, ff: 0.413 },
      pools: { lc: 30.7, lut: 21.9, ff: 1.51 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
    single: {
      one: { lc: 0, lut: 0, ff: 0 },
      counters: { lc: 0, lut: 0, ff: 0.312 },
      sums: { lc: 7.42, lut: 6.63, ff: 2.24 },
      pools: { lc: 19.3, lut: 15.9, ff: 2.98 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
  },
};
