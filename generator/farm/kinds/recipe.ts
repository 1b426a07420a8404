import { z } from 'zod';
import { foldJobs } from '../../evaluate/by-files.js';
import { PROTOCOL_NAMES } from '../../evaluate/protocol.js';
import {
  type RecipeFiles,
  type RecipeJob,
  readRecipeFiles,
  recipeKey,
  runRecipeJob,
} from '../../quantise/recipe/recipe-job.js';
import { loadBackend } from '../../train/backend.js';
import { type Kind, type Unit, unitKey } from '../unit.js';

const inputSchema = z.strictObject({
  index: z.int().min(0),
  key: z.string(),
  /** Files by their paths from the present folder. */
  recipe: z.string(),
  data: z.string(),
  fragments: z.string().optional(),
  work: z.string(),
  protocol: z.strictObject({ kind: z.enum(PROTOCOL_NAMES), folds: z.int(), seeds: z.array(z.int()) }),
});

type Input = z.infer<typeof inputSchema>;

/** Reading the data takes a while: once a task. */
const campaigns = new Map<string, Promise<RecipeJob[]>>();

/**
 * One fold of one seed, trained and quantised. Its checkpoints lie in the folder of the work, which nodes share: after a lost node the next
 * one goes on from the last epoch.
 */
export const recipeKind: Kind<Input, RecipeFiles> = {
  input: inputSchema,
  result: z.strictObject({ float: z.string(), integer: z.string(), rounds: z.string() }),
  async do({ index, key, recipe, data, fragments, work, protocol }) {
    const name = JSON.stringify([recipe, data, fragments, work, protocol]);
    const jobs = campaigns.get(name) ?? foldJobs(recipe, data, protocol, { work, fragments });
    campaigns.set(name, jobs);
    const job = (await jobs)[index];
    if (job === undefined || recipeKey(job) !== key)
      throw new Error(`fold ${index} is another one here: not the same data, or not the same recipe`);
    runRecipeJob(await loadBackend(), job);
    return readRecipeFiles(job);
  },
};

/** The job at a place of a cross-validation. */
export const recipeUnit = (job: RecipeJob, input: Omit<Input, 'key'>): Unit => ({
  key: unitKey(['recipe', 1, recipeKey(job)]),
  input: { ...input, key: recipeKey(job) },
});
