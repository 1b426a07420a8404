import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ECG17_CLASSES } from '../../model/ecg17.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { specialKind } from '../../support/read-file.js';
import { systemReason } from '../../support/system-errors.js';

export const CLASS_FOLDERS: readonly string[] = ECG17_CLASSES.map((name, i) => `${i + 1} ${name}`);
const LAYOUT = 'class folders `<number> <name>` such as `1 NSR` to `17 PR`';

/** What operating systems leave in folders; all that begins with a point is left out too. */
const JUNK =
  /^(\.|thumbs\.db$|ehthumbs|desktop\.ini$|__macosx$|\$recycle\.bin$|system volume information$|lost\+found$|icon\r$)/i;
/** What people leave beside data. */
const NOTES = /^(readme|licen[cs]e|changelog|citation)|\.(txt|md|rst|pdf)$/i;
const MATLAB = /\.mat$/i;
const FILE_NAME = /^([1-9]\d*)m \((?:0|[1-9]\d*)\)\.mat$/i;

/** A file of a fragment. */
export interface FragmentFile {
  path: string;
  /** Class, from 0. */
  label: number;
  record: string;
  /** `<class folder>/<file without extension>`. */
  name: string;
}

/**
 * The fragment files of a folder of class folders, by class number, then file name. Links are followed. What is neither a
 * fragment nor a note of a person or a system is a problem: nothing is left out without a word.
 *
 * @returns notes: class folders without a fragment
 * @throws UserError when there is no folder, no class folder in it, or nothing in any of them
 */
export function listClassFolders(dir: string): { files: FragmentFile[]; problems: Problem[]; notes: string[] } {
  if (kindOf(dir) !== 'folder') throw new UserError(missing(dir));
  const entries = list(dir);
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  if (!entries.some(({ name }) => CLASS_FOLDERS.includes(name))) throw new UserError(noClasses(dir, folders));
  const problems = entries.flatMap(({ name, kind }) => outsideClasses(join(dir, name), name, kind));
  const empty: string[] = [];
  const files = CLASS_FOLDERS.filter((name) => folders.includes(name)).flatMap((folder) => {
    const before = problems.length;
    const own = classFiles(join(dir, folder), folder, problems);
    if (own.length === 0 && problems.length === before) empty.push(join(dir, folder));
    return own;
  });
  if (files.length === 0 && problems.length === 0)
    throw new UserError(empty.map((where) => ({ where, message: EMPTY, allowed: NAMES })));
  return { files, problems, notes: empty.map((where) => `${where}: ${EMPTY}`) };
}

/** What an entry is, through links: `folder`, `file`, or in words what cannot be read. */
type Kind = 'folder' | 'file' | { odd: string };

function kindOf(path: string, entry?: Dirent): Kind {
  if (entry?.isFile()) return 'file';
  if (entry?.isDirectory()) return 'folder';
  try {
    const stats = statSync(path);
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : { odd: specialKind(stats) ?? 'no file' };
  } catch (error) {
    const isLink = entry?.isSymbolicLink() === true;
    return { odd: `${isLink ? 'a link that leads nowhere' : 'cannot be read'}: ${systemReason(error)}` };
  }
}

/** Sorted by code unit, so that the order depends on no locale, without junk. Throws UserError when it may not be read. */
function list(dir: string): { name: string; kind: Kind }[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    throw new UserError({ where: dir, message: `cannot be read: ${systemReason(error)}` });
  }
  return entries
    .filter(({ name }) => !JUNK.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => ({ name: entry.name, kind: kindOf(join(dir, entry.name), entry) }));
}

/** The same; nothing of a folder that may not be read. */
function readable(dir: string): ReturnType<typeof list> {
  try {
    return list(dir);
  } catch {
    return [];
  }
}

