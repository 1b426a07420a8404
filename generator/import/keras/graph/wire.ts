import type { Shape } from './shapes.js';

/** A tensor that flows through the network. */
export interface Wire {
  /** Name by which operators read it. */
  value: string;
  /** null: behind an operator that is not known here. */
  shape: Shape | null;
}
