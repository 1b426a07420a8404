import { z } from 'zod';
import type { Random } from '../../support/random.js';
import type { Augmentation, Example } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('mixup'),
    beta: z.number().positive().max(1).describe('a: shares are drawn from Beta(a, a)'),
    probability: z.number().min(0).max(1).default(0.5).describe('of each window'),
  })
  .describe('a window becomes a mixture with another of its batch, and so does its target (Zhang et al., 2018)');

export const mixup: Augmentation<typeof schema> = {
  schema,
  on: 'input',
  moves: true,
  apply: (examples, { beta, probability }, _, rng) =>
    examples.map((example) => {
      const share = rng.uniform() < probability ? symmetricBeta(beta, rng) : 1;
      return share < 1 ? mixed(example, examples[rng.integer(0, examples.length - 1)]!, share) : example;
    }),
};

function mixed(a: Example, b: Example, share: number): Example {
  const part = (target: Example['target'], of: number) => target.map((t) => ({ ...t, share: of * t.share }));
  return {
    values: a.values.map((value, i) => share * value + (1 - share) * b.values[i]!),
    target: [...part(a.target, share), ...part(b.target, 1 - share)],
  };
}

/** Symmetric Beta(a, a) by Joehnk's method, for a of at most 1. */
function symmetricBeta(a: number, rng: Random): number {
  for (;;) {
    const x = rng.uniform() ** (1 / a);
    const y = rng.uniform() ** (1 / a);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}
