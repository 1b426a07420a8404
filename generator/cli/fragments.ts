import { type Command, Option } from 'commander';
import { type Chosen, choosingFragments, type Wanted } from '../data/for-model.js';
import type { IntegerModel } from '../model/integer-model.js';
import { watched } from '../support/long-work.js';
import { note } from '../support/progress.js';
import { wholeNumber } from './numbers.js';

/** Where the fragments come from; `fragmentsGiven` opens them. */
export function fragmentsOption(): Option {
  const where = 'folder of class folders, or header of a WFDB record; built-in signals if not given';
  return new Option('--data <dir|file>', where).env('BITBEAT_DATA');
}

/** Most fragments of a run; sets of a hundred thousand are real. */
const MOST_FRAGMENTS = 1_000_000;

/** The number of fragments; `usual` if the user names none. */
export function numberOption(usual: number, least = 1): Option {
  return new Option('--fragments <n>', `number of fragments, all classes evenly (default: ${usual})`).argParser(
    wholeNumber(least, MOST_FRAGMENTS),
  );
}

/** What the user may say of the fragments. */
interface Flags {
  data?: string | undefined;
  record?: string | undefined;
  signal?: readonly number[] | undefined;
  fragments?: number | undefined;
}

/**
 * The fragments that the user's flags ask for. Data that only the environment names, for all models, give way to built-in
 * signals where they do not fit; data of a flag are refused then.
 *
 * @throws UserError
 */
export async function fragmentsGiven(
  model: IntegerModel,
  flags: Flags,
  command: Command,
  wanted: Pick<Wanted, 'usual' | 'hop'>,
): Promise<Chosen> {
  const replaceable = command.getOptionValueSource('data') === 'env';
  // An empty variable is one that is not set.
  const data = replaceable && flags.data === '' ? undefined : flags.data;
  const { record, signal: signals, fragments } = flags;
  const choosing = choosingFragments(model, { data, record, signals, fragments, replaceable, ...wanted });
  const chosen = await watched(choosing, `reading ${data ?? record ?? 'signals'}`);
  for (const text of chosen.notes) note(text);
  return chosen;
}
