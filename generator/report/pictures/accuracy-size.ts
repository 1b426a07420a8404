import type { Comparison } from '../../evaluate/comparison-file.js';
import { seedsText } from '../evaluation.js';
import { marked } from '../evaluation-marks.js';
import type { PictureSpec } from './render.js';
import { sizePicture } from './size-picture.js';

/**
 * Accuracy against stored bytes, a point a row of the comparison that is scored by its first protocol: error bars are the standard
 * deviation over folds and seeds, the line joins the rows that no other one beats in both.
 */
export function accuracySizePicture({ name, protocols, rows }: Comparison, stale: string | null = null): PictureSpec {
  const [{ kind, folds, fragments, seeds }] = protocols as [Comparison['protocols'][number]];
  const points = rows.flatMap(({ name: row, series, scores, storage, network, recipe }) => {
    const accuracy = scores[kind]?.accuracy;
    if (accuracy === undefined) return [];
    return {
      row,
      series,
      own: network === 'integer' && recipe.name === name,
      bytes: storage.meanBytes,
      accuracy: 100 * accuracy.mean,
      low: 100 * (accuracy.mean - accuracy.sd),
      high: Math.min(100, 100 * (accuracy.mean + accuracy.sd)),
    };
  });
  return sizePicture({
    title: marked(`${name}: accuracy against size`, stale),
    subtitle: [
      `${folds}-fold by ${kind}, ${fragments} fragments, ${seedsText(seeds)}. ` +
        'Bars: standard deviation over folds and seeds.',
      'Grey line: the networks that no other one beats in both accuracy and size.' +
        (points.some(({ own }) => own) ? ` Ring: ${name} itself.` : ''),
    ],
    good: `accuracy by ${kind}, %`,
    points,
  });
}
