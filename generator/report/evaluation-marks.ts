import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../emit/tree.js';
import type { ContinuousResult } from '../evaluate/continuous/result.js';
import type { CrossEvaluation } from '../evaluate/cross-evaluation.js';
import type { History } from '../evaluate/history.js';

/**
 * Null: the evaluation is of the recipe and the data that the model was made by. Otherwise what a reader is told: an evaluation
 * says little of a model that another recipe or other data made. The mark names what was evaluated, and so stays the same.
 */
export function evaluationMark(
  { recipe, data }: Pick<CrossEvaluation, 'recipe' | 'data'>,
  history: Pick<History, 'recipe' | 'data'> | null,
): string | null {
  if (history === null) return null;
  if (isDeepStrictEqual(recipe, history.recipe)) return dataMark({ data }, history);
  return `stale: recipe ${sha256(JSON.stringify(recipe)).slice(0, 8)}, not the model's`;
}

/** The same of networks as monitors. */
export const continuousMark = (
  result: Pick<ContinuousResult, 'made'> | null,
  history: Pick<History, 'recipe' | 'data'> | null,
): string | null => (result?.made ? evaluationMark(result.made, history) : null);

/** The same of what holds several recipes; null of another data set: what is said of that is true of it. */
export function dataMark(
  { data }: Pick<CrossEvaluation, 'data'>,
  history: Pick<History, 'data'> | null,
): string | null {
  return history === null || data.dataset !== history.data.dataset || isDeepStrictEqual(data, history.data)
    ? null
    : `stale: ${data.fragments} fragments of hash ${data.hash.slice(0, 8)}, not the model's`;
}

/** A mark behind a title. */
export const marked = (title: string, mark: string | null | undefined) => (mark ? `${title} (${mark})` : title);
