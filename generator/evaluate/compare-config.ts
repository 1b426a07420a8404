import { z } from 'zod';
import { completeRecipe, type Recipe, recipeSchema } from '../quantise/quantise-config.js';
import { UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';

const row = z.strictObject({
  name: z.string().min(1),
  /** Rows of one series have one colour in the picture. */
  series: z.string().min(1),
  /** File of a recipe, relative to the comparison's file. */
  recipe: z.string().min(1),
  /** Laid over the recipe: objects field by field, anything else in place of what stands there, null takes a field away (RFC 7396). */
  change: z.record(z.string(), z.unknown()).default({}),
  /** Which of the recipe's two networks the row is of. */
  network: z.enum(['integer', 'float']).default('integer'),
  /** Also scored by patient. */
  patient: z.boolean().default(false),
});

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** `configs/recipes/*.compare.json`: recipes that are scored under one protocol and set side by side. */
export const compareConfigSchema = z
  .strictObject({
    /** Of the model whose folder takes the result. */
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'not a name of lower-case letters, digits and -'),
    folds: z.int().min(2).max(100),
    seeds: z.array(seed).min(1),
    /** Differences are measured from the first. */
    rows: z.array(row).min(1),
  })
  .superRefine(({ seeds, rows }, context) => {
    seeds.forEach((value, i) => {
      if (seeds.indexOf(value) < i) context.addIssue({ code: 'custom', path: ['seeds', i], message: 'a seed twice' });
    });
    const names = rows.map((r) => r.name);
    names.forEach((name, i) => {
      if (names.indexOf(name) < i)
        context.addIssue({ code: 'custom', path: ['rows', i, 'name'], message: 'a name twice' });
    });
  });

export type CompareConfig = z.infer<typeof compareConfigSchema>;
export type CompareRow = CompareConfig['rows'][number];

/**
 * The recipe of row `index`: the file with the row's change laid over it, and its training.
 *
 * @throws UserError with every problem found; a problem of the changed recipe names the row of `where`
 */
export function readComparedRecipe(path: string, row: CompareRow, where: string, index: number): Recipe {
  const changed = mergePatch(readJson(path, z.record(z.string(), z.unknown())), row.change);
  const recipe = recipeSchema.safeParse(changed);
  if (!recipe.success)
    throw new UserError(zodProblems(`${where}: rows[${index}] (${row.recipe} with its change)`, recipe.error, changed));
  return completeRecipe(recipe.data, path);
}

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON merge patch, RFC 7396: `target` with `patch` laid over it; neither is changed. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
