import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../support/errors.js';
import { foreignKind, KIND_BYTES } from '../../support/file-kind.js';
import { nearest } from '../../support/nearest.js';
import { readHead } from '../../support/read-file.js';
import { systemCode, systemReason } from '../../support/system-errors.js';
import { readBytes } from './read-bytes.js';

const ALLOWED = 'the header of a WFDB record (<name>.hea), or its name without an extension';
/** Headers are a few lines; what is larger is another file. */
const MAX_HEADER_BYTES = 2 ** 20;

/**
 * The header that a user means who names a record as WFDB does (`100`), or its header, its signals or its annotations.
 *
 * @throws UserError when there is none
 */
export function headerOf(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw new UserError({ where: path, message: 'an address, not a file', allowed: `${ALLOWED}, on this machine` });
  if (path === '') throw new UserError({ where: '--record', message: 'no name', value: path, allowed: ALLOWED });
  const stats = statsOf(path);
  if (stats?.isDirectory()) throw new UserError({ where: path, message: 'a folder', ...expected(path, '') });
  if (/\.(dat|atr|qrs|ecg)$/i.test(path) || stats === undefined) {
    const stem = path.replace(/\.(dat|atr|qrs|ecg|hea)?$/i, '');
    const header = sibling(dirname(path), `${basename(stem)}.hea`);
    if (header !== undefined) return header;
    const message = stats === undefined ? 'there is no such file' : 'there is no header beside this file';
    throw new UserError({ where: path, message, ...expected(dirname(path), basename(path)) });
  }
  return path;
}

/** Whether a path names a WFDB record and not a folder of other data or a data set file. */
export function namesRecord(path: string): boolean {
  if (/\.json$/i.test(path)) return false;
  try {
    return statsOf(headerOf(path))?.isFile() ?? false;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return /\.(hea|dat)$/i.test(path);
  }
}

/** Text of a header. Throws UserError for what is no text, and names what it is instead. */
export function readHeaderText(path: string): string {
  const head = readHead(path, KIND_BYTES);
  const refuse = (message: string, more = '') => {
    throw new UserError({ where: path, message, allowed: `${ALLOWED}${more}` });
  };
  const kind = foreignKind(head);
  if (kind !== null) refuse(`this is ${kind}`);
  if (['fffe', 'feff'].includes(head.toString('hex', 0, 2))) refuse('a text in UTF-16', ', in ASCII or UTF-8');
  if (head.includes(0)) refuse('this is no text');
  return decoded(readBytes(path, MAX_HEADER_BYTES));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Comments of older records are in whatever the writer's machine had.
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** The file of that name in a folder; copies by way of other systems may have changed its case. */
export function sibling(dir: string, name: string): string | undefined {
  const names = list(dir);
  if (names.includes(name)) return join(dir, name);
  const same = names.filter((other) => other.toLowerCase() === name.toLowerCase());
  return same.length === 1 ? join(dir, same[0]!) : undefined;
}

/** undefined: there is no such file. Throws UserError when the system says something else, of a name below a file too. */
function statsOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new UserError({ where: path, message: `cannot be read: ${systemReason(error)}`, allowed: ALLOWED });
  }
}

function expected(dir: string, name: string): { allowed: string; fix?: string } {
  const headers = list(dir).filter((file) => /\.hea$/i.test(file));
  const near = nearest(`${name.replace(/\.\w+$/, '')}.hea`, headers) ?? (name === '' ? headers[0] : undefined);
  return { allowed: ALLOWED, ...(near !== undefined && { fix: join(dir, near) }) };
}

/** Names in a folder, sorted; none if it cannot be read. */
function list(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}
