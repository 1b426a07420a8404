import { z } from 'zod';
import { count, filled, positive, share } from '../config/result-fields.js';
import { provenanceSchema, recipeSchema } from './cross-evaluation.js';
import { truthSchema } from './predictions.js';

/** What `bitbeat compare` leaves: one row a recipe, all under one protocol. */
export const COMPARISON_FORMAT = 'bitbeat-comparison';

export const COMPARISON_VERSION = 2;

const estimate = z.strictObject({ mean: z.number().min(-1).max(1), standardError: share });

/** Accuracy over folds and seeds; macro F1 of each seed's pooled confusion matrix. Shares, 0 to 1. */
const result = z.strictObject({
  accuracy: z.strictObject({ mean: share, sd: share, standardError: share }),
  pooledMacroF1: z.strictObject({ mean: share, sd: share }),
});

const comparisonRow = z.strictObject({
  name: filled,
  series: filled,
  network: z.enum(['integer', 'float']),
  recipe: recipeSchema,
  fragment: result,
  /** Accuracy less the first row's, paired fragment by fragment; null: this is the first row. */
  difference: estimate.nullable(),
  patient: result.nullable(),
  /** Every stored bit; float32 of a floating-point network. */
  storage: z.strictObject({ meanBytes: positive, maxBytes: positive }),
  /** Sign bits per weight and sign-adds per fragment; null: floating point. */
  averageBitwidth: positive.nullable(),
  laneCycles: positive.nullable(),
  /** What the row's network took each fragment for, seed by seed; the fragments are in `truth`. */
  predicted: z
    .strictObject({ fragment: z.array(z.array(count)), patient: z.array(z.array(count)).nullable() })
    .optional(),
});

export const comparisonSchema = z.strictObject({
  format: z.literal(COMPARISON_FORMAT),
  /** 1: without `truth` and what rows predicted. */
  version: z.union([z.literal(1), z.literal(COMPARISON_VERSION)]),
  name: filled,
  ...provenanceSchema.shape,
  /** null: no row is scored by patient. */
  patientProtocol: provenanceSchema.shape.protocol.nullable(),
  rows: z.array(comparisonRow).min(1),
  /** What all rows are scored against, by protocol. */
  truth: z
    .strictObject({ classes: z.array(filled).min(1), fragment: truthSchema, patient: truthSchema.nullable() })
    .optional(),
});

export type ComparisonRow = z.infer<typeof comparisonRow>;

export type Comparison = z.infer<typeof comparisonSchema>;
