import { Command } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { loadBackend } from '../../train/backend.js';
import { writeFloatModel } from '../../train/float-file.js';
import { finishedModel } from '../../train/job.js';
import { type JobReport, runJobs } from '../../train/parallel.js';
import { readTraining } from '../../train/train-config.js';
import { dataOption, processesOption, seedOption, workOption } from '../options.js';
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
    .addHelpText('after', EXAMPLE)
    .action(async ({ data, config, seed, out, processes, work }: Options) => {
      // What is missing is told before hours of work; here and in the other verbs that train.
      await loadBackend();
      const { topology, settings } = readTraining(config);
      const set = await readWatched(data);
      const job = { topology, set, settings: { ...settings, seed: seed ?? settings.seed }, folder: work };
      const report = progress();
      let last: JobReport | null = null;
      await runJobs([job], processes, (index, epoch) => {
        last = epoch;
        report?.(index, epoch);
      });
      const model = finishedModel(job)!;
      writeFloatModel(out, model);
      const { loss, epoch } = (last ?? {}) as Partial<JobReport>;
      const after = loss === undefined ? '' : `, loss ${loss.toFixed(3)} after ${epoch} epochs`;
      console.log(`${out}: ${model.name}, trained on ${set.names.length} fragments, seed ${job.settings.seed}${after}`);
    });
}
