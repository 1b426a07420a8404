import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../generator/support/errors.js';
import { inFolder } from '../emit/tiny.js';

/** Each case changes one field of a valid result; it must be refused by file, field, value and what is allowed. */
export type Forged = [field: string, value: unknown, message: string];

export type Json = Record<string, unknown>;

/** `a.b[2].c` set to a value; undefined: the field is taken away. */
export function forge(valid: unknown, field: string, value: unknown): Json {
  const copy = structuredClone(valid) as Json;
  const path = field.split(/[.[\]]+/).filter(Boolean);
  let at = copy as Json;
  for (const part of path.slice(0, -1)) at = at[part] as Json;
  if (value === undefined) delete at[path.at(-1)!];
  else at[path.at(-1)!] = value;
  return copy;
}

/** Runs every case on a file of results in a folder of its own. */
export function refuses(
  file: string,
  read: (folder: string) => unknown,
  cases: readonly Forged[],
  valid = JSON.parse(readFileSync(file, 'utf8')) as Json,
): void {
  const name = file.split('/').at(-1)!;
  const reading = (json: unknown) =>
    inFolder((folder) => {
      writeFileSync(join(folder, name), JSON.stringify(json));
      try {
        read(folder);
      } catch (error) {
        if (error instanceof UserError) return error.message;
        throw error;
      }
      return 'taken';
    });
  test('as it is: taken', async () => {
    expect(await reading(valid)).toBe('taken');
  });
  test.each(cases)('%s %j: refused, %s', async (field, value, message) => {
    const said = await reading(forge(valid, field, value));
    expect(said).toContain(`${name}: `);
    expect(said).toContain(message);
    expect(said).toMatch(/allowed: |try: remove it/);
  });
}
