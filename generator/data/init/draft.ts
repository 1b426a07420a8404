import type { Dirent } from 'node:fs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../support/errors.js';
import { systemReason } from '../../support/system-errors.js';
import { NUMBER } from '../readers/class-names.js';
import type { ReaderName } from '../readers/readers.js';
import type { NamedTargets } from '../target-names.js';

/** What a folder's files say of themselves, as far as it was understood. */
export interface Draft {
  reader: ReaderName;
  options: Record<string, unknown>;
  /** None: windows without targets, or with others. */
  classes: readonly string[];
  /** In the place of classes. */
  targets?: NamedTargets;
  samples: number;
  channels: number;
  /** Hz; null: the files do not say. */
  rateHz: number | null;
  /** Left out: the usual ones are taken. */
  codeBits?: number;
  /** Left out: they are chosen from the values. */
  zero?: number;
  gain?: number;
  units?: readonly string[];
  /** Endings of files that are read besides those that the reader is known by. */
  reads?: readonly string[];
  /** What was assumed, a line each. */
  assumed: readonly string[];
}

/** Looks at the files of a folder; null: they are of another kind. */
export type Understand = (listing: Listing) => Promise<Draft | null>;

/** Files and folders of a folder, and files of the folders in it. */
export interface Listing {
  dir: string;
  /** Paths below `dir` with `/` between their parts, two folders deep, training before test, else by name. */
  files: readonly string[];
}

/** Folders in a folder that are looked into, and files in each. */
const MAX_ENTRIES = 100_000;
const DEPTH = 2;

/** Throws UserError when the folder cannot be read or holds too much. */
export function listingOf(dir: string): Listing {
  const files: string[] = [];
  const walk = (below: string, depth: number) => {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(dir, below), { withFileTypes: true });
    } catch (error) {
      throw new UserError({ where: join(dir, below), message: `cannot be read: ${systemReason(error)}` });
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < DEPTH) walk(path, depth + 1);
      else if (!entry.isDirectory()) files.push(path);
      if (files.length > MAX_ENTRIES)
        throw new UserError({ where: dir, message: 'more files than are looked at', allowed: `${MAX_ENTRIES}` });
    }
  };
  walk('', 0);
  return { dir, files: files.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1)) };
}

/** Training, validation, test. */
function order(path: string): number {
  if (/test|eval/i.test(path)) return 2;
  return /(^|[^a-z])val/i.test(path) ? 1 : 0;
}

/** Files with one of these extensions in the folder itself, or, where there are none, in its folders. */
export function ofKind({ files }: Listing, ...extensions: readonly string[]): string[] {
  const all = files.filter((file) => extensions.some((extension) => file.toLowerCase().endsWith(`.${extension}`)));
  const own = all.filter((file) => !file.includes('/'));
  return own.length > 0 ? own : all;
}

/** More labels than this are no classes. */
const MAX_CLASSES = 1000;

/** Labels as classes, numbers by their size, else by name; null: there are too many, or next to as many as windows. */
export function classesOf(labels: readonly string[]): string[] | null {
  const all = [...new Set(labels)];
  if (all.length > MAX_CLASSES || (all.length > 2 && 2 * all.length > labels.length)) return null;
  return all.every((label) => NUMBER.test(label))
    ? all.sort((a, b) => Number(a) - Number(b))
    : all.sort((a, b) => (a < b ? -1 : 1));
}

/** Samples and channels of two axes: time is the longer one. */
export const longerIsTime = (a: number, b: number): { samples: number; channels: number } => ({
  samples: Math.max(a, b),
  channels: Math.min(a, b),
});
