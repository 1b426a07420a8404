import { UserError } from '../support/errors.js';
import { type Done, doUnit, type Unit } from './cache.js';
import type { Exploration } from './config.js';
import { lister, Pending } from './doer.js';
import { explore, type Workplace } from './search.js';

/** Units of the next rung that are not done yet; null: all are, and the search can be brought to its end without doing any. */
export async function nextUnits(
  exploration: Exploration,
  workplace: Workplace,
): Promise<{ rung: string; units: readonly Unit<unknown>[] } | null> {
  try {
    await explore(exploration, workplace, lister(workplace.cache));
    return null;
  } catch (error) {
    if (!(error instanceof Pending)) throw error;
    const { rung, units } = error;
    // Equal work is one unit, whatever wants it.
    return { rung, units: [...new Map(units.map((unit) => [unit.key, unit])).values()] };
  }
}

/**
 * Does one unit of the next rung by its key, as another machine does that shares the cache.
 *
 * @throws UserError for a key that is none of the rung's
 */
export async function doNextUnit(exploration: Exploration, workplace: Workplace, key: string): Promise<Done<unknown>> {
  const next = await nextUnits(exploration, workplace);
  const unit = next?.units.find((one) => one.key === key);
  if (unit !== undefined) return doUnit(unit, workplace.cache);
  throw new UserError({
    ...{ where: '--unit', message: 'no unit of the next rung that is left to be done', value: key },
    allowed: next === null ? 'none: all are done' : next.units.map((one) => one.key).join(', '),
    fix: next?.units[0]?.key ?? 'leave it out',
  });
}
