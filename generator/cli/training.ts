import { Option } from 'commander';
import { readingClassFolders } from '../data/mitbih17.js';
import { UserError } from '../support/errors.js';
import { watched } from '../support/long-work.js';
import type { OnJobEpoch } from '../train/parallel.js';

export const workOption = () =>
  new Option('--work <dir>', 'where checkpoints and finished trainings lie; a repeated command finds them').default(
    'build/train',
  );

export const dataOption = () =>
  new Option('--data <dir>', 'folder of class folders').env('BITBEAT_DATA').makeOptionMandatory();

/** The fragments of a folder, read in front of a person who watches. */
export const readWatched = (dir: string) => watched(readingClassFolders(dir), `reading ${dir}`);

export const seedOption = () =>
  new Option('--seed <n>', "in place of the configuration's").argParser(wholeNumber('--seed', 0));

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

/** Progress on stderr, one line that is written over, only for a person who watches. */
export function progress(): OnJobEpoch | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (job, { phase, epoch, epochs, loss, accuracy, meanBitwidth, storageBytes }) => {
    const share = (100 * accuracy).toFixed(1);
    const size =
      meanBitwidth === undefined ? '' : `, ${meanBitwidth.toFixed(2)} bases per weight, ${storageBytes} bytes stored`;
    process.stderr.write(
      `\r\x1b[K${job + 1}, ${phase}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, right ${share} %${size}`,
    );
    if (epoch === epochs) process.stderr.write('\n');
  };
}
