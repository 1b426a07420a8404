import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config/read-json.js';

const spread = z.object({ mean: z.number(), sd: z.number() });

/** The part of a cross-validation (`bitbeat quantise --cross-validate`) that reports read. */
const studySchema = z.object({
  float: z.object({ accuracy: spread }),
  recipes: z.array(z.object({ recipe: z.object({ name: z.string() }), accuracy: spread })),
  chosen: z.string().nullable(),
});

/**
 * Cross-validated accuracy [mean, standard deviation over folds] of a model's recipe, from the `crossvalidation.json` beside
 * the model's file; null: there is none.
 */
export function crossValidated(modelFile: string): { float: number[]; integer: number[] } | null {
  const path = join(dirname(modelFile), 'crossvalidation.json');
  if (!existsSync(path)) return null;
  const { float, recipes, chosen } = readJson(path, studySchema);
  const integer = recipes.find(({ recipe }) => recipe.name === chosen);
  if (integer === undefined) return null;
  return { float: [float.accuracy.mean, float.accuracy.sd], integer: [integer.accuracy.mean, integer.accuracy.sd] };
}
