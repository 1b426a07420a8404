import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from '../support/read-file.js';
import { parseJson } from '../support/read-json.js';
import { statsIfThere } from '../support/stats.js';
import type { Unit } from './unit.js';

const PART = '.part-';
/** Parts of files that nobody has written for so long, in ms, are those of machines that were lost. */
const FORGOTTEN = 24 * 3_600_000;
/** Most bytes of a result. */
const MAX_BYTES = 2 ** 28;

const fileSchema = z.strictObject({
  format: z.literal('bitbeat-unit'),
  version: z.literal(1),
  key: z.string(),
  result: z.unknown(),
});

let written = 0;

/**
 * Writes a file of a folder that several machines share: whole or not at all, and on the disk before it has its name. Two that
 * write the same file at once hinder each other nowhere, and the later one stays.
 */
export function writeShared(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}${PART}${hostname()}-${process.pid}-${written++}`;
  try {
    const file = openSync(part, 'wx');
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Results of one kind in a shared folder, a file a unit, under the unit's key. No lock: a file that is there is whole. */
export class Results {
  constructor(readonly folder: string) {}

  /** Two digits of the key a folder, so that none grows long. */
  private path(key: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.json`);
  }

  write(key: string, result: unknown): void {
    writeShared(this.path(key), `${JSON.stringify({ format: 'bitbeat-unit', version: 1, key, result })}\n`);
  }

  has(key: string): boolean {
    return existsSync(this.path(key));
  }

  /** undefined: there is none, or what lies there is none, and is removed. */
  read<R>(key: string, schema: z.ZodType<R>): R | undefined {
    const path = this.path(key);
    try {
      const file = fileSchema.parse(parseJson(readTextFile(path, MAX_BYTES), path));
      if (file.key === key) return schema.parse(file.result);
    } catch {
      // Not there, or damaged.
    }
    rmSync(path, { force: true });
    return undefined;
  }

  /** Those of the units that have a file; only listings are read, at most one for each of the 256 folders. */
  present(units: readonly Unit[]): Set<string> {
    const folders = new Set(units.map(({ key }) => key.slice(0, 2)));
    const found = new Set<string>();
    for (const name of folders)
      for (const file of listed(join(this.folder, name)))
        if (file.endsWith('.json')) found.add(file.slice(0, -'.json'.length));
    return new Set(units.map(({ key }) => key).filter((key) => found.has(key)));
  }

  /** Removes what machines left that were lost while they wrote. */
  tidy(): void {
    for (const folder of listed(this.folder))
      for (const file of listed(join(this.folder, folder)).filter((name) => name.includes(PART))) {
        const path = join(this.folder, folder, file);
        const { mtimeMs } = statsIfThere(path) ?? { mtimeMs: Number.POSITIVE_INFINITY };
        if (Date.now() - mtimeMs > FORGOTTEN) rmSync(path, { force: true });
      }
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // not there yet
  }
}
