/** Of one layer, what fixes its integers: every alpha is a whole number of steps, as is every bias. */
export interface LayerGrid {
  /** Width of an alpha, unsigned. */
  alphaBits: number;
  /** Real value of one alpha step is 2^alphaLog2. */
  alphaLog2: number;
  /** Real value of one step of the layer's input is 2^inputLog2. */
  inputLog2: number;
  /** Activations that leave the layer; null: last layer. */
  activation: { bits: number; stepLog2: number } | null;
}

/** A grid whose alpha step is still to be chosen. */
export type OpenGrid = Omit<LayerGrid, 'alphaLog2'>;

/** Biases stay below this many steps: then float32 holds every accumulator exactly. */
const MAX_BIAS_STEPS = 2 ** 24 - 1;

/** Log2 of the real value of one accumulator step. */
export const scaleLog2 = ({ alphaLog2, inputLog2 }: LayerGrid): number => alphaLog2 + inputLog2;

/** The requantisation that makes activations of the grid out of accumulators; null: last layer. */
export function gridRequant(grid: LayerGrid): { shift: number; bits: number } | null {
  if (grid.activation === null) return null;
  return { shift: grid.activation.stepLog2 - scaleLog2(grid), bits: grid.activation.bits };
}

/** A step is kept while the largest alpha takes more than this share of its range. */
const KEPT_SHARE = 0.4;

/**
 * Log2 of an alpha step: the smallest power of two of which the layer's largest alpha is at most `top` steps. The
 * present step is kept while it serves, for a change of it moves every weight of the layer.
 */
export function chooseAlphaLog2(largest: number, top: number, present: number | null): number {
  if (largest === 0) return present ?? -Math.ceil(Math.log2(top + 1));
  if (present !== null) {
    const steps = largest / 2 ** present;
    if (Math.round(steps) <= top && steps > KEPT_SHARE * top) return present;
  }
  return Math.ceil(Math.log2(largest / top));
}

/** An alpha >= 0 in whole steps, 1 to `top`. */
export function alphaSteps(alpha: number, alphaLog2: number, top: number): number {
  return Math.max(1, Math.min(top, Math.round(alpha / 2 ** alphaLog2)));
}

/** A bias in whole accumulator steps. */
export function biasSteps(bias: number, grid: LayerGrid): number {
  // Adding 0 makes 0 of -0.
  const steps = Math.round(bias / 2 ** scaleLog2(grid)) + 0;
  return Math.max(-MAX_BIAS_STEPS, Math.min(MAX_BIAS_STEPS, steps));
}
