import { unsignedBits } from '../model/encode.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import type { BuiltHardware } from './architecture.js';
import type { LayerSizing } from './sizing.js';

/** What is a network's own that gives scores of each step. */
export interface Steps {
  /** Of a window. */
  steps: number;
  /** Width of a step's position in its window. */
  positionBits: number;
}

/** Steps of a design; null: its scores are those of the window. */
export function stepsOf({ model, layers }: { model: IntegerNetwork; layers: readonly LayerSizing[] }): Steps | null {
  if (model.per !== 'step') return null;
  const steps = layers.at(-1)!.lengths.output;
  return { steps, positionBits: Math.max(1, unsignedBits(steps - 1)) };
}

/**
 * Cycles from the first sample of a fragment on its own to the last score of each of its steps, both counted, [step]; null: its
 * scores are those of the window, or cycles are not counted one by one.
 */
export function stepCycles(hardware: BuiltHardware): number[] | null {
  const { scoreCycles, model } = hardware;
  const steps = stepsOf(hardware);
  if (steps === null || scoreCycles === undefined) return null;
  return Array.from({ length: steps.steps }, (_, step) => scoreCycles[(step + 1) * model.classes.length - 1]!);
}
