import { lstatSync, type Stats, statSync } from 'node:fs';
import { systemCode } from './system-errors.js';

/**
 * What has this name, links followed; undefined: nothing has it, or a part of the path is no folder.
 *
 * @throws the system's error when it does not say
 */
export const statsIfThere = (path: string): Stats | undefined => ifThere(() => statSync(path));

/** The same of a link itself. */
export const linkStatsIfThere = (path: string): Stats | undefined => ifThere(() => lstatSync(path));

/** Not by Node's own option throwIfNoEntry, with which Node.js 20 throws for a name below a file and 22 does not. */
function ifThere(stats: () => Stats): Stats | undefined {
  try {
    return stats();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
