import { type Command, Option } from 'commander';
import { doUnits } from '../farm/farm.js';
import type { KindName } from '../farm/kind-names.js';
import { RUNNER_NAMES, RUNNERS, type RunnerName } from '../farm/runners.js';
import { readFarm } from '../farm/settings.js';
import type { Done, Unit } from '../farm/unit.js';
import { log } from '../support/progress.js';

/** Flags of verbs whose work is done in units. */
export interface FarmOptions {
  on?: RunnerName;
  farm?: string;
}

/** Adds the flags. */
export const withFarm = (command: Command): Command =>
  command
    .addOption(
      new Option('--on <where>', 'do the work on a farm first: slurm, or processes here').choices(RUNNER_NAMES),
    )
    .addOption(new Option('--farm <file>', 'with --on: settings of the farm, docs/farm.md').env('BITBEAT_FARM'));

/** Does units where the flags say; undefined: they name no farm. Throws UserError for settings, before any work. */
export function farmOf({ on, farm }: FarmOptions) {
  if (on === undefined) return undefined;
  const settings = readFarm(farm);
  const runner = RUNNERS[on];
  runner.check();
  return <R>(kind: KindName, units: readonly Unit[]): Promise<Done<R>[]> =>
    doUnits<R>(kind, units, { runner, settings, tell: log });
}

/** Same, of a kind whose campaigns hand over what they know and take back what was found of it. */
export function ahead<T, R>({ on, farm }: FarmOptions, kind: KindName, unitOf: (of: T) => Unit) {
  const doAll = farmOf({ on, farm } as FarmOptions);
  if (doAll === undefined) return undefined;
  return async (all: readonly T[]): Promise<[T, R][]> => {
    const found = await doAll<R>(kind, all.map(unitOf));
    const results = new Map(found.map(({ unit, result }) => [unit.key, result]));
    return all.map((one) => [one, results.get(unitOf(one).key)!]);
  };
}
