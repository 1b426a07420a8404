import { Command, Option } from 'commander';
import { crossEvaluate } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { readingData } from '../../data/for-model.js';
import { continuousFile } from '../../evaluate/continuous/result-file.js';
import { evaluating } from '../../evaluate/evaluate-model.js';
import { printJson } from '../../evaluate/print-json.js';
import { PROTOCOL_NAMES, type Protocol } from '../../evaluate/protocol.js';
import { recipeUnit } from '../../farm/kinds/recipe.js';
import { readIntegerModel } from '../../model/file.js';
import {
  isFinishedRecipe,
  type RecipeFiles,
  type RecipeJob,
  writeRecipeFiles,
} from '../../quantise/recipe/recipe-job.js';
import { continuousReport } from '../../report/continuous.js';
import { crossEvaluationReport, evaluationReport } from '../../report/evaluation.js';
import { UserError } from '../../support/errors.js';
import { watched } from '../../support/long-work.js';
import { writeStaged } from '../../support/write-staged.js';
import { readTraining } from '../../train/train-config.js';
import { ahead, type FarmOptions, withFarm } from '../on-farm.js';
import { count, counts, dataOption, jsonOption, processesOption, workOption } from '../options.js';
import { progress, readWatched } from '../training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat evaluate --model models/${SHIPPED.large} --data ${SHIPPED.data}
  $ npx bitbeat evaluate --recipe configs/recipes/${SHIPPED.large}.quantise.json --protocol patient --data ${SHIPPED.data} --json

With --model: computes every fragment with the integer model, bit for bit as the hardware does, and scores its classes, labels or
values, of the window or of each step. On fragments that the model was trained on the accuracy says nothing.
With --recipe: trains and quantises one network for every fold and seed on the fold's training side and scores it on the
test side; the seeds give both the split and the trainings. An interrupted evaluation goes on where it stopped.
  fragment  all classes, spread evenly over the folds; byte-identical fragments on one side
  time      blocks of three minutes of annotated recordings; windows of the test one behind the other, none shares a sample
            with one that is trained on
  patient   the classes of more than one patient (machine, speaker: what the data set's file calls a group); all of a
            group's fragments on one side: what a new one can expect`;

interface Options extends FarmOptions {
  data: string;
  fragments?: string;
  continuous?: string;
  noise?: boolean;
  model?: string;
  training?: string;
  recipe?: string;
  protocol: Protocol['kind'];
  folds: number;
  seeds: number[];
  out?: string;
  processes: number;
  work: string;
  json?: boolean;
}

/** `bitbeat evaluate`: the accuracy of an integer model on a folder, or of a recipe by cross-validation. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('score an integer model on a data folder, or a recipe by cross-validation')
    .description(
      'Scores an integer model on a folder of fragments, or cross-validates a recipe; prints accuracy and size.',
    )
    .addOption(
      new Option('--model <dir|file>', 'integer model, *.alq.json, or a folder that holds one').conflicts([
        'recipe',
        'out',
      ]),
    )
    .addOption(
      new Option(
        '--training <file>',
        'with --model: training whose `events` are counted, of targets of each step',
      ).conflicts('recipe'),
    )
    .option('--recipe <file>', 'recipe to cross-validate, configs/*.quantise.json')
    .addOption(dataOption())
    .addOption(
      new Option('--protocol <kind>', 'with --recipe: what stays on one side of a split')
        .choices(PROTOCOL_NAMES)
        .default('fragment'),
    )
    .option('--fragments <dir|file>', 'with --recipe and recordings, by fragment: what is scored')
    .option(
      '--continuous <file>',
      "with --recipe and recordings, by time or patient: JSON file of the first seed's networks as sliding monitors",
    )
    .option('--noise', 'with --continuous: made-up noise too, three kinds at 24, 12 and 6 dB')
    .addOption(new Option('--folds <n>', 'with --recipe: parts of the data').default(5).argParser(count(2)))
    .addOption(
      new Option('--seeds <list>', 'with --recipe: seeds of splits and trainings')
        .default([1, 2], '1,2')
        .argParser(seedList),
    )
    .option('--out <file>', 'with --recipe: JSON file to write as well')
    .addOption(processesOption())
    .addOption(workOption())
    .addOption(jsonOption('print one JSON object instead of tables'));
  return withFarm(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      if (options.model !== undefined && options.on !== undefined)
        throw new UserError({
          where: '--on',
          message: 'with --model: that is no campaign',
          allowed: '--on with --recipe',
        });
      if (options.model !== undefined) return scoreModel(options.model, options);
      if (options.recipe !== undefined) return crossValidate(options.recipe, options);
      throw new UserError({
        where: 'evaluate',
        message: 'nothing to evaluate',
        allowed: '--model with an integer model, or --recipe with a recipe',
      });
    });
}

async function scoreModel(path: string, { data, training, json }: Options): Promise<void> {
  const model = readIntegerModel(path);
  const events = training === undefined ? undefined : readTraining(training).settings.events;
  const set = await watched(readingData(data, model), `reading ${data}`);
  const evaluation = await watched(evaluating(model, set, events), 'computing');
  console.log(json ? JSON.stringify(evaluation, null, 2) : evaluationReport(evaluation));
}

async function crossValidate(path: string, options: Options): Promise<void> {
  const { data, fragments, protocol: kind, folds, seeds, processes, work, out, json } = options;
  if (options.noise && options.continuous === undefined)
    throw new UserError({ where: '--noise', message: 'without --continuous', allowed: 'both' });
  const protocol = { kind, folds, seeds };
  const scored = fragments === undefined ? {} : { fragments: () => readWatched(fragments) };
  const settings = { processes, work, onEpoch: progress(), ...scored, ahead: foldsOnFarm(path, options, protocol) };
  const continuous = options.continuous === undefined ? {} : { continuous: { noise: options.noise ? {} : null } };
  const validated = await crossEvaluate(path, (other) => readWatched(data, other), protocol, {
    ...settings,
    ...continuous,
    watch: watched,
  });
  const { evaluation } = validated;
  const text = printJson(evaluation);
  if (out !== undefined) writeStaged(out, text);
  const sliding = validated.continuous;
  if (sliding !== null) writeStaged(options.continuous!, printJson(continuousFile(sliding)));
  if (json) console.log(text.trimEnd());
  else console.log([crossEvaluationReport(evaluation), ...(sliding ? ['', continuousReport(sliding)] : [])].join('\n'));
}

/** Folds that are not finished are run on the farm that the options name; undefined: on none. */
function foldsOnFarm(recipe: string, options: Options, protocol: Protocol) {
  const { data, fragments, work } = options;
  const given = { recipe, data, ...(fragments !== undefined && { fragments }), work, protocol };
  const run = ahead<[RecipeJob, number], RecipeFiles>(options, 'recipe', ([job, index]) =>
    recipeUnit(job, { ...given, index }),
  );
  if (run === undefined) return undefined;
  return async (jobs: readonly RecipeJob[]): Promise<void> => {
    const indexed = jobs.map((job, index): [RecipeJob, number] => [job, index]);
    const left = indexed.filter(([job]) => !isFinishedRecipe(job));
    for (const [[job], files] of await run(left)) if (!isFinishedRecipe(job)) writeRecipeFiles(job, files);
  };
}

/** `1,2` as numbers, each of them once. */
function seedList(text: string): number[] {
  const seeds = counts(0)(text);
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined) throw new UserError({ where: '--seeds', message: 'a seed twice', value: twice });
  return seeds;
}
