import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { importRecord } from '../config/known-designs.js';
import { readJson } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';
import type { OpGraph } from './op-graph.js';

const text = z.string().min(1);

/**
 * What `import` keeps of a network, for others to find it by name: where its file is and how it is read. The file itself is not
 * copied: weights of two places would differ one day. Paths are as they were given, from the project's folder.
 */
const schema = z.strictObject({
  format: z.literal('bitbeat-import'),
  file: text,
  /** `OpGraph` by `fingerprint`: of operators and numbers, whichever of the network's files they lie in. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  network: text.optional(),
  samples: z.int().min(1).optional(),
  data: text.optional(),
});

export type KeptImport = Omit<z.infer<typeof schema>, 'format'>;

/** Keeps a network by name. Returns the file of its record. */
export function keepImport(name: string, kept: KeptImport): string {
  const file = importRecord(name);
  writeStaged(file, `${JSON.stringify({ format: 'bitbeat-import', ...kept }, null, 2)}\n`);
  return file;
}

/** What was kept by a name; null: nothing was. Throws UserError when the record is damaged. */
export const keptImport = (name: string): KeptImport | null =>
  existsSync(importRecord(name)) ? readJson(importRecord(name), schema) : null;

/** Names that networks were imported by. */
export const keptNames = (): string[] =>
  existsSync('build') ? readdirSync('build').filter((name) => existsSync(importRecord(name))) : [];

/** SHA-256 of what a network's files hold. */
export function fingerprint({ beside: _beside, ...file }: OpGraph): string {
  const hash = createHash('sha256');
  const said = JSON.stringify(file, (_, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (!(value instanceof Float64Array)) return value;
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return value.length;
  });
  return hash.update(said).digest('hex');
}
