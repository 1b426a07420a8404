import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What lies at each path below a folder. */
export type Snapshot = Map<string, string>;

/** Larger files are known by size and time. */
const HASHED_BYTES = 2 ** 20;

/** Everything below a folder, special files and links included; nothing is followed or waited for. */
export function snapshot(root: string): Snapshot {
  const found: Snapshot = new Map();
  const walk = (path: string) => {
    for (const name of names(join(root, path))) {
      const own = path === '' ? name : `${path}/${name}`;
      found.set(own, whatIs(join(root, own)));
      if (lstatSync(join(root, own)).isDirectory()) walk(own);
    }
  };
  walk('');
  return found;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // may not be looked into
  }
}

function whatIs(path: string): string {
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  if (stats.isDirectory()) return `folder ${mode}`;
  if (!stats.isFile()) return `special ${mode}`;
  if (stats.size > HASHED_BYTES) return `file ${mode} ${stats.size} ${stats.mtimeMs}`;
  try {
    return `file ${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
  } catch {
    return `file ${mode} ${stats.size} ${stats.mtimeMs}`;
  }
}

export interface Changes {
  made: string[];
  changed: string[];
  removed: string[];
}

export function changes(before: Snapshot, after: Snapshot): Changes {
  return {
    made: [...after.keys()].filter((path) => !before.has(path)),
    changed: [...after.keys()].filter((path) => before.has(path) && before.get(path) !== after.get(path)),
    removed: [...before.keys()].filter((path) => !after.has(path)),
  };
}
