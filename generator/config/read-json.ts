import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from './errors.js';
import { zodProblems } from './zod-problems.js';

/** A JSON file of the user, checked by a strict schema. Throws UserError with every problem found. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError({ where: path, message: `cannot be read: ${(error as NodeJS.ErrnoException).code}` });
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new UserError({ where: path, message: `not JSON: ${(error as Error).message}` });
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new UserError(zodProblems(path, parsed.error, given));
  return parsed.data;
}
