import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../support/errors.js';
import { readHeaderText } from './wfdb-files.js';
import { parseWfdbHeader } from './wfdb-header.js';

/** Names of the files in a folder that fit, sorted; none if it cannot be read. */
export function filesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => pattern.test(file))
      .sort();
  } catch {
    return [];
  }
}

/** Names of the headers in a folder, as `filesIn`. */
export const headersIn = (folder: string) => filesIn(folder, /\.hea$/i);

/**
 * Those of headers that are no segments of another one's record. Headers that cannot be read stay, for who reads their records to
 * tell it.
 *
 * @param paths below `folder`
 */
export function withoutSegments(folder: string, paths: readonly string[]): string[] {
  const segments = new Set(paths.flatMap((path) => segmentsOf(join(folder, path))));
  return paths.filter((path) => !segments.has(join(folder, path)));
}

/** Headers of the segments of a record. */
function segmentsOf(header: string): string[] {
  try {
    const { segments } = parseWfdbHeader(readHeaderText(header), header);
    return (segments ?? []).flatMap(({ name }) => (name === null ? [] : [join(dirname(header), `${name}.hea`)]));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [];
  }
}
