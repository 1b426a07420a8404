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
const MOST_BIAS_STEPS = 2 ** 24 - 1;

/** Log2 of the real value of one accumulator step. */
export const scaleLog2 = ({ alphaLog2, inputLog2 }: LayerGrid): number => alphaLog2 + inputLog2;

/** The requantisation that makes activations of the grid out of accumulators; null: last layer. */
export function gridRequant(grid: LayerGrid): { shift: number; bits: number } | null {
  if (grid.activation === null) return null;
  return { shift: grid.activation.stepLog2 - scaleLog2(grid), bits: grid.activation.bits };
}

/** The smallest power of two (its log2) of which `largest` > 0 is, rounded, at most `top` steps. */
export function smallestStepLog2(largest: number, top: number): number {
  let log2 = Math.floor(Math.log2(largest / top));
  while (Math.round(largest / 2 ** log2) > top) log2++;
  return log2;
}

/** An alpha >= 0 in whole steps, 1 to `top`. */
export function alphaSteps(alpha: number, alphaLog2: number, top: number): number {
  return Math.max(1, Math.min(top, Math.round(alpha / 2 ** alphaLog2)));
}

/** A bias in whole accumulator steps. */
export function biasSteps(bias: number, grid: LayerGrid): number {
  const steps = Math.round(bias / 2 ** scaleLog2(grid));
  return Math.max(-MOST_BIAS_STEPS, Math.min(MOST_BIAS_STEPS, steps));
}
