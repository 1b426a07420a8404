import { z } from 'zod';
import type { Random } from '../../support/random.js';
import { toInput } from '../real-input.js';
import { amplitude } from './amplitude.js';
import type { Augmentation, Example, Origin } from './augmentation.js';
import { circularShift } from './circular-shift.js';
import { electrodeMotion } from './electrode-motion.js';
import { mixup } from './mixup.js';
import { noise } from './noise.js';
import { polarityFlip } from './polarity-flip.js';
import { prematureBeat } from './premature-beat.js';
import { timeWarp } from './time-warp.js';
import { wander } from './wander.js';

/** A new augmentation is a file and a line here. */
export const AUGMENTATIONS = {
  'circular-shift': circularShift,
  'time-warp': timeWarp,
  'polarity-flip': polarityFlip,
  amplitude,
  wander,
  'electrode-motion': electrodeMotion,
  noise,
  mixup,
  'premature-beat': prematureBeat,
} satisfies Record<string, Augmentation>;

const [first, ...others] = Object.values(AUGMENTATIONS).map(({ schema }) => schema);
const step = z.discriminatedUnion('kind', [first!, ...others]);
type Step = z.infer<typeof step>;

const augmentationOf = ({ kind }: Step): Augmentation => AUGMENTATIONS[kind];

/** The steps of a batch, in their order: first those of the signal, then those of what the network sees. */
export const augmentSchema = z
  .array(step)
  .superRefine((steps, context) => {
    steps.forEach((step, i) => {
      if (i === 0 || augmentationOf(step).on !== 'signal' || augmentationOf(steps[i - 1]!).on !== 'input') return;
      context.addIssue({
        code: 'custom',
        path: [i],
        message: `${step.kind} changes the signal in front of the converter, ${steps[i - 1]!.kind} what the network sees behind it`,
        params: { allowed: `${step.kind} before ${steps[i - 1]!.kind}` },
      });
    });
  })
  .describe('what is done to the windows of each batch at random, step by step');

export type Augment = z.infer<typeof augmentSchema>;

/** Windows of codes as the network sees them, changed by all steps. */
export function augment(examples: readonly Example[], steps: Augment, origin: Origin, rng: Random): Example[] {
  const apply = (on: Augmentation['on'], given: readonly Example[]) =>
    steps
      .filter((step) => augmentationOf(step).on === on)
      .reduce((changed, step) => augmentationOf(step).apply(changed, step, origin, rng), given);
  const seen = apply('signal', examples).map((one) => ({ ...one, values: toInput(one.values, origin) }));
  return [...apply('input', seen)];
}

/** Steps after which marks of what is where in a window are no longer true. */
export const movingSteps = (steps: Augment): number[] =>
  steps.flatMap((step, i) => (augmentationOf(step).moves ? [i] : []));

/** Classes that steps name and that are none, each with its field. */
export function unknownClasses(steps: Augment, classes: readonly string[]): { field: string; name: string }[] {
  return steps.flatMap((step, i) =>
    Object.entries(augmentationOf(step).classes?.(step) ?? {})
      .filter(([, name]) => !classes.includes(name))
      .map(([field, name]) => ({ field: `augment[${i}].${field}`, name })),
  );
}
