import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';

/** Fields that files of results share. */

const text = (form: RegExp, message: string, allowed: string) =>
  z.string().refine((value) => form.test(value), { error: message, params: { allowed } });

/** How many: of cells, values, cycles. */
export const count = z.int().min(0);
/** How many, where none would mean that nothing was measured. */
export const some = z.int().min(1);
/** A quantity that cannot be 0. */
export const positive = z
  .number()
  .refine((value) => value > 0, { error: 'not above 0', params: { allowed: 'above 0' } });
export const share = z.number().min(0).max(1);
export const filled = text(/\S/, 'empty', 'a text');
/** SHA-256 of files or of data. */
export const hash = text(/^[0-9a-f]{64}$/, 'no SHA-256', '64 hexadecimal digits');
/** Version of the generator. */
export const generatorVersion = text(/^\d+\.\d+\.\d+(-[\w.]+)?$/, 'no version of the generator', 'such as 0.1.0');
/** Version of a program: `0.23`, `5.006`, `2.0.17`, or with its name before it, `Verilator 5.006`. */
export const toolVersion = text(
  /^([A-Z]\w*( Verilog)? )?v?\d+(\.\d+)*([-+.~ ]?\w+)*$/i,
  'no version of a program',
  'a version, such as 0.23',
);
/** The programs that measured, each with its version; at least one. */
export const tools = z
  .record(z.string(), toolVersion)
  .refine((used) => Object.keys(used).length > 0, { error: 'no program', params: { allowed: 'one or more' } });

/** What is wrong with a result, in it. */
export type Fault = Omit<Problem, 'where'>;

/** A fault unless `holds`. */
export function claim(holds: boolean, field: string, message: string, value: unknown, allowed: string): Fault[] {
  return holds ? [] : [{ field, message, value, allowed }];
}

/** A fault unless `found` is what follows from other fields; sums of fractions may be rounded differently. */
export function follows(field: string, found: number | null, expected: number | null, from: string): Fault[] {
  const same =
    found === null || expected === null
      ? found === expected
      : Math.abs(found - expected) <= 1e-9 * Math.max(Math.abs(found), Math.abs(expected));
  return claim(same, field, `not what follows from ${from}`, found, `${expected}`);
}

/** A file of results: strict in its form, and consistent. Throws UserError with every fault found. */
export function readResult<T>(path: string, schema: z.ZodType<T>, faults: (result: T) => Fault[]): T {
  const result = readJson(path, schema);
  const found = faults(result);
  if (found.length > 0) throw new UserError(found.map((fault) => ({ where: path, ...fault })));
  return result;
}

/** What the name of a kept file says of the result in it. */
export interface FileName<T> {
  /** The field that it is told at. */
  field: string;
  /** In words, such as `design and target`. */
  of: string;
  name: (result: T) => string;
}

/** A result in a file `<name>.json`. Throws UserError with every fault found. */
export function readKept<T>(
  path: string,
  schema: z.ZodType<T>,
  { field, of, name }: FileName<T>,
  faults: (result: T) => Fault[],
): T {
  const expected = basename(path, '.json');
  return readResult(path, schema, (result) => [
    ...claim(name(result) === expected, field, `not the ${of} that the file is named after`, name(result), expected),
    ...faults(result),
  ]);
}

/** Each `*.json` of a folder, in the order of their names; none where there is no folder. Throws UserError with all that is wrong in any. */
export function readFolder<T>(folder: string, read: (path: string) => T): T[] {
  if (!existsSync(folder)) return [];
  const problems: Problem[] = [];
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const results = names.sort().flatMap((file) => {
    try {
      return [read(join(folder, file))];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return results;
}
