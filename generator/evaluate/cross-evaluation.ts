import { z } from 'zod';
import { count, filled, positive, some } from '../config/result-fields.js';
import { predictionsSchema } from './predictions.js';
import { PROTOCOL_NAMES } from './protocol.js';
import { scores } from './score-fields.js';

/** What `bitbeat evaluate --recipe` leaves: a recipe's scores under a protocol, with all that is needed to make them again. */
export const EVALUATION_FORMAT = 'bitbeat-evaluation';

export const EVALUATION_VERSION = 2;

/** A recipe's name and its settings as they were read. */
export const recipeSchema = z.strictObject({ name: z.string(), settings: z.record(z.string(), z.unknown()) });

export const dataSchema = z.strictObject({
  /** Name of the data set, where it is known. */
  dataset: filled.optional(),
  fragments: some,
  /** SHA-256 over the fragments' hashes and labels in their order. */
  hash: z.string().regex(/^[0-9a-f]{16}$/, 'not 16 hexadecimal digits'),
});

export const provenanceSchema = z.strictObject({
  protocol: z.strictObject({
    kind: z.enum(PROTOCOL_NAMES),
    folds: z.int().min(2),
    seeds: z.array(count).min(1),
    /** What lies whole on one side of a split: copies of a fragment, patients. */
    groups: some,
    fragments: some,
    scoredClasses: z.array(filled).min(1),
  }),
  /** What folds were trained on parts of. */
  data: dataSchema,
  /** What was scored, if that are other windows. */
  scored: dataSchema.optional(),
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

export type Provenance = z.infer<typeof provenanceSchema>;

export type CrossEvaluation = z.infer<typeof crossEvaluationSchema>;
