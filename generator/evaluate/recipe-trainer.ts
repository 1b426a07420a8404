import type { Recipe } from '../quantise/recipe/quantise-config.js';
import { runRecipeJobs } from '../quantise/recipe/recipe-job.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Trainer } from './evaluate-recipe.js';
import { PROTOCOLS, type Protocol } from './protocol.js';

/** Where trainings run, and where what they leave is found again. */
export interface Workplace {
  folder: string;
  processes: number;
  onEpoch?: OnJobEpoch | undefined;
}

/** Trains by a recipe; what was trained before is taken from the workplace's folder. */
export function recipeTrainer(
  recipe: Recipe,
  kind: Protocol['kind'],
  { folder, processes, onEpoch }: Workplace,
): Trainer {
  // By patient, the classes of one patient are on neither side; the network could still give their names.
  const { allowAbsentClasses } = PROTOCOLS[kind];
  return (trainings) =>
    runRecipeJobs(
      trainings.map(({ set, seed }) => ({ recipe, set, seed, folder, allowAbsentClasses })),
      processes,
      onEpoch,
    );
}
