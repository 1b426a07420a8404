import { z } from 'zod';
import { readingSignals } from '../../data/open.js';
import { type ComparedJob, commonReading, comparedJobs, comparedRecipes, kindsOf } from '../../evaluate/compare.js';
import { compareConfigSchema } from '../../evaluate/compare-config.js';
import { PROTOCOL_NAMES } from '../../evaluate/protocol.js';
import { type RecipeFiles, readRecipeFiles, recipeKey, runRecipeJob } from '../../quantise/recipe/recipe-job.js';
import { completed } from '../../support/long-work.js';
import { readJson } from '../../support/read-json.js';
import { loadBackend } from '../../train/backend.js';
import { type Kind, type Unit, unitKey } from '../unit.js';

const campaignSchema = z.strictObject({
  /** Files by their paths from the present folder. */
  config: z.string(),
  data: z.string(),
  fragments: z.string().optional(),
  work: z.string(),
});
const inputSchema = campaignSchema.extend({
  row: z.int().min(0),
  kind: z.enum(PROTOCOL_NAMES),
  index: z.int().min(0),
  key: z.string(),
});

export type ComparedCampaign = z.infer<typeof campaignSchema>;

/** Reading the data takes a while: once a task. */
const campaigns = new Map<string, Promise<ComparedJob[]>>();

/** A fold of a row under a protocol, trained and quantised; checkpoints as those of `recipe`. */
export const comparedKind: Kind<z.infer<typeof inputSchema>, RecipeFiles> = {
  input: inputSchema,
  result: z.strictObject({ float: z.string(), integer: z.string(), rounds: z.string() }),
  async do({ row, kind, index, key, ...campaign }) {
    const name = JSON.stringify(campaign);
    const jobs = campaigns.get(name) ?? open(campaign);
    campaigns.set(name, jobs);
    const found = (await jobs).find((one) => one.row === row && one.kind === kind && one.index === index);
    if (found === undefined || recipeKey(found.job) !== key)
      throw new Error(`fold ${index} of row ${row} is another one here: not the same data, or not the same recipe`);
    runRecipeJob(await loadBackend(), found.job);
    return readRecipeFiles(found.job);
  },
};

async function open({ config: path, data, fragments, work }: ComparedCampaign): Promise<ComparedJob[]> {
  const config = readJson(path, compareConfigSchema);
  const recipes = comparedRecipes(config, path);
  const set = await completed(readingSignals(data, commonReading(recipes, path)));
  const scored = fragments !== undefined && kindsOf(config).includes('fragment');
  const others = scored ? await completed(readingSignals(fragments)) : undefined;
  return comparedJobs({ config, recipes, set, fragments: others }, work);
}

/** The unit of a job; two rows of one recipe have one. */
export const comparedUnit = ({ row, kind, index, job }: ComparedJob, campaign: ComparedCampaign): Unit => ({
  key: unitKey(['compared', 1, recipeKey(job)]),
  input: { ...campaign, row, kind, index, key: recipeKey(job) },
});
