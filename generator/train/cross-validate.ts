import { type FragmentSet, selectFragments } from '../data/fragment-set.js';
import { type Fold, stratifiedFolds } from '../data/splits.js';
import type { FloatModel } from '../model/float-model.js';
import { argmax } from '../model/interpreter.js';
import { loadBackend } from './backend.js';
import { finishedModel } from './job.js';
import { type Blueprint, floatScores, type TrainSettings } from './loop.js';
import { type OnJobEpoch, runJobs } from './parallel.js';

export interface CrossValidation {
  blueprint: Blueprint;
  settings: TrainSettings;
  folds: number;
  /** Of the split; the training's own seed is in `settings`. */
  splitSeed: number;
  /** Where checkpoints and fold models lie. */
  folder: string;
  processes: number;
}

export interface FoldModel {
  fold: Fold;
  model: FloatModel;
  /** Class that the float model gives each of the fold's test fragments. */
  predicted: number[];
}

/**
 * One model per fold, trained on everything else, last epoch: nothing is chosen on the fold that is scored.
 * Byte-identical fragments stay on one side (see `stratifiedFolds`).
 */
export async function crossValidate(
  set: FragmentSet,
  { blueprint, settings, folds: count, splitSeed, folder, processes }: CrossValidation,
  onEpoch?: OnJobEpoch,
): Promise<FoldModel[]> {
  const folds = stratifiedFolds(set, count, splitSeed);
  const jobs = folds.map((fold) => ({ blueprint, settings, folder, set: selectFragments(set, fold.train) }));
  await runJobs(jobs, processes, onEpoch);
  const backend = await loadBackend();
  return folds.map((fold, i) => {
    const model = finishedModel(jobs[i]!)!;
    return { fold, model, predicted: floatScores(backend, model, selectFragments(set, fold.test)).map(argmax) };
  });
}
