import { z } from 'zod';
import { readJson } from '../config/read-json.js';

/** What `bitbeat evaluate --recipe` leaves: a recipe's scores under a protocol, with all that is needed to make them again. */
export const EVALUATION_FORMAT = 'bitbeat-evaluation';
export const EVALUATION_VERSION = 1;

const share = z.number().min(0).max(1);
/** Mean and standard deviation of the sample (n - 1). */
const spread = z.strictObject({ values: z.array(z.number()), mean: z.number(), sd: z.number() });

const classScores = z.strictObject({
  name: z.string(),
  support: z.int(),
  sensitivity: share.nullable(),
  positivePredictivity: share.nullable(),
  f1: share.nullable(),
});

/** What one kind of network (integer, floating point) reached. All shares are 0 to 1. */
const scores = z.strictObject({
  /** Of every fold of every seed; `standardError`: of the mean, for another sample of fragments (or patients). */
  accuracy: spread.extend({ standardError: z.number() }),
  /** Of every fold's own confusion matrix: a fold holds few fragments of a rare class, so these are noisy. */
  foldMacroF1: spread,
  /** Of every seed's confusion matrix, to which each fragment contributes once. */
  pooledMacroF1: spread,
  perSeed: z.array(z.strictObject({ seed: z.int(), accuracy: share, macroF1: share })),
  /** The scored classes, from the confusion matrix over all folds and seeds. */
  perClass: z.array(classScores),
  /** [true][predicted] over all folds and seeds. */
  confusion: z.array(z.array(z.int())),
});

/** A recipe's name and its settings as they were read. */
export const recipeSchema = z.strictObject({ name: z.string(), settings: z.record(z.string(), z.unknown()) });

export const provenanceSchema = z.strictObject({
  protocol: z.strictObject({
    kind: z.enum(['fragment', 'patient']),
    folds: z.int(),
    seeds: z.array(z.int()),
    /** What lies whole on one side of a split: copies of a fragment, patients. */
    groups: z.int(),
    fragments: z.int(),
    scoredClasses: z.array(z.string()),
  }),
  data: z.strictObject({
    fragments: z.int(),
    /** SHA-256 over the fragments' hashes and labels in their order. */
    hash: z.string(),
  }),
  /** TensorFlow.js backend of the trainings. */
  backend: z.string(),
});

export const crossEvaluationSchema = z.strictObject({
  format: z.literal(EVALUATION_FORMAT),
  version: z.literal(EVALUATION_VERSION),
  recipe: recipeSchema,
  ...provenanceSchema.shape,
  classes: z.array(z.string()),
  integer: scores,
  float: scores,
  /** Every stored bit of the folds' integer networks; all weights and biases of the trained network as float32. */
  storage: z.strictObject({ meanBytes: z.number(), maxBytes: z.int(), float32Bytes: z.int() }),
  /** Sign bits per weight of the trained network (a weight that is gone has none), mean over the folds' networks. */
  averageBitwidth: z.number(),
  layers: z.array(z.strictObject({ name: z.string(), weights: z.int(), averageBitwidth: z.number() })),
  /** Sign-adds of one fragment: over all bases, weights of the group times positions of the convolution. */
  laneCycles: z.strictObject({ mean: z.number(), max: z.int() }),
});

export type RecipeFacts = z.infer<typeof recipeSchema>;
export type Scores = z.infer<typeof scores>;
export type Provenance = z.infer<typeof provenanceSchema>;
export type CrossEvaluation = z.infer<typeof crossEvaluationSchema>;

/** Throws UserError if the file is no evaluation of this version. */
export function readCrossEvaluation(path: string): CrossEvaluation {
  return readJson(path, crossEvaluationSchema);
}
