import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import type { SignalSet } from '../../data/signal-set.js';
import { type CompareConfig, compareConfigSchema, readComparedRecipe } from '../../evaluate/compare-config.js';
import { comparison, type ScoredRow } from '../../evaluate/comparison.js';
import type { Comparison } from '../../evaluate/comparison-file.js';
import { evaluateRecipe } from '../../evaluate/evaluate-recipe.js';
import { printJson } from '../../evaluate/print-json.js';
import { PROTOCOLS, type Protocol } from '../../evaluate/protocol.js';
import { recipeTrainer, type Workplace } from '../../evaluate/recipe-trainer.js';
import type { Recipe } from '../../quantise/quantise-config.js';
import { recipeFacts } from '../../quantise/recipe.js';
import { comparisonReport } from '../../report/comparison.js';
import { MODEL_FILES } from '../../report/model-folder.js';
import { log } from '../../support/progress.js';
import { readJson } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import { loadBackend } from '../../train/backend.js';
import { dataOption, jsonOption, processesOption, workOption } from '../options.js';
import { progress, readWatched } from '../training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat compare --config configs/recipes/${SHIPPED.large}-fragments.compare.json --data ${SHIPPED.data}

Cross-validates every row of the configuration under one protocol and sets them side by side. What was trained before is
found again, so an interrupted comparison goes on where it stopped, and a new row costs only itself.`;

interface Options {
  config: string;
  data: string;
  out?: string;
  processes: number;
  work: string;
  json?: boolean;
}

/** `bitbeat compare`: recipes under one protocol, side by side. */
export function compareCommand(): Command {
  return new Command('compare')
    .summary('set recipes side by side under one protocol')
    .description('Cross-validates the recipes of a comparison under one protocol; writes and prints the table.')
    .option('--config <file>', 'comparison, configs/recipes/*.compare.json', defaults().compare.config)
    .addOption(dataOption())
    .option('--out <file>', `JSON file to write (default: models/<name>/${MODEL_FILES.comparison})`)
    .addOption(processesOption())
    .addOption(workOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ config: path, data, out, processes, work, json }: Options) => {
      const { name: backend } = await loadBackend();
      const config = readJson(path, compareConfigSchema);
      // All recipes are read first: a mistake in the last one is told before hours of training.
      const recipes = config.rows.map((row, i) => readComparedRecipe(join(dirname(path), row.recipe), row, path, i));
      const set = await readWatched(data);
      const result = await compare(config, recipes, set, backend, { folder: work, processes, onEpoch: progress() });
      const text = printJson(result);
      writeStaged(out ?? join('models', config.name, MODEL_FILES.comparison), text);
      console.log(json ? text.trimEnd() : comparisonReport(result));
    });
}

async function compare(
  { name, folds, seeds, rows }: CompareConfig,
  recipes: readonly Recipe[],
  set: SignalSet,
  backend: string,
  workplace: Workplace,
): Promise<Comparison> {
  const score = (recipe: Recipe, kind: Protocol['kind']) =>
    evaluateRecipe(
      PROTOCOLS[kind].dataOf(set, undefined),
      { kind, folds, seeds },
      recipeFacts(recipe),
      backend,
      recipeTrainer(recipe, kind, workplace),
    );
  const scored: ScoredRow[] = [];
  for (const [i, row] of rows.entries()) {
    log(`${i + 1}/${rows.length} ${row.name}`);
    const recipe = recipes[i]!;
    const fragment = await score(recipe, 'fragment');
    scored.push({ row, fragment, patient: row.patient ? await score(recipe, 'patient') : null });
  }
  return comparison(name, scored);
}
