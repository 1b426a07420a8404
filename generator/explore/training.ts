import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SignalSet } from '../data/signal-set.js';
import { sha256 } from '../emit/tree.js';
import { evaluate } from '../evaluate/evaluate-model.js';
import { setHash } from '../evaluate/evaluate-recipe.js';
import { recipeJobs } from '../evaluate/recipe-trainer.js';
import { printIntegerModel, readIntegerModel, writeIntegerModel } from '../model/file.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { storage } from '../model/storage.js';
import { recipeKey, runRecipeJobs } from '../quantise/recipe/recipe-job.js';
import { readTextFile } from '../support/read-file.js';
import { writeStaged } from '../support/write-staged.js';
import { contentKey } from '../train/job.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Unit } from './cache.js';
import type { TrainedConfig } from './config.js';
import type { Split } from './split.js';
import { epochsOf, shortened, type Variant } from './variants.js';

export const trainingSchema = z.strictObject({
  /** Of floating point and phases together. */
  epochs: z.int().min(1),
  /** Share of right windows of the validation. */
  accuracy: z.number().min(0).max(1),
  bytes: z.int().min(1),
  /** SHA-256 of the model, which lies in `models/<key>.alq.json` beside the results. */
  model: z.string(),
});
export type Training = z.infer<typeof trainingSchema>;

/** Where a training's model lies. */
export const trainedFile = (folder: string, key: string) => join(folder, 'models', `${key}.alq.json`);

/** The text of a training's model; null: there is none. */
export const trainedText = (folder: string, key: string): string | null =>
  existsSync(trainedFile(folder, key)) ? readTextFile(trainedFile(folder, key)) : null;

/** Leaves such a text as if the training had run here. */
export const writeTrained = (folder: string, key: string, text: string): void =>
  writeStaged(trainedFile(folder, key), text);

export interface TrainingPlace {
  folder: string;
  /** Of checkpoints. */
  work: string;
  /** In a folder of its own there. */
  apart?: boolean | undefined;
  onEpoch?: OnJobEpoch | undefined;
}

/** One training of a variant with a share of its epochs, measured on the validation. */
export function trainingUnit(
  variant: Variant,
  share: number,
  { train, validation }: Split,
  { protocol, seed }: Pick<TrainedConfig, 'protocol' | 'seed'>,
  { folder, work, apart, onEpoch }: TrainingPlace,
): Unit<Training> {
  const recipe = shortened(variant.recipe, share);
  const [job] = recipeJobs(recipe, protocol, work, [{ set: train, seed }]);
  const key = contentKey([2, recipeKey(job!), setHash(validation)]);
  const file = trainedFile(folder, key);
  const schema = trainingSchema.refine(({ model }) => existsSync(file) && hashOf(file) === model);
  return {
    kind: 'training',
    key,
    doing: `training of ${variant.name}, ${Math.round(100 * share)} % of the epochs`,
    schema,
    run: async () => {
      // More than one process: a child, so that an interruption is not kept waiting.
      const own = apart ? { ...job!, folder: join(work, key) } : job!;
      const [result] = await runRecipeJobs([own], 2, onEpoch);
      const { integer } = result!;
      writeIntegerModel(file, integer);
      const { totalBytes: bytes } = storage(integer);
      return { epochs: epochsOf(recipe), accuracy: accuracyOf(integer, validation), bytes, model: hashOf(file) };
    },
  };
}

/** Share of windows whose class is right. */
export function accuracyOf(model: IntegerNetwork, set: SignalSet): number {
  const found = evaluate(model, set);
  if (!('accuracy' in found)) throw new Error(`${model.name}: no classes`);
  return found.accuracy;
}

/** Hash of a model as it is printed, whatever its file's spaces are. */
export const hashOf = (file: string) => sha256(printIntegerModel(readIntegerModel(file)));
