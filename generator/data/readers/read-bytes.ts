import { readRegularFile } from '../../support/read-file.js';

/** The bytes of a file the user named. Throws UserError, also for what is no regular file. */
export function readBytes(path: string, max?: number): Uint8Array {
  return readRegularFile(path, max);
}
