import type { Coefficients } from './estimate.js';

/**
 * Cells for each unit of a feature. Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors
 * over the routed designs of docs/results/sweep.
 */
export const COEFFICIENTS: Coefficients = {
  ice40: {
    ends: {
      one: { lc: 33.8, lut: 5.4, ff: 33.1 },
      codes: { lc: 0, lut: 0, ff: 0 },
      scores: { lc: 0, lut: 0, ff: 0 },
    },
    folded: {
      one: { lc: 0, lut: 0, ff: 69.9 },
      addresses: { lc: 0, lut: 0, ff: 0.494 },
      words: { lc: 1.41, lut: 0, ff: 0.936 },
      values: { lc: 11.3, lut: 11.3, ff: 0.213 },
      lanes: { lc: 0, lut: 0, ff: 0.508 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
    single: {
      one: { lc: 5.46, lut: 26.7, ff: 0 },
      counters: { lc: 2.12, lut: 0.812, ff: 1.32 },
      sums: { lc: 4.59, lut: 3.97, ff: 1.58 },
      pools: { lc: 0, lut: 1.6, ff: 0 },
      products: { lc: 1.08, lut: 1.11, ff: 0.000957 },
    },
  },
  ecp5: {
    ends: {
      one: { lc: 2.39, lut: 2.22, ff: 35.1 },
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
    single: {
      one: { lc: 0, lut: 0, ff: 0 },
      counters: { lc: 0, lut: 0, ff: 0.285 },
      sums: { lc: 5.93, lut: 5.37, ff: 2.25 },
      pools: { lc: 20.4, lut: 16.4, ff: 3.06 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
  },
};
