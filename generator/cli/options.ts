import { type Command, InvalidArgumentError, Option } from 'commander';
import { TOOLCHAINS } from '../devices/programs.js';
import { USUAL_CLOCK_MHZ } from '../emit/flows/top.js';
import { SIMULATORS } from '../simulate/simulators.js';
import { MAX_PLACEMENTS } from '../synth/implement.js';

/*
 * Flags that verbs share, and the parsers of their values; a value that is none ends the command with exit code 2.
 */

const MOST = 999_999_999;

/** Parser of a whole number. Where it counts what is to be done, `min` is 1: a check that runs nothing would pass. */
export function count(min: number, max = MOST): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`not a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** Parser of whole numbers with commas between them. */
export const counts =
  (min: number, max = MOST) =>
  (text: string): number[] =>
    text.split(',').map(count(min, max));

/** Parser of a real number; `what` names the range in words. */
export function real(what: string, fits: (value: number) => boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || !fits(value)) throw new InvalidArgumentError(`not ${what}.`);
    return value;
  };
}

/** A design by name or file. */
export const designOption = (what = 'design: configs/designs/<name>.json, or a file') =>
  new Option('--design <name|file>', what);

export const jsonOption = (what = 'print one JSON object instead of a table') => new Option('--json', what);

export const simulatorOption = () =>
  new Option('--simulator <name>', 'simulator').choices(SIMULATORS).default('verilator');

/** Of constraints for other people's flows. */
export function clockOption(
  flag = '--clock-mhz',
  what = 'clock that constraints ask for',
  usual: number | null = USUAL_CLOCK_MHZ,
): Option {
  const range = real('a number of MHz above 0 and up to 2000', (mhz) => mhz > 0 && mhz <= 2000);
  const option = new Option(`${flag} <MHz>`, what).argParser(range);
  return usual === null ? option : option.default(usual);
}

/** Placements of one design, with the seeds 1 to n. */
export const seedsOption = (what = 'placements, with seeds 1 to n') =>
  new Option('--seeds <n>', what).argParser(count(1, MAX_PLACEMENTS));

export const toolchainOption = () =>
  new Option('--toolchain <name>', "the system's programs, or PyPI's").choices(TOOLCHAINS).default('system');

/** Where the fragments come from; `fragmentsGiven` opens them. */
export const fragmentsOption = () =>
  new Option(
    '--data <dir|file>',
    'folder, data set file, or header of a WFDB record; built-in signals if not given',
  ).env('BITBEAT_DATA');

/** Most fragments of a run; sets of a hundred thousand are real. */
const MAX_FRAGMENTS = 1_000_000;

/** The number of fragments; `usual` if the user names none. */
export const numberOption = (usual: number, min = 1) =>
  new Option('--fragments <n>', `number of fragments, all classes evenly (default: ${usual})`).argParser(
    count(min, MAX_FRAGMENTS),
  );

/** Data with labels to train on or to score. */
export const dataOption = (mandatory = true) =>
  new Option('--data <dir|file>', 'folder, or data set file').env('BITBEAT_DATA').makeOptionMandatory(mandatory);

/** Ends a command that needs data where its options do not tell. */
export function missingData(command: Command): never {
  return command.error("error: required option '--data <dir|file>' not specified");
}

export const seedOption = () => new Option('--seed <n>', "in place of the configuration's").argParser(count(0));

/** Work at once, each on a core of its own. */
export const processesOption = (what = 'trainings at a time, one core each', usual = 2) =>
  new Option('--processes <n>', what).argParser(count(1)).default(usual);

export const workOption = () =>
  new Option('--work <dir>', 'where checkpoints and finished trainings lie; a repeated command finds them').default(
    'build/train',
  );
