import type { z } from 'zod';
import type { Random } from '../../support/random.js';
import type { Source } from '../real-input.js';

/** A window on its way to the network. */
export interface Example {
  /** [position][channel]: codes, of any real value, in front of the converter; behind it real values as the network sees them. */
  values: Float32Array;
  /** Its classes with their shares of the target, which sum to 1. */
  target: readonly { label: number; share: number }[];
}

/** Where the windows of a batch come from, and the classes that they may be of. */
export interface Origin extends Source {
  classes: readonly string[];
}

/** What a configuration says of an augmentation. */
type Schema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** One way of changing the windows of a batch at random. */
export interface Augmentation<S extends Schema = Schema> {
  schema: S;
  /** What it changes: the signal in front of the converter, or what the network sees behind it. */
  on: 'signal' | 'input';
  /** What happens at a position of a window is elsewhere, or of another window, afterwards. */
  moves?: true;
  /** The changed windows, as many as there are; those given stay as they are. All chance is from `rng`. */
  apply(examples: readonly Example[], options: z.infer<S>, origin: Origin, rng: Random): Example[];
  /** Classes that the options name, by field. */
  classes?(options: z.infer<S>): Record<string, string>;
}

/** The values of one window, changed. */
type Change<O> = (values: Float32Array, options: O, origin: Origin, rng: Random) => Float32Array;

/** Changes each window's values on its own; its target stays. */
export function eachWindow<O>(
  change: Change<O>,
): (examples: readonly Example[], options: O, origin: Origin, rng: Random) => Example[] {
  return (examples, options, origin, rng) =>
    examples.map((example) => ({ ...example, values: change(example.values, options, origin, rng) }));
}

/** A factor of 1 / (1 + by) to 1 + by, uniform in its logarithm. */
export const factor = (by: number, rng: Random): number => (1 + by) ** (2 * rng.uniform() - 1);