/** What is wrong with an entry beside the class folders; other files than fragments may lie there. */
function outsideClasses(where: string, name: string, kind: Kind): Problem[] {
  const near = nearest(name, CLASS_FOLDERS);
  const fix = near === undefined ? {} : { fix: near };
  if (kind === 'folder' && CLASS_FOLDERS.includes(name)) return [];
  if (kind === 'folder') return [{ where, message: 'the name of this folder is no class', allowed: LAYOUT, ...fix }];
  if (typeof kind === 'object') return [{ where, message: kind.odd, allowed: LAYOUT }];
  if (CLASS_FOLDERS.includes(name)) return [{ where, message: 'a file, not a folder', allowed: LAYOUT }];
  if (MATLAB.test(name)) return [{ where, message: 'a file outside of the class folders', allowed: LAYOUT }];
  return [];
}

function classFiles(dir: string, folder: string, problems: Problem[]): FragmentFile[] {
  const label = CLASS_FOLDERS.indexOf(folder);
  const entries = list(dir);
  const seen = new Set<string>();
  return entries.flatMap(({ name: file, kind }): FragmentFile[] => {
    const path = join(dir, file);
    const refuse = (problem: Omit<Problem, 'where'>) => {
      problems.push({ where: path, ...problem });
      return [];
    };
    if (kind === 'folder')
      return refuse({
        message: 'a folder inside a class folder is not read',
        fix: 'move its files into the class folder',
      });
    if (typeof kind === 'object') return refuse({ message: kind.odd, allowed: 'a file' });
    if (!MATLAB.test(file)) return NOTES.test(file) ? [] : refuse({ message: 'no .mat file', allowed: NAMES });
    const record = FILE_NAME.exec(file)?.[1];
    if (record === undefined || !file.includes('m ('))
      return refuse({ message: 'the name does not say the record', allowed: NAMES, ...rightName(file) });
    const name = `${folder}/${file.slice(0, -'.mat'.length)}`;
    if (seen.has(name)) return refuse({ message: 'a second file of this name', allowed: 'one .mat file a fragment' });
    seen.add(name);
    return [{ path, label, record, name }];
  });
}

const EMPTY = 'there is no .mat file in this folder';
const NAMES = '<record>m (<number>).mat, such as 100m (0).mat, numbers without leading zeros';

/** What a copy of a file was called before, if that can be seen. */
function rightName(file: string): { fix?: string } {
  const [, record, number] = /^0*(\d+)m? *\(0*(\d+)\)(?:\.mat)*$/i.exec(file) ?? [];
  return record === undefined ? {} : { fix: `${record}m (${number}).mat` };
}

function missing(dir: string): Problem {
  const parent = dirname(resolve(dir));
  const beside = kindOf(parent) === 'folder' ? readable(parent).filter(({ kind }) => kind === 'folder') : [];
  const near = nearest(
    basename(dir),
    beside.map(({ name }) => name),
  );
  const kind = kindOf(dir);
  const isThere = kind === 'file' || (typeof kind === 'object' && !/ENOENT/.test(kind.odd));
  const message = isThere ? 'this is not a folder' : 'there is no such folder';
  return {
    where: dir || '--data',
    message,
    allowed: `a folder of ${LAYOUT}`,
    ...(near && { fix: join(dirname(dir), near) }),
  };
}

/** The user may have named the folder above or one of the class folders itself. */
function noClasses(dir: string, names: string[]): Problem {
  const hasClasses = (path: string) => readable(path).some(({ name }) => CLASS_FOLDERS.includes(name));
  const below = names.find((name) => hasClasses(join(dir, name)));
  const above = dirname(resolve(dir));
  const near = names.map((name) => nearest(name, CLASS_FOLDERS)).find((name) => name !== undefined);
  const fix = below !== undefined ? join(dir, below) : hasClasses(above) ? join(dir, '..') : near;
  const message = list(dir).length === 0 ? 'the folder is empty' : 'the folder holds no class folder';
  return { where: dir, message, allowed: LAYOUT, ...(fix && { fix }) };
}
