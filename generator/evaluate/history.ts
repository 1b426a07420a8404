import { z } from 'zod';
import { readJson } from '../config/read-json.js';
import { provenanceSchema, recipeSchema } from './cross-evaluation.js';

/** How a committed model came about: `rounds.json` beside it. */
export const HISTORY_FORMAT = 'bitbeat-history';
export const HISTORY_VERSION = 1;

/** One epoch of quantisation. */
const round = z.strictObject({
  /** Step of the method, e.g. `bases`; its epochs count from 1. */
  phase: z.string(),
  epoch: z.int(),
  epochs: z.int(),
  /** On the training batches of the epoch. */
  loss: z.number(),
  accuracy: z.number(),
  /** Bases per weight: over all weights, and layer by layer. */
  meanBitwidth: z.number(),
  bitwidths: z.array(z.number()),
  storageBytes: z.number(),
});

export const historySchema = z.strictObject({
  format: z.literal(HISTORY_FORMAT),
  version: z.literal(HISTORY_VERSION),
  recipe: recipeSchema,
  seed: z.int(),
  backend: provenanceSchema.shape.backend,
  data: provenanceSchema.shape.data,
  /** Share of the training fragments that the integer and the floating-point network put into the same class. */
  agreement: z.number().min(0).max(1),
  /** Names of the layers, in the order of `bitwidths`. */
  layers: z.array(z.string()),
  rounds: z.array(round),
});

export type Round = z.infer<typeof round>;
export type History = z.infer<typeof historySchema>;

/** Throws UserError if the file is no history of this version. */
export function readHistory(path: string): History {
  return readJson(path, historySchema);
}
