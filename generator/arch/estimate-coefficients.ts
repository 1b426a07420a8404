import type { Coefficients } from './estimate.js';

/** Written by `bitbeat sweep --calibrate`. */
export const COEFFICIENTS: Coefficients = { ice40: {}, ecp5: {} };
