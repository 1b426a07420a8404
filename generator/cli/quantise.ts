import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../config/errors.js';
import { type QuantiseConfig, quantiseConfigSchema } from '../config/quantise-config.js';
import { readJson } from '../config/read-json.js';
import { writeStaged } from '../config/write-staged.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import { readClassFolders } from '../data/mitbih17.js';
import { writeIntegerModel } from '../model/file.js';
import { Interpreter } from '../model/interpreter.js';
import { storage } from '../model/storage.js';
import { agreement, chooseRecipe, floatRow, recipeRow } from '../quantise/compare.js';
import { calibrationSet, quantise } from '../quantise/recipe.js';
import type { Study } from '../quantise/study.js';
import { modelCard } from '../report/model-card.js';
import { studyTable } from '../report/study.js';
import { loadBackend } from '../train/backend.js';
import { crossValidate } from '../train/cross-validate.js';
import { readFloatModel } from '../train/float-file.js';
import { floatScores } from '../train/loop.js';
import { dataOption, processesOption, progress, readPlan, workOption } from './training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat quantise --data mitbih17
  $ npx bitbeat quantise --data mitbih17 --cross-validate

The first writes the integer model and, if a cross-validation lies beside it, the model card. The second trains one float
model per fold (or finds it under build/train), compares all recipes of the configuration on them and writes the result.`;

/** Name of the cross-validation in the model's folder. */
const STUDY = 'crossvalidation.json';

interface Options {
  data: string;
  model: string;
  config: string;
  trainConfig: string;
  out: string;
  crossValidate?: boolean;
  processes: number;
  work: string;
}

/** `bitbeat quantise`: the integer model of a float model, or the comparison of recipes by cross-validation. */
export function quantiseCommand(): Command {
  return new Command('quantise')
    .summary('turn a float model into an integer model')
    .description(
      'Quantises a float model by the recipe that the configuration uses, or cross-validates all its recipes.',
    )
    .addOption(dataOption())
    .option('--model <file>', 'float model', 'models/ecg17/ecg17.float.json')
    .option('--config <file>', 'quantisation configuration', 'configs/ecg17.quantise.json')
    .option('--train-config <file>', 'training configuration of the folds', 'configs/ecg17.train.json')
    .option('--out <file>', 'integer model to write', 'models/ecg17/ecg17.alq.json')
    .option('--cross-validate', `compare all recipes; writes ${STUDY} into the folder of --out`)
    .addOption(processesOption())
    .addOption(workOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const config = readJson(options.config, quantiseConfigSchema);
      if (options.crossValidate) await compareRecipes(options, config);
      else await makeModel(options, config);
    });
}

async function compareRecipes(options: Options, config: QuantiseConfig): Promise<void> {
  const plan = readPlan(options.trainConfig, options);
  const set = readClassFolders(options.data);
  const folds = await crossValidate(set, plan, progress());
  const float = floatRow(set, folds);
  const recipes = config.recipes.map((recipe) => recipeRow(set, folds, recipe, config.calibrationFragments));
  const study: Study = {
    protocol: {
      kind: 'fragment-wise, stratified, byte-identical fragments on one side',
      folds: plan.folds,
      splitSeed: plan.splitSeed,
      fragments: set.names.length,
      scored: 'last epoch; training settings and recipe were chosen on these folds, so the figures flatter a little',
    },
    training: plan.config,
    backend: (await loadBackend()).name,
    calibrationFragments: config.calibrationFragments,
    withinPoints: config.withinPoints,
    float,
    recipes,
    chosen: chooseRecipe(float, recipes, config),
  };
  const path = join(dirname(options.out), STUDY);
  writeStaged(path, `${JSON.stringify(study)}\n`);
  console.log(
    `${studyTable(study)}\n\nchosen: ${study.chosen ?? 'none is near enough to floating point'}; written to ${path}`,
  );
}

async function makeModel(options: Options, config: QuantiseConfig): Promise<void> {
  const recipe = config.recipes.find((r) => r.name === config.use)!;
  const float = readFloatModel(options.model);
  const set = readClassFolders(options.data);
  const model = quantise(float, recipe, calibrationSet(set, config.calibrationFragments));
  writeIntegerModel(options.out, model);
  const interpreter = new Interpreter(model);
  const integerScores = set.names.map((_, i) => interpreter.scores(fragment(set, i)));
  const agree = agreement(integerScores, floatScores(await loadBackend(), float, set));
  const { totalBytes, averageBitwidth, compression } = storage(model);
  console.log(
    `${options.out}: ${recipe.name}, ${totalBytes} bytes stored (${compression.toFixed(2)} times smaller than float32), ` +
      `${averageBitwidth.toFixed(2)} bases per weight, same class as the float model on ${(100 * agree).toFixed(1)} % of ${set.names.length} fragments`,
  );
  writeCard(options, { model, recipe, agreement: agree, set });
}

function writeCard(
  options: Options,
  made: Pick<Parameters<typeof modelCard>[0], 'model' | 'recipe' | 'agreement'> & { set: FragmentSet },
): void {
  const folder = dirname(options.out);
  const path = join(folder, STUDY);
  if (!existsSync(path)) return;
  const files = { float: basename(options.model), integer: basename(options.out), study: STUDY };
  const { set, ...facts } = made;
  writeStaged(
    join(folder, 'README.md'),
    modelCard({ ...facts, study: readStudy(path), trainedOn: set.names.length, files }),
  );
}

/** Our own file, whose shape is trusted if it is JSON with the parts that the card needs. */
function readStudy(path: string): Study {
  const study = JSON.parse(readFileSync(path, 'utf8')) as Partial<Study>;
  if (study.protocol === undefined || study.float === undefined || study.recipes === undefined)
    throw new UserError({
      where: path,
      message: 'not a cross-validation',
      fix: 'npx bitbeat quantise --cross-validate',
    });
  return study as Study;
}
