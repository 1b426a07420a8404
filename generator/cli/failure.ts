import { ToolError, UserError } from '../support/errors.js';
import { printable } from '../support/printable.js';
import { systemCode, systemReason } from '../support/system-errors.js';

/** Prints where in the program an error came from, for whoever reports one. */
const TRACE = 'BITBEAT_TRACE';

/** What is printed of an error that ended a command, and the exit code: 2 the user's mistake or system's refusal, 1 any other. */
export function failure(error: unknown): { code: 1 | 2; text: string } {
  if (error instanceof UserError) return { code: 2, text: error.message };
  const trace = process.env[TRACE] ? `\n${(error as Error)?.stack ?? ''}` : '';
  if (systemCode(error) !== undefined)
    return { code: 2, text: `${systemLine(error as NodeJS.ErrnoException)}${trace}` };
  // What a tool printed is worth its lines.
  if (error instanceof ToolError) return { code: 1, text: `bitbeat failed: ${error.message}${trace}` };
  const said = printable(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 1000);
  const more = trace === '' ? ` (${TRACE}=1 in the environment shows where; please report it)` : '';
  return { code: 1, text: `bitbeat failed: ${said}${more}${trace}` };
}

/** A system's refusal in one line: `build/x: cannot be written: no space is left on the device (ENOSPC)`. */
function systemLine(error: NodeJS.ErrnoException): string {
  const where = error.path ?? 'a file';
  const done = DONE[error.syscall ?? ''] ?? 'cannot be used';
  return printable(`${where}: ${done}: ${systemReason(error)}`, 1000);
}

const DONE: Readonly<Record<string, string>> = {
  open: 'cannot be opened',
  read: 'cannot be read',
  scandir: 'cannot be read',
  stat: 'cannot be read',
  lstat: 'cannot be read',
  write: 'cannot be written',
  mkdir: 'cannot be made',
  mkdtemp: 'cannot be made',
  rename: 'cannot be put in its place',
  unlink: 'cannot be removed',
  rm: 'cannot be removed',
  rmdir: 'cannot be removed',
};
