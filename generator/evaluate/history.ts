import { z } from 'zod';
import { claim, count, type Fault, filled, readResult, share, some } from '../config/result-fields.js';
import { provenanceSchema, recipeSchema } from './cross-evaluation.js';

/** How a committed model came about: `rounds.json` beside it. */
export const HISTORY_FORMAT = 'bitbeat-history';
export const HISTORY_VERSION = 1;

/** Most windows on which the two networks of a model are compared, spread evenly over the set. */
export const AGREEMENT_WINDOWS = 2000;

/** One epoch of quantisation. */
const round = z.strictObject({
  /** Step of the method, e.g. `bases`; its epochs count from 1. */
  phase: filled,
  epoch: some,
  epochs: some,
  /** On the training batches of the epoch; of the metrics those of the task. */
  loss: z.number().min(0),
  accuracy: share.optional(),
  F1: share.optional(),
  RMSE: z.number().min(0).optional(),
  /** Bases per weight: over all weights, and layer by layer. */
  meanBitwidth: z.number().min(0),
  bitwidths: z.array(z.number().min(0)),
  storageBytes: some,
});

export const historySchema = z.strictObject({
  format: z.literal(HISTORY_FORMAT),
  version: z.literal(HISTORY_VERSION),
  recipe: recipeSchema,
  seed: count,
  backend: provenanceSchema.shape.backend,
  data: provenanceSchema.shape.data,
  /** Share of the training fragments (of `AGREEMENT_WINDOWS` of them, if there are more) that the integer and the floating-point network decide alike; null: nothing is decided. */
  agreement: share.nullable(),
  /** Names of the layers, in the order of `bitwidths`. */
  layers: z.array(filled).min(1),
  rounds: z.array(round),
});

export type Round = z.infer<typeof round>;
export type History = z.infer<typeof historySchema>;

function historyFaults({ layers, rounds }: History): Fault[] {
  return rounds.flatMap(({ bitwidths, epoch, epochs, meanBitwidth }, i) => [
    ...claim(
      bitwidths.length === layers.length,
      `rounds[${i}].bitwidths`,
      'not one of each layer',
      bitwidths.length,
      `${layers.length} values`,
    ),
    ...claim(epoch <= epochs, `rounds[${i}].epoch`, 'after the last', epoch, `at most ${epochs}`),
    ...claim(
      meanBitwidth >= Math.min(...bitwidths) - 1e-9 && meanBitwidth <= Math.max(...bitwidths) + 1e-9,
      `rounds[${i}].meanBitwidth`,
      'no mean of the layers',
      meanBitwidth,
      `${Math.min(...bitwidths)} to ${Math.max(...bitwidths)}`,
    ),
  ]);
}

/** Throws UserError if the file is no history of this version. */
export function readHistory(path: string): History {
  return readResult(path, historySchema, historyFaults);
}
