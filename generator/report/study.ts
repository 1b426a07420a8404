import type { Recipe } from '../config/quantise-config.js';
import type { FoldScores } from '../quantise/compare.js';
import type { Study } from '../quantise/study.js';
import { markdownTable } from './table.js';

/** The study as a Markdown table, one row per network. */
export function studyTable({ float, recipes, chosen }: Study): string {
  const cells = ({ accuracy, macroF1 }: FoldScores) => [points(accuracy), perFold(accuracy.perFold), points(macroF1)];
  const rows = [
    ['floating point', ...cells(float), '-'],
    ...recipes.map((row) => [
      row.recipe.name === chosen ? `**${row.recipe.name}**` : row.recipe.name,
      ...cells(row),
      `${row.storageBytes}`,
    ]),
  ];
  return markdownTable(['network', 'accuracy, %', 'per fold, %', 'macro F1, %', 'stored bytes'], rows);
}

/** A recipe in words, e.g. `channelwise, 4 bases (conv1: 6), 8-bit alphas, 5-bit activations`. */
export function recipeText(recipe: Recipe): string {
  const { layers = {}, structure, maxBits, alphaBits, activationBits } = recipe;
  const kind = structure.kind === 'subchannelwise' ? `subchannelwise (${structure.count})` : structure.kind;
  const differing = Object.entries(layers).map(([name, other]) => {
    const parts = Object.entries(other).map(
      ([key, value]) => `${key} ${typeof value === 'object' ? value.kind : value}`,
    );
    return `${name}: ${parts.join(', ')}`;
  });
  const but = differing.length === 0 ? '' : `; but ${differing.join('; ')}`;
  return `${kind} groups, at most ${maxBits} bases, ${alphaBits}-bit alphas, ${activationBits}-bit activations${but}`;
}

/** Mean and standard deviation in percent, one decimal. */
export function points({ mean, sd }: { mean: number; sd: number }): string {
  return `${(100 * mean).toFixed(1)} +- ${(100 * sd).toFixed(1)}`;
}

const perFold = (shares: readonly number[]) => shares.map((s) => (100 * s).toFixed(1)).join(' ');
