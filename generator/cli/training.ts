import { Option } from 'commander';
import { UserError } from '../config/errors.js';
import { readJson } from '../config/read-json.js';
import { type TrainConfig, trainConfigSchema } from '../config/train-config.js';
import { BLUEPRINTS } from '../train/blueprints.js';
import type { CrossValidation } from '../train/cross-validate.js';
import type { OnJobEpoch } from '../train/parallel.js';

export const workOption = () =>
  new Option('--work <dir>', 'where checkpoints and finished trainings lie; a repeated command finds them').default(
    'build/train',
  );

export const dataOption = () =>
  new Option('--data <dir>', 'folder of class folders').env('BITBEAT_DATA').makeOptionMandatory();

export const processesOption = () =>
  new Option('--processes <n>', 'trainings at a time, one core each')
    .default(2)
    .argParser(wholeNumber('--processes', 1));

/** Parser of a whole-number flag. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > 2 ** 31 - 1)
      throw new UserError({
        where: flag,
        message: 'not a whole number in range',
        value: text,
        allowed: `${least} to ${2 ** 31 - 1}`,
      });
    return value;
  };
}

export interface TrainPlan extends CrossValidation {
  config: TrainConfig;
}

/** A training configuration, with what the flags change. */
export function readPlan(
  path: string,
  { seed, folds, processes, work }: { seed?: number; folds?: number; processes: number; work: string },
): TrainPlan {
  const read = readJson(path, trainConfigSchema);
  const config = { ...read, ...(seed === undefined ? {} : { seed }), ...(folds === undefined ? {} : { folds }) };
  const { network, folds: count, splitSeed, ...settings } = config;
  const blueprint = BLUEPRINTS[network];
  return { config, blueprint, settings, folds: count, splitSeed, folder: work, processes };
}

/** Progress on stderr, only for a person who watches. */
export function progress(): OnJobEpoch | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (job, { epoch, epochs, loss, accuracy }) => {
    const share = (100 * accuracy).toFixed(1);
    process.stderr.write(
      `\rtraining ${job + 1}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, right ${share} %  `,
    );
    if (epoch === epochs) process.stderr.write('\n');
  };
}

export const percent = (x: { mean: number; sd: number }) =>
  `${(100 * x.mean).toFixed(1)} +- ${(100 * x.sd).toFixed(1)} %`;
