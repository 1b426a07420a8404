import { Command } from 'commander';
import { quantise } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { AGREEMENT_WINDOWS } from '../../evaluate/history.js';
import { storage } from '../../model/storage.js';
import { note } from '../../support/progress.js';
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
      const settings = { seed, out, processes, work, onEpoch: progress(), note };
      const { integer, history, file } = await quantise(config, () => readWatched(data), settings);
      const { totalBytes, averageBitwidth, compression } = storage(integer);
      console.log(
        `${file}: ${history.recipe.name}, seed ${history.seed}, ${totalBytes} bytes stored (${compression.toFixed(2)} times ` +
          `smaller than float32), ${averageBitwidth.toFixed(2)} bases per weight, same class as the float model on ` +
          `${(100 * history.agreement).toFixed(1)} % of ${Math.min(AGREEMENT_WINDOWS, history.data.fragments)} fragments`,
      );
    });
}
