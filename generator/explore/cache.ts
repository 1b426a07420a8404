import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { readJson } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';
import { startClock } from './clock.js';

/** Where units of work leave what they found, whatever exploration wanted it. */
export const CACHE = 'build/explore/cache';

/**
 * A piece of work whose result depends on what its key was made from and on nothing else: a training, a synthesis, a placement, an
 * energy. Whoever has done it, on whatever machine, leaves the same result under the same key.
 */
export interface Unit<T> {
  kind: UnitKind;
  /** SHA-256 of all that the result depends on, 16 hex digits. */
  key: string;
  /** In words, for whoever waits. */
  doing: string;
  schema: z.ZodType<T>;
  run: () => Promise<T>;
}

export const UNIT_KINDS = ['training', 'synthesis', 'placement', 'energy'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** What a unit left, and the seconds that it took where it was done. */
export interface Done<T> {
  seconds: number;
  /** Of processors, its programs' included, whatever else the machine did; null: not known, or other units ran beside it. */
  processorSeconds: number | null;
  result: T;
}

const fileOf = ({ kind, key }: Pick<Unit<unknown>, 'kind' | 'key'>, folder: string) =>
  join(folder, kind, `${key}.json`);

/** What a unit left before; undefined: nothing, or nothing of this form. */
export function keptOf<T>(unit: Unit<T>, folder: string): Done<T> | undefined {
  const file = fileOf(unit, folder);
  if (!existsSync(file)) return undefined;
  const schema = z.strictObject({
    kind: z.literal(unit.kind),
    key: z.literal(unit.key),
    doing: z.string(),
    seconds: z.number().min(0),
    processorSeconds: z.number().min(0).nullable().default(null),
    result: unit.schema,
  });
  try {
    const { seconds, processorSeconds, result } = readJson(file, schema);
    return { seconds, processorSeconds, result };
  } catch (error) {
    // Of an earlier form, or damaged: it is made again.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The file of a unit that is done, to be carried to another folder; undefined: it is not done. */
export const textOfDone = (unit: Unit<unknown>, folder: string): string | undefined =>
  keptOf(unit, folder) === undefined ? undefined : readTextFile(fileOf(unit, folder));

/** Leaves such a file as if the unit had been done here. */
export const writeDone = (unit: Unit<unknown>, folder: string, text: string): void =>
  writeStaged(fileOf(unit, folder), text);

/** Does a unit unless it is done; its result is written whole or not at all. */
export async function doUnit<T>(unit: Unit<T>, folder: string): Promise<Done<T>> {
  const kept = keptOf(unit, folder);
  if (kept !== undefined) return kept;
  const time = startClock();
  const result = await unit.run();
  const { kind, key, doing } = unit;
  const content = { kind, key, doing, ...time(), result };
  writeStaged(fileOf(unit, folder), `${JSON.stringify(content, null, 2)}\n`);
  // As a later run reads it.
  return keptOf(unit, folder) ?? content;
}
