import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OtherOptions } from '../data/open.js';
import type { SignalSet } from '../data/signal-set.js';
import type { Recipe } from '../quantise/recipe/quantise-config.js';
import { recipeFacts } from '../quantise/recipe/recipe.js';
import type { RecipeJob } from '../quantise/recipe/recipe-job.js';
import { UserError } from '../support/errors.js';
import { type CompareConfig, protocolsOf, readComparedRecipe } from './compare-config.js';
import { comparison, type ScoredOnce, type ScoredRow } from './comparison.js';
import type { Comparison } from './comparison-file.js';
import { evaluateRecipe, trainingsOf } from './evaluate-recipe.js';
import { byProtocol, PROTOCOLS, type ProtocolName, protocolFolds } from './protocol.js';
import type { EvaluationData } from './protocols/protocol-kind.js';
import { recipeJobs, recipeTrainer, type Workplace } from './recipe-trainer.js';

/** What is to be compared. */
export interface Compared {
  config: CompareConfig;
  /** One a row; see `comparedRecipes`. */
  recipes: readonly Recipe[];
  /** What is trained on; scored too, unless a protocol scores other windows. */
  set: SignalSet;
  /** What is scored of recordings, by fragment. */
  fragments: SignalSet | undefined;
}

/** The recipes of all rows of the file `path`. Throws UserError with every problem of the first that has one. */
export const comparedRecipes = ({ rows }: CompareConfig, path: string): Recipe[] =>
  rows.map((row, i) => readComparedRecipe(join(dirname(path), row.recipe), row, path, i));

/** How the recipes of the comparison `path` read their data. Throws UserError where two do so in different ways. */
export function commonReading(recipes: readonly Recipe[], path: string): OtherOptions | undefined {
  const [first, ...others] = recipes.map(({ training }) => training.reading);
  const unlike = others.findIndex((other) => !isDeepStrictEqual(other?.options, first?.options));
  if (unlike < 0) return first;
  const field = `rows[${unlike + 1}].recipe`;
  throw new UserError({
    where: path,
    field,
    message: 'its training has other readerOptions than that of the first row',
  });
}

/** All protocols of a comparison, in its order. */
export const kindsOf = (config: CompareConfig): ProtocolName[] =>
  config.protocols ?? [...new Set(config.rows.flatMap((row) => protocolsOf(config, row)))];

/** A training of a comparison, by its place there. */
export interface ComparedJob {
  row: number;
  kind: ProtocolName;
  /** Of the jobs of that row under that protocol. */
  index: number;
  job: RecipeJob;
}

/** All trainings of a comparison in its order, for whoever runs some of them alone; `folder`: of checkpoints and results. */
export function comparedJobs({ config, recipes, set, fragments }: Compared, folder: string): ComparedJob[] {
  const { folds, seeds, rows } = config;
  const trainings = byProtocol((kind) => {
    if (!kindsOf(config).includes(kind)) return [];
    const data = PROTOCOLS[kind].dataOf(set, fragments);
    return trainingsOf(data.set, protocolFolds(data, { kind, folds, seeds }));
  });
  return rows.flatMap((row, r) =>
    protocolsOf(config, row).flatMap((kind) =>
      recipeJobs(recipes[r]!, kind, folder, trainings[kind]).map((job, index) => ({ row: r, kind, index, job })),
    ),
  );
}

/**
 * Cross-validates every row under its protocols, row by row; what was trained before, by `evaluate` too, is taken from the workplace's folder.
 *
 * @throws UserError before any training for data that a protocol cannot split
 */
export async function compare(
  { config, recipes, set, fragments }: Compared,
  backend: string,
  workplace: Workplace,
  onRow: (row: number) => void = () => {},
): Promise<Comparison> {
  const { name, folds, seeds, rows } = config;
  const kinds = kindsOf(config);
  const data = byProtocol((kind): EvaluationData | null =>
    kinds.includes(kind) ? PROTOCOLS[kind].dataOf(set, fragments) : null,
  );
  for (const kind of kinds) protocolFolds(data[kind]!, { kind, folds, seeds });
  const scored: ScoredRow[] = [];
  for (const [i, row] of rows.entries()) {
    onRow(i);
    const recipe = recipes[i]!;
    const found: Partial<Record<ProtocolName, ScoredOnce>> = {};
    for (const kind of protocolsOf(config, row)) {
      const trainer = recipeTrainer(recipe, kind, workplace);
      const protocol = { kind, folds, seeds };
      const { evaluation, right } = await evaluateRecipe(data[kind]!, protocol, recipeFacts(recipe), backend, trainer);
      found[kind] = { evaluation, right };
    }
    scored.push({ row, scored: found });
  }
  return comparison(name, kinds, scored);
}
