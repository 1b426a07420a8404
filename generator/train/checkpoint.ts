import { existsSync } from 'node:fs';
import { UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { writeStaged } from '../support/write-staged.js';
import { sha256 } from './kept.js';

const FORMAT = 'bitbeat-checkpoint';
const VERSION = 3;

/** Whose state a checkpoint is. */
export interface CheckpointOwner {
  /** Of the job: network, settings and fragments. */
  key: string;
  network: string;
}

const ARRAYS = { Float32Array, Float64Array, Int8Array, Uint8Array, Uint16Array, Int32Array, Uint32Array };
type ArrayName = keyof typeof ARRAYS;

/**
 * Writes plain data with typed arrays, every bit of them kept. The file before it stays whole if that fails.
 *
 * @throws UserError when the file cannot be written
 */
export function saveCheckpoint(path: string, owner: CheckpointOwner, state: object): void {
  try {
    const text = JSON.stringify(state, pack);
    // A line that says whose it is, and the state in a line of its own, whose checksum the first holds.
    const head = { format: FORMAT, version: VERSION, ...owner, sha256: sha256(text) };
    writeStaged(path, `${JSON.stringify(head)}\n${text}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError({
      where: path,
      message: `the checkpoint cannot be saved: ${code === 'ENOSPC' ? 'the disk is full' : message}; the one before it is kept`,
      allowed: 'a folder with room to write in',
      fix: 'free some space, then give the same command again: it goes on from the last epoch saved',
    });
  }
}

/**
 * What `saveCheckpoint` wrote; null if there is no file.
 *
 * @throws UserError when the file is damaged, or of another version, network or job
 */
export function loadCheckpoint<T>(path: string, owner: CheckpointOwner): T | null {
  if (!existsSync(path)) return null;
  const bad = (field: string | undefined, message: string, value: unknown, allowed: string) =>
    new UserError({
      where: path,
      ...(field === undefined ? {} : { field }),
      message,
      ...(value === undefined ? {} : { value }),
      allowed,
      fix: 'remove the file: the training then starts anew',
    });
  const damaged = (why: string) =>
    bad(undefined, `a damaged checkpoint: ${why}`, undefined, 'the file as it was written');
  const [head = '', ...rest] = readTextFile(path).split('\n');
  let found: { [field: string]: unknown };
  try {
    found = JSON.parse(head) ?? {};
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const expected = { format: FORMAT, version: VERSION, network: owner.network, key: owner.key };
  for (const [field, value] of Object.entries(expected))
    if (found[field] !== value)
      throw bad(field, `a checkpoint of another ${NOUNS[field as keyof typeof expected]}`, found[field], `${value}`);
  const text = rest.join('\n');
  if (found.sha256 !== sha256(text)) throw damaged('its checksum differs');
  return JSON.parse(text, unpack) as T;
}

const NOUNS = { format: 'kind', version: 'version', network: 'network', key: 'job (settings or fragments differ)' };

function pack(_: string, value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const { buffer, byteOffset, byteLength } = value;
  return { array: value.constructor.name, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

function unpack(_: string, value: unknown): unknown {
  const { array, base64 } = (value ?? {}) as { array?: ArrayName; base64?: string };
  if (array === undefined || base64 === undefined) return value;
  // A copy of its own, so that it starts at a multiple of its element's size.
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new ARRAYS[array](bytes.buffer);
}
