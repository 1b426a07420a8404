import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from './roots.js';

/** Hash of the built program and modules in some folders of it: with another one what they measured is stale; 8 hex digits. */
export function programHash(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of folders) {
    const folder = installed(name);
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    for (const file of files.filter((path) => /\.(js|wasm|v)$/.test(path)).sort())
      hash.update(`${name}/${file}`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 8);
}
