import { type AdamState, adamStep, initialAdam } from './adam.js';
import type { Parameters } from './network.js';

/** Owns the parameters: the loop asks for them, and gives gradients with respect to exactly these values. */
export interface Optimiser {
  parameters(): Parameters;
  update(gradients: Parameters, learningRate: number): void;
}

/** Adam in floating point, with weight decay that does not pass through the moments (AdamW, Loshchilov and Hutter, 2019). */
export class AdamOptimiser implements Optimiser {
  constructor(
    readonly values: Parameters,
    readonly weightDecay: number,
    readonly adam: AdamState = initialAdam(values),
  ) {}

  parameters(): Parameters {
    return this.values;
  }

  update(gradients: Parameters, learningRate: number): void {
    const keep = 1 - learningRate * this.weightDecay;
    if (keep < 1)
      this.values.forEach((values, p) => {
        // Weights and biases in turn: biases do not decay.
        if (p % 2 === 0) for (let i = 0; i < values.length; i++) values[i]! *= keep;
      });
    adamStep(this.adam, this.values, gradients, learningRate);
  }
}
