import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { installed } from '../../support/roots.js';

/** How a project's package.json names bitbeat, and the tarball that is copied for it; null: none is. */
export interface Pinned {
  specifier: string;
  tarball: string | null;
}

/**
 * The bitbeat that runs, pinned for a project in `folder`: as the tarball that it was installed from, which comes with the
 * project, else as the folder where it lies. No name of a registry is taken on trust.
 */
export function pinnedFor(folder: string): Pinned {
  const tarball = installedFrom();
  if (tarball !== null) return { specifier: `file:vendor/${basename(tarball)}`, tarball };
  return { specifier: `file:${relative(resolve(folder), resolve(installed('.')))}`, tarball: null };
}

/** The tarball that npm installed, as npm remembers it; null in a clone, or where it is gone. */
function installedFrom(): string | null {
  const modules = resolve(installed('..'));
  const lock = join(modules, '.package-lock.json');
  if (basename(modules) !== 'node_modules' || !existsSync(lock)) return null;
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages?: Record<string, { resolved?: string }> };
  const resolved = packages?.['node_modules/bitbeat']?.resolved ?? '';
  if (!resolved.startsWith('file:') || !resolved.endsWith('.tgz')) return null;
  const path = resolve(modules, '..', resolved.slice('file:'.length));
  return existsSync(path) ? path : null;
}
