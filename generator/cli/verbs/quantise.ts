import { join } from 'node:path';
import { Command } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { setHash } from '../../evaluate/evaluate-recipe.js';
import { HISTORY_FORMAT, HISTORY_VERSION, type History } from '../../evaluate/history.js';
import { writeIntegerModel } from '../../model/file.js';
import { argmax, Interpreter } from '../../model/interpreter.js';
import { storage } from '../../model/storage.js';
import { readRecipe } from '../../quantise/quantise-config.js';
import { recipeFacts } from '../../quantise/recipe.js';
import { calibrationNotes, type RecipeJob, type RecipeResult, runRecipeJobs } from '../../quantise/recipe-job.js';
import { note } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { type Backend, loadBackend } from '../../train/backend.js';
import { writeFloatModel } from '../../train/float-file.js';
import { floatScores } from '../../train/loop.js';
import { dataOption, processesOption, seedOption, workOption } from '../options.js';
import { progress, readWatched } from '../training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat quantise --data ${SHIPPED.data}
  $ npx bitbeat quantise --data ${SHIPPED.data} --config configs/recipes/${SHIPPED.stream}.quantise.json --out models/${SHIPPED.stream}

Trains in floating point first, unless the same training lies finished under --work. What was interrupted goes on where
it stopped when the same command is given again.`;

interface Options {
  data: string;
  config: string;
  out: string;
  seed?: number;
  processes: number;
  work: string;
}

/** `bitbeat quantise`: from fragments to an integer model, by a recipe. */
export function quantiseCommand(): Command {
  return new Command('quantise')
    .summary('make an integer model by a recipe')
    .description(
      'Trains a network in floating point, quantises it and fine-tunes it as the integer network it becomes.',
    )
    .addOption(dataOption())
    .option('--config <file>', 'recipe', defaults().quantise.config)
    .option('--out <dir>', 'folder for the integer model, the float model and the history', defaults().quantise.out)
    .addOption(seedOption())
    .addOption(processesOption())
    .addOption(workOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ data, config, out, seed, processes, work }: Options) => {
      const backend = await loadBackend();
      const recipe = readRecipe(config);
      const job = { recipe, set: await readWatched(data), seed: seed ?? recipe.training.settings.seed, folder: work };
      for (const text of calibrationNotes(job)) note(text);
      const [result] = await runRecipeJobs([job], processes, progress());
      const history = historyOf(backend, job, result!);
      const path = writeModel(out, result!, history);
      const { totalBytes, averageBitwidth, compression } = storage(result!.integer);
      console.log(
        `${path}: ${recipe.name}, seed ${job.seed}, ${totalBytes} bytes stored (${compression.toFixed(2)} times smaller ` +
          `than float32), ${averageBitwidth.toFixed(2)} bases per weight, same class as the float model on ` +
          `${(100 * history.agreement).toFixed(1)} % of ${job.set.names.length} fragments`,
      );
    });
}

/** Writes the three files of a model; returns the integer model's name. */
function writeModel(folder: string, { float, integer }: RecipeResult, history: History): string {
  const path = join(folder, `${integer.name}.alq.json`);
  writeIntegerModel(path, integer);
  writeFloatModel(join(folder, `${float.name}.float.json`), float);
  writeStaged(join(folder, 'rounds.json'), `${JSON.stringify(history)}\n`);
  return path;
}

function historyOf(backend: Backend, { recipe, set, seed }: RecipeJob, result: RecipeResult): History {
  return {
    format: HISTORY_FORMAT,
    version: HISTORY_VERSION,
    recipe: recipeFacts(recipe),
    seed,
    backend: backend.name,
    data: { fragments: set.names.length, hash: setHash(set) },
    agreement: agreement(backend, result, set),
    layers: result.integer.layers.map((l) => l.name),
    rounds: result.rounds,
  };
}

/** Share of fragments that integer and float network put into the same class. */
function agreement(backend: Backend, { float, integer }: RecipeResult, set: SignalSet): number {
  const interpreter = new Interpreter(integer);
  const same = floatScores(backend, float, set).filter(
    (scores, i) => argmax(scores) === interpreter.classify(windowCodes(set, i)),
  );
  return same.length / set.names.length;
}
