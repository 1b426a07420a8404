import { type FragmentSet, selectFragments } from '../data/fragment-set.js';
import { type Fold, stratifiedFolds } from '../data/splits.js';
import type { FloatModel } from '../model/float-model.js';
import { finishedModel, type TrainJob } from './job.js';
import type { Blueprint, TrainSettings } from './loop.js';
import type { OnJobEpoch } from './parallel.js';

export interface CrossValidation {
  blueprint: Blueprint;
  settings: TrainSettings;
  folds: number;
  /** Of the split; the training's own seed is in `settings`. */
  splitSeed: number;
  /** Where checkpoints and fold models lie. */
  folder: string;
}

export interface FoldModel {
  fold: Fold;
  model: FloatModel;
}

/** Runs a list of jobs; `runJobs` of parallel.ts does it in child processes. */
export type JobRunner = (jobs: readonly TrainJob[], onEpoch?: OnJobEpoch) => Promise<void>;

/**
 * One model per fold, trained on everything else, last epoch: nothing is chosen on the fold that will be scored.
 * Byte-identical fragments stay on one side (see `stratifiedFolds`).
 */
export async function trainFolds(
  set: FragmentSet,
  plan: CrossValidation,
  run: JobRunner,
  onEpoch?: OnJobEpoch,
): Promise<FoldModel[]> {
  const folds = stratifiedFolds(set, plan.folds, plan.splitSeed);
  const { blueprint, settings, folder } = plan;
  const jobs = folds.map((fold) => ({ blueprint, settings, folder, set: selectFragments(set, fold.train) }));
  await run(jobs, onEpoch);
  return folds.map((fold, i) => ({ fold, model: finishedModel(jobs[i]!)! }));
}

/** Mean and standard deviation (of the sample, n - 1) over folds. */
export function meanAndSd(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
