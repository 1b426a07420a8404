import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from './errors.js';
import { zodProblems } from './zod-problems.js';

const folding = z.union([
  /** Lanes of each layer. */
  z.strictObject({ lanes: z.array(z.number()) }),
  /** Most cycles a fragment may take in any one layer; the least lanes that keep it are chosen. */
  z.strictObject({ cyclesPerLayer: z.number().int().positive() }),
]);

const designSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*(-[a-z0-9_]+)*$/, 'not a name of lower-case letters, digits, _ and -'),
  /** Integer model, a path relative to the design's file. */
  model: z.string().min(1),
  architecture: z.enum(['stream']),
  folding,
});

/** A design: which model on which architecture. */
export type Design = z.infer<typeof designSchema>;

/** Reads a design's file; `model` comes back as a path from the present folder. Throws UserError. */
export function readDesign(file: string): Design {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError({ where: file, message: 'no such design file', fix: 'bitbeat generate --help' });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError({ where: file, message: `not JSON: ${(error as Error).message}` });
  }
  const parsed = designSchema.safeParse(json);
  if (!parsed.success) throw new UserError(zodProblems(file, parsed.error, json));
  const { model } = parsed.data;
  return { ...parsed.data, model: isAbsolute(model) ? model : join(dirname(file), model) };
}

/** File of a design given by name (`configs/<name>.json`) or by path. */
export function designFile(nameOrPath: string): string {
  return nameOrPath.endsWith('.json') ? nameOrPath : join('configs', `${nameOrPath}.json`);
}

/** Where a design is generated unless the user says otherwise. */
export function designFolder(name: string): string {
  return resolve('build', name);
}
