import { readFileSync } from 'node:fs';
import { UserError } from '../config/errors.js';

/** The bytes of a file the user named; throws UserError instead of the system's error. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new UserError({ where: path, message: why });
  }
}
