import { z } from 'zod';
import { count, filled, positive, readResult, share, some } from '../config/result-fields.js';
import { evaluationFaults } from './evaluation-faults.js';
import { predictionsSchema } from './predictions.js';

/** What `bitbeat evaluate --recipe` leaves: a recipe's scores under a protocol, with all that is needed to make them again. */
export const EVALUATION_FORMAT = 'bitbeat-evaluation';
export const EVALUATION_VERSION = 2;

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
const scores = z.strictObject({
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

/** A recipe's name and its settings as they were read. */
export const recipeSchema = z.strictObject({ name: z.string(), settings: z.record(z.string(), z.unknown()) });

export const provenanceSchema = z.strictObject({
  protocol: z.strictObject({
    kind: z.enum(['fragment', 'patient']),
    folds: z.int().min(2),
    seeds: z.array(count).min(1),
    /** What lies whole on one side of a split: copies of a fragment, patients. */
    groups: some,
    fragments: some,
    scoredClasses: z.array(filled).min(1),
  }),
  data: z.strictObject({
    fragments: some,
    /** SHA-256 over the fragments' hashes and labels in their order. */
    hash: z.string().regex(/^[0-9a-f]{16}$/, 'not 16 hexadecimal digits'),
  }),
  /** TensorFlow.js backend of the trainings. */
  backend: filled,
});

export const crossEvaluationSchema = z.strictObject({
  format: z.literal(EVALUATION_FORMAT),
  /** 1: without `predictions`. */
  version: z.union([z.literal(1), z.literal(EVALUATION_VERSION)]),
  recipe: recipeSchema,
  ...provenanceSchema.shape,
  classes: z.array(filled).min(1),
  integer: scores,
  float: scores,
  /** Every stored bit of the folds' integer networks; all weights and biases of the trained network as float32. */
  storage: z.strictObject({ meanBytes: positive, maxBytes: some, float32Bytes: some }),
  /** Sign bits per weight of the trained network (a weight that is gone has none), mean over the folds' networks. */
  averageBitwidth: positive,
  layers: z.array(z.strictObject({ name: filled, weights: some, averageBitwidth: z.number().min(0) })).min(1),
  /** Sign-adds of one fragment: over all bases, weights of the group times positions of the convolution. */
  laneCycles: z.strictObject({ mean: positive, max: some }),
  /** What the scores are computed from. */
  predictions: predictionsSchema.optional(),
});

export type RecipeFacts = z.infer<typeof recipeSchema>;
export type Scores = z.infer<typeof scores>;
export type Provenance = z.infer<typeof provenanceSchema>;
export type CrossEvaluation = z.infer<typeof crossEvaluationSchema>;

/** Throws UserError if the file is no evaluation, or says what does not follow from its predictions. */
export function readCrossEvaluation(path: string): CrossEvaluation {
  return readResult(path, crossEvaluationSchema, evaluationFaults);
}
