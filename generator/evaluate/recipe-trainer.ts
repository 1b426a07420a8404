import type { Recipe } from '../quantise/recipe/quantise-config.js';
import { type RecipeJob, runRecipeJobs } from '../quantise/recipe/recipe-job.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Trainer, Training } from './evaluate-recipe.js';
import { PROTOCOLS, type Protocol } from './protocol.js';

/** Where trainings run, and where what they leave is found again. */
export interface Workplace {
  folder: string;
  processes: number;
  onEpoch?: OnJobEpoch | undefined;
  /** Runs jobs somewhere else, before any is begun here, and leaves their results in their folder. */
  ahead?: ((jobs: readonly RecipeJob[]) => Promise<void>) | undefined;
}

/** Trains by a recipe; what was trained before is taken from the workplace's folder. */
export function recipeTrainer(recipe: Recipe, kind: Protocol['kind'], workplace: Workplace): Trainer {
  const { folder, processes, onEpoch, ahead } = workplace;
  return async (trainings) => {
    const jobs = recipeJobs(recipe, kind, folder, trainings);
    await ahead?.(jobs);
    return runRecipeJobs(jobs, processes, onEpoch);
  };
}

/** The trainings as jobs of a recipe. */
export function recipeJobs(
  recipe: Recipe,
  kind: Protocol['kind'],
  folder: string,
  trainings: readonly Training[],
): RecipeJob[] {
  // By patient, the classes of one patient are on neither side; the network could still give their names.
  const { allowAbsentClasses } = PROTOCOLS[kind];
  return trainings.map(({ set, seed }) => ({ recipe, set, seed, folder, allowAbsentClasses }));
}
