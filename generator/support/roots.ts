import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './errors.js';

/*
 * Two roots, and nothing else resolves paths against either:
 *
 *   installation   where bitbeat lies: a clone, or a package in node_modules. Only read.
 *   project        the present folder: the user's configs/ and models/, and build/ for all that is made. In a clone, run from
 *                  its root, both are one folder.
 */

/** The folder that bitbeat was installed as. */
const INSTALLATION = dirname(fileURLToPath(new URL('..', import.meta.url)));

/** Folders of the installation that a path of the project may mean when the project has no such file. */
const SHIPPED = ['configs', 'models', 'sim'];

/** A file of the installation, by its path below it. */
export function installed(path: string): string {
  return join(INSTALLATION, path);
}

/** Whether the present folder is the root of the clone that bitbeat runs from. */
export function inClone(): boolean {
  // A folder that was removed meanwhile is none.
  return existsSync(installed('generator/cli')) && existsSync('.') && realpathSync('.') === realpathSync(INSTALLATION);
}

/**
 * Where a file to be read lies: the project's own, or, where it has none, the one that is shipped under the same path
 * (`configs/designs/name.json`). A path that neither has comes back as it is.
 */
export function sourceFile(path: string): string {
  if (isAbsolute(path) || existsSync(path)) return path;
  const [folder] = normalize(path).split(sep);
  const shipped = installed(path);
  return SHIPPED.includes(folder!) && existsSync(shipped) ? shipped : path;
}

/** What makes no sense but in a clone is refused elsewhere. @throws UserError */
export function refuseOutsideClone(what: string, why: string): void {
  if (!inClone())
    throw new UserError({ where: what, message: `only in the root folder of a clone of bitbeat: ${why}` });
}

/** Where a file goes that a clone keeps under version control (docs/, README.md): elsewhere it is made below build/. */
export function keptFile(path: string): string {
  return inClone() ? path : join('build', path);
}

/** Text that such a file has so far: the project's, or that of the installation. */
export function keptSource(path: string): string {
  const own = keptFile(path);
  return existsSync(own) ? own : installed(path);
}

/** What `bitbeat setup` can install besides the simulators. */
export type SetupKind = 'boards' | 'synth' | 'formal' | 'lint';

/** The command that installs tools. */
export function setupCommand(kind?: SetupKind): string {
  if (inClone() && kind !== 'formal') return kind === undefined ? 'make setup' : `make setup-${kind}`;
  return `npx bitbeat setup${kind === undefined ? '' : ` --${kind}`}`;
}
