import type { Command } from 'commander';
import { type Chosen, choosingFragments, type Wanted } from '../data/for-model.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { watched } from '../support/long-work.js';
import { note } from '../support/progress.js';

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
  model: IntegerNetwork,
  flags: Flags,
  command: Command,
  expected: Pick<Wanted, 'usual' | 'hop'>,
): Promise<Chosen> {
  const replaceable = command.getOptionValueSource('data') === 'env';
  // An empty variable is one that is not set.
  const data = replaceable && flags.data === '' ? undefined : flags.data;
  const { record, signal: signals, fragments } = flags;
  const choosing = choosingFragments(model, { data, record, signals, fragments, replaceable, ...expected });
  const chosen = await watched(choosing, `reading ${data ?? record ?? 'signals'}`);
  for (const text of chosen.notes) note(text);
  return chosen;
}
