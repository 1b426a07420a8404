import { z } from 'zod';
import { count, filled, share, some } from '../config/result-fields.js';

/** Mean and standard deviation of the sample (n - 1). */
const spread = z.strictObject({ values: z.array(share).min(1), mean: share, sd: share });

const classScores = z.strictObject({
  name: filled,
  support: some,
  sensitivity: share.nullable(),
  positivePredictivity: share.nullable(),
  f1: share.nullable(),
});

/** What one kind of network (integer, floating point) reached. All shares are 0 to 1. */
export const scores = z.strictObject({
  /** Of every fold of every seed; `standardError`: of the mean, for another sample of fragments (or patients). */
  accuracy: spread.extend({ standardError: share }),
  /** Of every fold's own confusion matrix: a fold holds few fragments of a rare class, so these are noisy. */
  foldMacroF1: spread,
  /** Of every seed's confusion matrix, to which each fragment contributes once. */
  pooledMacroF1: spread,
  perSeed: z.array(z.strictObject({ seed: count, accuracy: share, macroF1: share })),
  /** The scored classes, from the confusion matrix over all folds and seeds. */
  perClass: z.array(classScores),
  /** [true][predicted] over all folds and seeds. */
  confusion: z.array(z.array(count)),
});

export type Scores = z.infer<typeof scores>;
