import { dirname, isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { readRegularFile } from '../../support/read-file.js';
import { zodProblems } from '../../support/zod-problems.js';
import { MAX_NUMBERS } from '../keras/hdf5/walk.js';
import type { StoredWeight } from '../keras/weights/weight-scope.js';
import { bytesOf, decodeWeight, sizeOf } from './decode.js';
import { weightSchema } from './weight-schema.js';

const MAX_PROBLEMS = 50;

/** Most groups, and most shards of one. */
const MAX_SHARDS = 1000;

const manifestSchema = z
  .array(z.object({ paths: z.array(z.string()).min(1).max(MAX_SHARDS), weights: z.array(weightSchema) }))
  .max(MAX_SHARDS);
type Group = z.infer<typeof manifestSchema>[number];

/** Shards of a manifest that was read, as paths from the folder of `model.json`. */
export const shardPaths = (read: unknown): string[] =>
  manifestSchema.parse(read).flatMap(({ paths }) => paths.map((path) => normalize(path)));

/**
 * The weights that `weightsManifest` of a `model.json` lists: groups, whose shards, one behind the other, hold the weights, one
 * behind the other. Shards are looked for in the folder of `model.json` and below, nowhere else.
 *
 * @throws UserError with every problem found
 */
export function readManifest(given: unknown, where: string): StoredWeight[] {
  const field = 'weightsManifest';
  const parsed = manifestSchema.safeParse(given);
  if (!parsed.success) throw new UserError(zodProblems(where, parsed.error, given, [field]).slice(0, MAX_PROBLEMS));
  const groups = parsed.data;
  const problems: Problem[] = [...nameProblems(groups, where), ...pathProblems(groups, where)];
  const numbers = groups.flatMap(({ weights }) => weights).reduce((sum, weight) => sum + sizeOf(weight), 0);
  if (!(numbers <= MAX_NUMBERS))
    problems.push({
      where,
      field,
      message: 'more numbers than are read',
      value: numbers,
      allowed: `${MAX_NUMBERS} or fewer`,
    });
  if (problems.length > 0) throw new UserError(problems.slice(0, MAX_PROBLEMS));
  const weights = groups.flatMap((group, i) => weightsOf(group, where, `${field}[${i}]`, problems));
  if (problems.length > 0) throw new UserError(problems.slice(0, MAX_PROBLEMS));
  return weights;
}

function nameProblems(groups: readonly Group[], where: string): Problem[] {
  const names = groups.flatMap(({ weights }) => weights.map(({ name }) => name));
  return names
    .filter((name, i) => names.indexOf(name) < i)
    .map((value) => ({ where, field: 'weightsManifest', message: 'two weights of one name', value }));
}

function pathProblems(groups: readonly Group[], where: string): Problem[] {
  return groups.flatMap(({ paths }, i) =>
    paths.flatMap((path, j) => {
      if (!isAbsolute(path) && !/^[a-z]+:|\\|\0/i.test(path) && !normalize(path).startsWith('..')) return [];
      return [
        {
          where,
          field: `weightsManifest[${i}].paths[${j}]`,
          message: 'leads out of the folder of the model',
          value: path,
          allowed: 'files in the folder of model.json',
        },
      ];
    }),
  );
}

/** The weights of a group; none, and problems, where its shards do not hold them. */
function weightsOf({ paths, weights }: Group, where: string, field: string, problems: Problem[]): StoredWeight[] {
  const needed = weights.reduce((sum, weight) => sum + sizeOf(weight) * bytesOf(weight), 0);
  const bytes = new Uint8Array(needed);
  const before = problems.length;
  let length = 0;
  for (const path of paths) {
    const shard = shardAt(join(dirname(where), path), needed, problems);
    if (length + shard.length <= needed) bytes.set(shard, length);
    length += shard.length;
    if (length > needed) break;
  }
  if (length !== needed && problems.length === before)
    problems.push({
      where,
      field: `${field}.paths`,
      message: `the weights take ${needed} bytes, the shards have another number`,
      value: length,
      fix: 'fetch or write all files of the model again',
    });
  if (problems.length > before) return [];
  let at = 0;
  return weights.map((weight): StoredWeight => {
    const from = at;
    at += sizeOf(weight) * bytesOf(weight);
    return { name: weight.name, shape: weight.shape, values: decodeWeight(bytes.subarray(from, at), weight) };
  });
}

/** What is longer than all weights together is no shard of them. */
function shardAt(path: string, max: number, problems: Problem[]): Uint8Array {
  try {
    return readRegularFile(path, max);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return new Uint8Array(0);
  }
}
