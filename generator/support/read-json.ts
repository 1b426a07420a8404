import type { z } from 'zod';
import { UserError } from './errors.js';
import { place, scanJson } from './json-scan.js';
import { readTextFile } from './read-file.js';
import { sourceFile } from './roots.js';
import { zodProblems } from './zod-problems.js';

/** Most bytes of a JSON file: V8 has no longer strings. */
const MAX_JSON_BYTES = 2 ** 28;

/** A JSON file of the user, or a shipped one (see `sourceFile`), checked by a strict schema. Throws UserError with every problem found. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  const given = readJsonFile(path);
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new UserError(zodProblems(path, parsed.error, given));
  return parsed.data;
}

/** A JSON file, whatever it holds. Throws UserError when it cannot be read or is not strict JSON. */
export function readJsonFile(path: string): unknown {
  return parseJson(readTextFile(sourceFile(path), MAX_JSON_BYTES), path);
}

/**
 * A JSON text of the file `where`, or of its part `field`. Stricter than `JSON.parse`: a field twice is refused, and so are numbers that double
 * precision cannot hold and nesting without end. The name of a JSON Schema (`$schema`), which is for editors, is left out.
 *
 * @throws UserError with line and column
 */
export function parseJson(text: string, where: string, field?: string): unknown {
  const faults = scanJson(text);
  if (faults.length > 0)
    throw new UserError(
      faults.map(({ at, message, ...rest }) => ({
        where,
        ...(field !== undefined && { field }),
        message: `not JSON, ${place(text, at)}: ${message}`,
        ...rest,
      })),
    );
  return withoutSchema(JSON.parse(text));
}

function withoutSchema(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || typeof (given as { $schema?: unknown }).$schema !== 'string')
    return given;
  const { $schema: _, ...rest } = given as Record<string, unknown>;
  return rest;
}
