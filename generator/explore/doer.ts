import type { Tell } from '../support/progress.js';
import { type Done, doUnit, keptOf, type Unit, writeDone } from './cache.js';
import { writeTrained } from './training.js';

/** Does units of a rung, whichever way; results in their order. */
export interface Doer {
  all<T>(units: readonly Unit<T>[], rung: string): Promise<Done<T>[]>;
}

/** Units that somebody must do before a search can go on. */
export class Pending extends Error {
  constructor(
    readonly rung: string,
    readonly units: readonly Unit<unknown>[],
  ) {
    super(`${units.length} units of ${rung}`);
  }
}

/** Does nothing: takes what was done before, and throws `Pending` at the first rung of which something is missing. */
export const lister = (folder: string): Doer => ({
  all: async (units, rung) => {
    const done = units.map((unit) => keptOf(unit, folder));
    const missing = units.filter((_, i) => done[i] === undefined);
    if (missing.length > 0) throw new Pending(rung, missing as Unit<unknown>[]);
    return done as Done<never>[];
  },
});

/** Does units here, `processes` at a time; what was done before is taken from the cache. */
export const worker = (folder: string, processes: number, tell: Tell): Doer => ({
  all: async (units, rung) => {
    const results = units.map((unit) => keptOf(unit, folder));
    const todo = units.flatMap((unit, i) => (results[i] === undefined ? [{ unit, i }] : []));
    let [next, done, failed] = [0, 0, false];
    const one = async () => {
      while (next < todo.length && !failed) {
        const { unit, i } = todo[next++]!;
        tell(`${rung}: ${unit.doing}, ${next} of ${todo.length}`, done / todo.length);
        try {
          results[i] = await doUnit(unit, folder);
        } catch (error) {
          failed = true;
          throw error;
        }
        done++;
      }
    };
    await Promise.all(Array.from({ length: Math.min(processes, todo.length) }, one));
    return results as Done<never>[];
  },
});

/** What a unit that was done elsewhere left: the file of its result, and the model of a training. */
export interface UnitFiles {
  done: string;
  model: string | null;
}

/** Has units of a rung done somewhere else, all at once; results of those that are done come in their order. */
export type Elsewhere = (units: readonly Unit<unknown>[]) => Promise<[Unit<unknown>, UnitFiles][]>;

/** Has units done elsewhere before `here` is asked for them; what did not come is then done here. */
export const elsewhereFirst = (folder: string, elsewhere: Elsewhere, here: Doer): Doer => ({
  all: async (units, rung) => {
    const missing = units.filter((unit) => keptOf(unit, folder) === undefined) as Unit<unknown>[];
    // Equal work is one unit, whatever wants it.
    const distinct = [...new Map(missing.map((unit) => [unit.key, unit])).values()];
    for (const [unit, { done, model }] of distinct.length === 0 ? [] : await elsewhere(distinct)) {
      if (keptOf(unit, folder) !== undefined) continue;
      if (model !== null) writeTrained(folder, unit.key, model);
      writeDone(unit, folder, done);
    }
    return here.all(units, rung);
  },
});
