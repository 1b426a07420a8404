import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '../support/errors.js';
import { linkStatsIfThere } from '../support/stats.js';

/** Folders of a generated folder in which tools work and results lie. */
const WORKING = ['results', 'vectors', 'sim'];

/** Whether a path stays within the folder that it is relative to, in the words of every system. */
export function staysWithin(path: string): boolean {
  const parts = path.split('/');
  return (
    path !== '' && !/[\0\\]/.test(path) && !path.startsWith('/') && parts.every((p) => !['', '.', '..'].includes(p))
  );
}

/**
 * Refuses a generated folder in which the place of one of our folders is taken by a link or a file: what is written there
 * would land elsewhere. `paths`: files to be written, relative; the folders of tools and results are looked at as well.
 *
 * @throws UserError with all such places
 */
export function refuseLinkedFolders(folder: string, paths: Iterable<string>): void {
  const inner = new Set(WORKING);
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, i) => {
      inner.add(parts.slice(0, i + 1).join('/'));
    });
  }
  const problems = [...inner].sort().flatMap((part): Problem[] => {
    const where = join(folder, part);
    const found = linkStatsIfThere(where);
    if (found === undefined || found.isDirectory()) return [];
    const kind = found.isSymbolicLink() ? `a symbolic link to ${readlinkSync(where)}` : 'not a folder';
    return [{ where, message: `${kind}: files would be written elsewhere`, allowed: 'a folder', fix: 'move it away' }];
  });
  if (problems.length > 0) throw new UserError(problems);
}
