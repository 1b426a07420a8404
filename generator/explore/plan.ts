import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../support/read-json.js';
import { median } from '../synth/implement.js';
import { UNIT_KINDS, type UnitKind } from './cache.js';
import type { Exploration } from './config.js';
import { lister, Pending } from './doer.js';
import { modelsOf } from './models.js';
import { counted, type Workplace } from './search.js';
import { epochsOf, shortened, variantsOf } from './variants.js';

/** What an exploration would do, at most. */
export interface Plan {
  /** Models that are tried. */
  models: number;
  /** null: it is not known before the models are trained. */
  points: { points: number; refused: number; possible: number } | null;
  /** Of all trainings together: what a search of models costs at most, as trainings in floating point may be shared. */
  epochs: number;
  /** Units of each kind, those done before among them. */
  units: Record<UnitKind, number>;
  /** Seconds of all units by the median of those in the cache, one after the other; null: of some kind there is none. */
  seconds: number | null;
}

/** Counts what an exploration would do; nothing is trained, synthesised or placed. Throws UserError. */
export async function plan(exploration: Exploration, workplace: Workplace): Promise<Plan> {
  const { config } = exploration;
  const { recipe, placed, synthesised, seeds, compare, energyWindows } = config;
  const variants = recipe === undefined ? [] : variantsOf(exploration, recipe);
  const rungs = (recipe?.rungs ?? []).map(({ share }, r, all) => {
    const models = Math.min(variants.length, ...all.slice(0, r).map(({ keep }) => keep));
    return { models, epochs: models * Math.max(...variants.map((one) => epochsOf(shortened(one.recipe, share)))) };
  });
  const epochs = rungs.reduce((sum, rung) => sum + rung.epochs, 0);
  const points = await pointsIfKnown(exploration, workplace);
  const most = points === null ? synthesised : Math.min(synthesised, points.possible);
  const routed = Math.min(placed, most) + compare.length;
  const units = {
    training: rungs.reduce((sum, { models }) => sum + models, 0),
    synthesis: most + compare.length,
    placement: routed * seeds,
    energy: energyWindows === 0 ? 0 : routed,
  };
  const times = UNIT_KINDS.map((kind) => {
    const each = units[kind] === 0 ? 0 : usualSeconds(kind, workplace.cache);
    return each === null ? null : each * (kind === 'training' ? epochs : units[kind]);
  });
  const seconds = times.reduce((sum, time) => (sum === null || time === null ? null : sum + time), 0);
  return { models: Math.max(1, variants.length), points, epochs, units, seconds };
}

async function pointsIfKnown(exploration: Exploration, workplace: Workplace): Promise<Plan['points']> {
  if (exploration.config.recipe !== undefined && workplace.data === undefined) return null;
  try {
    const { kept } = await modelsOf(exploration, workplace, lister(workplace.cache));
    return counted(exploration, kept);
  } catch (error) {
    if (error instanceof Pending) return null;
    throw error;
  }
}

/** Median of what units of a kind took, of trainings what an epoch took; null: none was done. */
function usualSeconds(kind: UnitKind, cache: string): number | null {
  const folder = join(cache, kind);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  const seconds = files.flatMap((file) => {
    const { seconds: own, result } = readJsonFile(join(folder, file)) as { seconds?: unknown; result?: unknown };
    const { epochs = 1 } = kind === 'training' ? (result as { epochs?: number }) : {};
    return typeof own === 'number' ? [own / epochs] : [];
  });
  return seconds.length === 0 ? null : median(seconds);
}
