import { z } from 'zod';
import { completeRecipe, type Recipe, recipeSchema } from '../quantise/recipe/quantise-config.js';
import { UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';
import { PROTOCOL_NAMES, type ProtocolName } from './protocol.js';

const protocols = z.array(z.enum(PROTOCOL_NAMES)).min(1);

const row = z.strictObject({
  name: z.string().min(1).describe('of the row, each once'),
  series: z.string().min(1).describe('rows of one series have one colour in the picture'),
  recipe: z.string().min(1).describe("file of a recipe, relative to the comparison's file"),
  change: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'laid over the recipe: objects field by field, anything else in place of what stands there, null takes a field away (RFC 7396)',
    ),
  network: z.enum(['integer', 'float']).default('integer').describe("which of the recipe's two networks the row is of"),
  protocols: protocols
    .optional()
    .describe('protocols of the comparison that the row is scored under; all of them if left out'),
  patient: z.boolean().default(false).describe('in a comparison that names no protocols: also scored by patient'),
});

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** `configs/recipes/*.compare.json`: recipes that are scored under the same protocols and set side by side. */
export const compareConfigSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'not a name of lower-case letters, digits and -')
      .describe('of the model whose folder takes the result'),
    protocols: protocols.optional().describe('if left out: all rows by fragment, and by patient those that say so'),
    folds: z.int().min(2).max(100).describe('of each cross-validation'),
    seeds: z.array(seed).min(1).describe('one cross-validation for each'),
    rows: z.array(row).min(1).describe('differences are measured from the first'),
  })
  .superRefine(({ seeds, rows, protocols }, context) => {
    const refuse = (path: PropertyKey[], message: string, allowed: string) =>
      context.addIssue({ code: 'custom', path, message, params: { allowed } });
    const once = (values: readonly unknown[], path: (i: number) => PropertyKey[], message: string) =>
      values.forEach((value, i) => {
        if (values.indexOf(value) < i) refuse(path(i), message, 'each once');
      });
    once(seeds, (i) => ['seeds', i], 'a seed twice');
    once(
      rows.map((r) => r.name),
      (i) => ['rows', i, 'name'],
      'a name twice',
    );
    once(protocols ?? [], (i) => ['protocols', i], 'a protocol twice');
    const left = protocols?.find((kind) => rows[0]?.protocols?.includes(kind) === false);
    if (left !== undefined)
      refuse(['rows', 0, 'protocols'], `without ${left}: differences are measured from this row`, 'all protocols');
    rows.forEach(({ protocols: own = [], patient }, i) => {
      once(own, (at) => ['rows', i, 'protocols', at], 'a protocol twice');
      own.forEach((kind, at) => {
        if (!protocols?.includes(kind))
          refuse(['rows', i, 'protocols', at], 'not one of the comparison', protocols?.join(', ') ?? 'none are named');
      });
      if (patient && protocols !== undefined)
        refuse(['rows', i, 'patient'], 'in a comparison that names protocols', '`protocols` of the row');
    });
  });

export type CompareConfig = z.infer<typeof compareConfigSchema>;
export type CompareRow = CompareConfig['rows'][number];

/** The protocols that a row is scored under, in the order of the comparison. */
export function protocolsOf({ protocols }: Pick<CompareConfig, 'protocols'>, row: CompareRow): ProtocolName[] {
  if (protocols === undefined) return row.patient ? ['fragment', 'patient'] : ['fragment'];
  return protocols.filter((kind) => row.protocols?.includes(kind) ?? true);
}

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
