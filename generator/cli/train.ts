import { Command, Option } from 'commander';
import { readClassFolders } from '../data/mitbih17.js';
import { floatRow } from '../quantise/compare.js';
import { loadBackend } from '../train/backend.js';
import { crossValidate } from '../train/cross-validate.js';
import { writeFloatModel } from '../train/float-file.js';
import { runJob } from '../train/job.js';
import { dataOption, percent, processesOption, progress, readPlan, wholeNumber, workOption } from './training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat train --data mitbih17
  $ npx bitbeat train --data mitbih17 --cross-validate

A training that was interrupted goes on where it stopped when the same command is given again.`;

interface Options {
  data: string;
  config: string;
  seed?: number;
  out: string;
  crossValidate?: boolean;
  folds?: number;
  processes: number;
  work: string;
}

/** `bitbeat train`: a float model from a data folder, or its cross-validation. */
export function trainCommand(): Command {
  return new Command('train')
    .summary('train a network in floating point')
    .description('Trains the network of a configuration on all fragments of a folder, or cross-validates it.')
    .addOption(dataOption())
    .option('--config <file>', 'training configuration', 'configs/ecg17.train.json')
    .addOption(new Option('--seed <n>', "in place of the configuration's").argParser(wholeNumber('--seed', 0)))
    .option('--out <file>', 'float model to write', 'models/ecg17/ecg17.float.json')
    .option('--cross-validate', 'train one model per fold and print its accuracy on that fold; writes no model')
    .addOption(new Option('--folds <n>', "in place of the configuration's").argParser(wholeNumber('--folds', 2)))
    .addOption(processesOption())
    .addOption(workOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const plan = readPlan(options.config, options);
      const set = readClassFolders(options.data);
      if (options.crossValidate) {
        const { accuracy, macroF1 } = floatRow(set, await crossValidate(set, plan, progress()));
        const perFold = accuracy.perFold.map((a) => (100 * a).toFixed(1)).join(' ');
        console.log(
          `${plan.folds}-fold, fragment-wise: accuracy ${percent(accuracy)} (${perFold}), macro F1 ${percent(macroF1)}`,
        );
        return;
      }
      const report = progress();
      let last = '';
      const model = runJob(await loadBackend(), { ...plan, set }, (epoch) => {
        report?.(0, epoch);
        last = `, loss ${epoch.loss.toFixed(3)} after ${epoch.epoch} epochs`;
      });
      writeFloatModel(options.out, model);
      console.log(
        `${options.out}: ${model.name}, trained on ${set.names.length} fragments, seed ${plan.config.seed}${last}`,
      );
    });
}
