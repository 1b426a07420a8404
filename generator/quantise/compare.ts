import type { QuantiseConfig, Recipe } from '../config/quantise-config.js';
import { type FragmentSet, fragment, selectFragments } from '../data/fragment-set.js';
import type { Fold } from '../data/splits.js';
import type { FloatModel } from '../model/float-model.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import { type Metrics, metrics } from '../model/metrics.js';
import { storage } from '../model/storage.js';
import { calibrationSet, quantise } from './recipe.js';

/** What one network (floating point or a recipe) reached over the folds. Accuracies and F1 are shares, 0 to 1. */
export interface FoldScores {
  accuracy: Spread;
  macroF1: Spread;
  /** [true][predicted] over all folds: every fragment once. */
  confusion: number[][];
}

export interface Spread {
  perFold: number[];
  mean: number;
  /** Standard deviation of the sample (n - 1). */
  sd: number;
}

export interface RecipeScores extends FoldScores {
  recipe: Recipe;
  /** Every stored bit in bytes, mean over the folds' models. */
  storageBytes: number;
}

/** A float model, the fold it was trained on, and its predictions for the fold's test fragments. */
export interface ScoredFold {
  fold: Fold;
  model: FloatModel;
  predicted: number[];
}

export function floatRow(set: FragmentSet, folds: readonly ScoredFold[]): FoldScores {
  return foldScores(folds.map(({ fold, predicted }) => scoreFold(set, fold, predicted)));
}

/** One recipe on every fold: calibrated on the fold's training side, scored on its test side. */
export function recipeRow(
  set: FragmentSet,
  folds: readonly ScoredFold[],
  recipe: Recipe,
  calibrationFragments: number,
): RecipeScores {
  let bytes = 0;
  const scores = folds.map(({ fold, model }) => {
    const calibration = calibrationSet(selectFragments(set, fold.train), calibrationFragments);
    const integer = quantise(model, recipe, calibration);
    bytes += storage(integer).totalBytes / folds.length;
    const interpreter = new Interpreter(integer);
    const predicted = fold.test.map((i) => interpreter.classify(fragment(set, i)));
    return scoreFold(set, fold, predicted);
  });
  return { recipe, storageBytes: Math.round(bytes), ...foldScores(scores) };
}

/** The smallest recipe whose mean accuracy is at most `withinPoints` points below floating point; null: none is. */
export function chooseRecipe(
  float: Pick<FoldScores, 'accuracy'>,
  rows: readonly Pick<RecipeScores, 'recipe' | 'storageBytes' | 'accuracy'>[],
  { withinPoints }: Pick<QuantiseConfig, 'withinPoints'>,
): string | null {
  const least = float.accuracy.mean - withinPoints / 100;
  const good = rows.filter((row) => row.accuracy.mean >= least);
  if (good.length === 0) return null;
  return good.reduce((a, b) => (b.storageBytes < a.storageBytes ? b : a)).recipe.name;
}

/** Share of fragments that two lists of scores put into the same class. */
export function agreement(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  return a.filter((scores, i) => argmax(scores) === argmax(b[i]!)).length / a.length;
}

function scoreFold(set: FragmentSet, fold: Fold, predicted: readonly number[]): Metrics {
  const labels = fold.test.map((i) => set.labels[i]!);
  return metrics(labels, predicted, set.classes.length);
}

function foldScores(scores: readonly Metrics[]): FoldScores {
  return {
    accuracy: spread(scores.map((s) => s.accuracy)),
    macroF1: spread(scores.map((s) => s.macroF1)),
    confusion: scores
      .map((s) => s.confusion)
      .reduce((sum, one) => sum.map((row, t) => row.map((count, p) => count + one[t]![p]!))),
  };
}

export function spread(perFold: number[]): Spread {
  const mean = perFold.reduce((sum, v) => sum + v, 0) / perFold.length;
  const squares = perFold.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { perFold, mean, sd: perFold.length < 2 ? 0 : Math.sqrt(squares / (perFold.length - 1)) };
}
