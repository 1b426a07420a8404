import { Command } from 'commander';
import { train } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { dataOption, jsonOption, processesOption, seedOption, workOption } from '../options.js';
import { print } from '../print.js';
import { progress, readWatched } from '../training.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat train --data ${SHIPPED.data}
  $ npx bitbeat train --data ${SHIPPED.data} --config configs/recipes/${SHIPPED.stream}.train.json --out small.float.json

A training that was interrupted goes on where it stopped when the same command is given again.`;

interface Options {
  data: string;
  config: string;
  seed?: number;
  out: string;
  processes: number;
  work: string;
  json?: boolean;
}

/** `bitbeat train`: a float model from a data folder. */
export function trainCommand(): Command {
  return new Command('train')
    .summary('train a network in floating point')
    .description('Trains the network of a configuration on all fragments of a folder.')
    .addOption(dataOption())
    .option('--config <file>', 'training configuration', defaults().train.config)
    .addOption(seedOption())
    .option('--out <file>', 'float model to write', defaults().train.out)
    .addOption(processesOption())
    .addOption(workOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ data, config, seed, out, processes, work, json }: Options) => {
      const onEpoch = progress();
      const trained = await train(config, (other) => readWatched(data, other), { seed, out, processes, work, onEpoch });
      const { model, windows, last } = trained;
      const found = { file: out, network: model.name, windows, seed: trained.seed, last };
      const after = last === null ? '' : `, loss ${last.loss.toFixed(3)} after ${last.epoch} epochs`;
      print(json, found, () => `${out}: ${model.name}, trained on ${windows} fragments, seed ${trained.seed}${after}`);
    });
}
