import type { Recipe } from '../config/quantise-config.js';
import type { FoldScores, RecipeScores } from './compare.js';

/** What `bitbeat quantise --cross-validate` leaves: enough to judge every figure and to make it again. */
export interface Study {
  protocol: {
    kind: string;
    folds: number;
    splitSeed: number;
    fragments: number;
    scored: string;
  };
  /** The training configuration of every fold. */
  training: Record<string, unknown>;
  /** TensorFlow.js backend of the trainings. */
  backend: string;
  calibrationFragments: number;
  withinPoints: number;
  float: FoldScores;
  recipes: RecipeScores[];
  /** The smallest recipe within `withinPoints` of floating point; null: none is. */
  chosen: string | null;
}

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
  return markdown(['network', 'accuracy, %', 'per fold, %', 'macro F1, %', 'stored bytes'], rows);
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

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Mean and standard deviation in percent, one decimal. */
export function points({ mean, sd }: { mean: number; sd: number }): string {
  return `${(100 * mean).toFixed(1)} +- ${(100 * sd).toFixed(1)}`;
}

const perFold = (shares: readonly number[]) => shares.map((s) => (100 * s).toFixed(1)).join(' ');
