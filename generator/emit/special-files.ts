import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../support/errors.js';

/** Folders of a generated design that simulators and synthesis read. */
const READ = ['rtl', 'mem', 'tb'];

/** Refuses a generated folder with pipes or devices among its files: a tool that opens one would wait for ever. @throws UserError */
export function refuseSpecialFiles(folder: string): void {
  const found = READ.map((part) => join(folder, part))
    .filter((part) => existsSync(part) && statSync(part).isDirectory())
    .flatMap((part) => readdirSync(part).map((name) => join(part, name)))
    .filter((path) => {
      const stats = existsSync(path) ? statSync(path) : undefined;
      return stats !== undefined && !stats.isFile() && !stats.isDirectory();
    });
  if (found.length > 0) throw new UserError(found.sort().map((where) => ({ where, message: 'not a regular file' })));
}
