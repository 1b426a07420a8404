import { z } from 'zod';
import { count, filled, positive, share } from '../config/result-fields.js';
import { dataSchema, provenanceSchema, recipeSchema } from './cross-evaluation.js';
import { truthSchema } from './predictions.js';
import { PROTOCOL_NAMES } from './protocol.js';

/** What `bitbeat compare` leaves: one row a recipe, scored under the same protocols as the others. */
export const COMPARISON_FORMAT = 'bitbeat-comparison';

export const COMPARISON_VERSION = 3;

/** Something of some of the protocols. */
const byProtocol = <T extends z.ZodType>(of: T) => z.partialRecord(z.enum(PROTOCOL_NAMES), of);

/** Accuracy over folds and seeds; macro F1 of each seed's pooled confusion matrix. Shares, 0 to 1. */
export const resultSchema = z.strictObject({
  accuracy: z.strictObject({ mean: share, sd: share, standardError: share }),
  pooledMacroF1: z.strictObject({ mean: share, sd: share }),
});

/** Accuracy less the first row's, paired fragment by fragment; null: the first row, or not scored there. */
export const differenceSchema = z.strictObject({ mean: z.number().min(-1).max(1), standardError: share }).nullable();

/** What a row is, besides its scores. */
export const rowFacts = {
  name: filled,
  series: filled,
  network: z.enum(['integer', 'float']),
  recipe: recipeSchema,
  /** Every stored bit; float32 of a floating-point network. Sizes are of the networks of the row's first protocol. */
  storage: z.strictObject({ meanBytes: positive, maxBytes: positive }),
  /** Sign bits per weight and sign-adds per fragment; null: floating point. */
  averageBitwidth: positive.nullable(),
  laneCycles: positive.nullable(),
};

const comparisonRow = z.strictObject({
  ...rowFacts,
  scores: byProtocol(resultSchema.extend({ difference: differenceSchema })),
  /** What the row's network took each fragment for, seed by seed; the fragments are in `truth`. */
  predicted: byProtocol(z.array(z.array(count))).optional(),
});

export const comparisonSchema = z.strictObject({
  format: z.literal(COMPARISON_FORMAT),
  version: z.literal(COMPARISON_VERSION),
  name: filled,
  /** What folds were trained on parts of. */
  data: dataSchema,
  backend: filled,
  /** `scored`: what was scored, if that are other windows than were trained on. */
  protocols: z.array(provenanceSchema.shape.protocol.extend({ scored: dataSchema.optional() })).min(1),
  rows: z.array(comparisonRow).min(1),
  /** What all rows are scored against. Fragments have no names: they are those of the data, in their order. */
  truth: byProtocol(truthSchema.omit({ names: true }).extend({ classes: z.array(filled).min(1) })).optional(),
});

export type ComparisonRow = z.infer<typeof comparisonRow>;

/** In the form of the last version; older files have fewer figures, those of version 1 no predictions. */
export type Comparison = Omit<z.infer<typeof comparisonSchema>, 'version'> & { version: 1 | 2 | 3 };
