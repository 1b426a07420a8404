import { join } from 'node:path';
import { Command } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import {
  type ComparedJob,
  commonReading,
  compare,
  comparedJobs,
  comparedRecipes,
  kindsOf,
} from '../../evaluate/compare.js';
import { compareConfigSchema } from '../../evaluate/compare-config.js';
import { printJson } from '../../evaluate/print-json.js';
import { comparedUnit } from '../../farm/kinds/compared.js';
import { isFinishedRecipe, type RecipeFiles, writeRecipeFiles } from '../../quantise/recipe/recipe-job.js';
import { comparisonReport } from '../../report/comparison.js';
import { COMPARISON_FILES, comparisonKind } from '../../report/model-folder.js';
import { log } from '../../support/progress.js';
import { readJson } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import { loadBackend } from '../../train/backend.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { dataOption, jsonOption, processesOption, workOption } from '../options.js';
import { progress, readWatched } from '../training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat compare --config configs/recipes/${SHIPPED.stream}.compare.json --data ${SHIPPED.recordings}
  $ npx bitbeat compare --config configs/recipes/${SHIPPED.large}-fragments.compare.json --data ${SHIPPED.data}

Cross-validates every row of the configuration under the same protocols and sets them side by side. What was trained before,
by evaluate too, is found again, so an interrupted comparison goes on where it stopped, and a new row costs only itself.
Protocols are those that the configuration names (see evaluate); without any each row is scored by fragment.`;

interface Options extends FarmOptions {
  config: string;
  data: string;
  fragments?: string;
  out?: string;
  processes: number;
  work: string;
  json?: boolean;
}

/** `bitbeat compare`: recipes under the same protocols, side by side. */
export function compareCommand(): Command {
  const { fragments: old, protocols } = COMPARISON_FILES;
  const command = new Command('compare')
    .summary('set recipes side by side under the same protocols')
    .description('Cross-validates the recipes of a comparison under the same protocols; writes and prints the table.')
    .option('--config <file>', 'comparison, configs/recipes/*.compare.json', defaults().compare.config)
    .addOption(dataOption())
    .option('--fragments <dir|file>', 'with recordings, by fragment: what is scored')
    .option('--out <file>', `JSON file to write (default: ${protocols}, or ${old}, of models/<name>)`)
    .addOption(processesOption())
    .addOption(workOption())
    .addOption(jsonOption());
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async ({ config: path, data, fragments, out, processes, work, json, ...farm }: Options) => {
      const { name: backend } = await loadBackend();
      const config = readJson(path, compareConfigSchema);
      // All recipes are read first: a mistake in the last one is told before hours of training.
      const recipes = comparedRecipes(config, path);
      const set = await readWatched(data, commonReading(recipes, path));
      const wanted = fragments !== undefined && kindsOf(config).includes('fragment');
      const compared = { config, recipes, set, fragments: wanted ? await readWatched(fragments) : undefined };
      const given = { config: path, data, ...(fragments !== undefined && { fragments }), work };
      const run = ahead<ComparedJob, RecipeFiles>(farm, 'compared', (job) => comparedUnit(job, given));
      if (run !== undefined) {
        const left = comparedJobs(compared, work).filter(({ job }) => !isFinishedRecipe(job));
        for (const [{ job }, files] of await run(left)) if (!isFinishedRecipe(job)) writeRecipeFiles(job, files);
      }
      const result = await compare(compared, backend, { folder: work, processes, onEpoch: progress() }, (row) =>
        log(`${row + 1}/${config.rows.length} ${config.rows[row]!.name}`),
      );
      const text = printJson(result);
      writeStaged(out ?? join('models', config.name, COMPARISON_FILES[comparisonKind(config)]), text);
      console.log(json ? text.trimEnd() : comparisonReport(result));
    });
}
