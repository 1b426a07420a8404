import type { Coefficients } from './estimate.js';

/**
 * Cells for each unit of a feature. Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors
 * over the routed designs of docs/results/sweep.
 */
export const COEFFICIENTS: Coefficients = {
  ice40: {
    ends: {
      one: { lc: 5.54, lut: 4.21, ff: 5.6 },
      codes: { lc: 0, lut: 0, ff: 0 },
      scores: { lc: 1.29, lut: 0.0465, ff: 1.26 },
    },
    folded: {
      one: { lc: 0, lut: 0, ff: 11.5 },
      addresses: { lc: 5.82, lut: 5.36, ff: 1.38 },
      words: { lc: 2.84, lut: 2.28, ff: 1.1 },
      values: { lc: 0, lut: 0, ff: 0 },
      lanes: { lc: 0, lut: 0, ff: 0.638 },
      products: { lc: 3.64, lut: 3.65, ff: 0.199 },
    },
    lanes: {
      one: { lc: 386, lut: 294, ff: 142 },
      counters: { lc: 0, lut: 0, ff: 0 },
      sums: { lc: 3.12, lut: 2.05, ff: 1.41 },
      turns: { lc: 0, lut: 0, ff: 0 },
      pools: { lc: 2.46, lut: 0.113, ff: 1.2 },
      products: { lc: 2.24, lut: 2.38, ff: 0.188 },
      cells: { lc: 2.01, lut: 0.988, ff: 1.09 },
      tables: { lc: 0.0429, lut: 0.0427, ff: 0 },
    },
    single: {
      one: { lc: 11.8, lut: 25.5, ff: 25.5 },
      counters: { lc: 0.765, lut: 0.308, ff: 0.644 },
      sums: { lc: 5.09, lut: 4.36, ff: 1.15 },
      pools: { lc: 0, lut: 0.267, ff: 1.06 },
      products: { lc: 1.29, lut: 1.27, ff: 0 },
      cells: { lc: 2.12, lut: 0.992, ff: 0.724 },
      tables: { lc: 0, lut: 0, ff: 0 },
    },
  },
  ecp5: {
    ends: {
      one: { lc: 1.47, lut: 1.35, ff: 32 },
      codes: { lc: 0, lut: 0, ff: 0 },
      scores: { lc: 0, lut: 0, ff: 0 },
    },
    folded: {
      one: { lc: 260, lut: 230, ff: 94.4 },
      addresses: { lc: 1.66, lut: 1.61, ff: 0.217 },
      words: { lc: 7.14, lut: 6.96, ff: 0.913 },
      values: { lc: 0, lut: 0, ff: 0 },
      lanes: { lc: 47.5, lut: 43.3, ff: 21.2 },
      products: { lc: 0, lut: 0, ff: 0 },
    },
    lanes: {
      one: { lc: 149, lut: 131, ff: 142 },
      counters: { lc: 3.93, lut: 3.11, ff: 1.35 },
      sums: { lc: 1.81, lut: 1.96, ff: 1.28 },
      turns: { lc: 0.972, lut: 0.554, ff: 0.478 },
      pools: { lc: 0.143, lut: 0, ff: 1.35 },
      products: { lc: 0, lut: 0, ff: 0 },
      cells: { lc: 0.175, lut: 0.125, ff: 0.00225 },
      tables: { lc: 0.154, lut: 0.152, ff: 0 },
    },
    single: {
      one: { lc: 0, lut: 0, ff: 0 },
      counters: { lc: 0, lut: 0, ff: 0.617 },
      sums: { lc: 6.45, lut: 5.93, ff: 2.01 },
      pools: { lc: 8.59, lut: 7.93, ff: 1.47 },
      products: { lc: 0, lut: 0, ff: 0 },
      cells: { lc: 0.155, lut: 0.113, ff: 0.0109 },
      tables: { lc: 0, lut: 0, ff: 0 },
    },
    wide: {
      one: { lc: 171, lut: 146, ff: 211 },
      counters: { lc: 12.9, lut: 9.94, ff: 0 },
      sums: { lc: 1.55, lut: 1.35, ff: 1.53 },
      trees: { lc: 2.95, lut: 2.36, ff: 1.12 },
      segment: { lc: 0, lut: 0, ff: 2.48 },
      pools: { lc: 6.54, lut: 5.32, ff: 0 },
      products: { lc: 0, lut: 0, ff: 0 },
      cells: { lc: 0.175, lut: 0.118, ff: 0.0418 },
      tables: { lc: 0, lut: 0, ff: 0 },
    },
  },
};
