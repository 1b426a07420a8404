import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { specialKind } from '../../support/read-file.js';
import { systemReason } from '../../support/system-errors.js';
import type { About } from './reader.js';

/** How folders and files are called. */
export interface ClassFolderNames {
  /** `<number> <class>`, numbers from 1, or the class alone. */
  folders: 'numbered' | 'named';
  /** What a copy of a file was called before. */
  mend?: { pattern: string; name: string } | undefined;
  /** Of the files of fragments, such as `mat`, in any case. */
  extension: string;
}

/** What operating systems leave in folders; all that begins with a point is left out too. */
const JUNK =
  /^(\.|thumbs\.db$|ehthumbs|desktop\.ini$|__macosx$|\$recycle\.bin$|system volume information$|lost\+found$|icon\r$)/i;
/** What people leave beside data. */
const NOTES = /^(readme|licen[cs]e|changelog|citation)|\.(txt|md|rst|pdf)$/i;

const hasExtension = (file: string, extension: string) => file.toLowerCase().endsWith(`.${extension}`);

/** A file of a fragment. */
export interface FragmentFile {
  path: string;
  /** Class, from 0. */
  label: number;
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
export function listClassFolders(dir: string, names: ClassFolderNames, about: About): Listed {
  const layout = layoutOf(names, about.classes);
  const { extension } = names;
  const message = emptyText(extension);
  if (kindOf(dir) !== 'folder') throw new UserError(missing(dir, layout));
  const entries = list(dir);
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  if (!entries.some(({ name }) => layout.folders.includes(name))) throw new UserError(noClasses(dir, folders, layout));
  const problems = entries.flatMap(({ name, kind }) =>
    outsideClasses(join(dir, name), name, kind, { ...layout, extension }),
  );
  const empty: string[] = [];
  const files = layout.folders.flatMap((folder, label) => {
    if (!folders.includes(folder)) return [];
    const before = problems.length;
    const own = classFiles(join(dir, folder), { folder, label }, names, about, problems);
    if (own.length === 0 && problems.length === before) empty.push(join(dir, folder));
    return own;
  });
  if (files.length === 0 && problems.length === 0)
    throw new UserError(empty.map((where) => ({ where, message, allowed: formOf(about, extension) })));
  return { files, problems, notes: empty.map((where) => `${where}: ${message}`) };
}

interface Listed {
  files: FragmentFile[];
  problems: Problem[];
  notes: string[];
}

/** Names of the class folders, by label, and in words. */
interface Layout {
  folders: readonly string[];
  text: string;
}

function layoutOf({ folders }: ClassFolderNames, classes: readonly string[]): Layout {
  const numbered = folders === 'numbered';
  const names = classes.map((name, i) => (numbered ? `${i + 1} ${name}` : name));
  const form = numbered ? '<number> <name>' : '<name>';
  return { folders: names, text: `class folders \`${form}\` such as \`${names[0]}\` to \`${names.at(-1)}\`` };
}

const formOf = ({ groups }: About, extension: string) => groups?.form ?? `files *.${extension}`;

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

/** Files with one of the extensions that lie in a folder itself, sorted. Throws UserError when there is none. */
export function listFiles(dir: string, ...extensions: readonly string[]): string[] {
  const fits = (name: string) => extensions.some((extension) => hasExtension(name, extension));
  const files = list(dir).filter(({ name, kind }) => kind === 'file' && fits(name));
  if (files.length > 0) return files.map(({ name }) => name);
  throw new UserError({ where: dir, message: emptyText(extensions[0]!) });
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
function outsideClasses(
  where: string,
  name: string,
  kind: Kind,
  { folders, text: allowed, extension }: Layout & Pick<ClassFolderNames, 'extension'>,
): Problem[] {
  const near = nearest(name, folders);
  const fix = near === undefined ? {} : { fix: near };
  if (kind === 'folder' && folders.includes(name)) return [];
  if (kind === 'folder') return [{ where, message: 'the name of this folder is no class', allowed, ...fix }];
  if (typeof kind === 'object') return [{ where, message: kind.odd, allowed }];
  if (folders.includes(name)) return [{ where, message: 'a file, not a folder', allowed }];
  if (hasExtension(name, extension)) return [{ where, message: 'a file outside of the class folders', allowed }];
  return [];
}

function classFiles(
  dir: string,
  { folder, label }: { folder: string; label: number },
  { mend, extension }: ClassFolderNames,
  about: About,
  problems: Problem[],
): FragmentFile[] {
  const { groups } = about;
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
    if (!hasExtension(file, extension))
      return NOTES.test(file) ? [] : refuse({ message: `no .${extension} file`, allowed: formOf(about, extension) });
    const name = `${folder}/${file.slice(0, -`.${extension}`.length)}`;
    if (groups !== null && groups.of(name) === undefined)
      return refuse({
        message: `the name does not say the ${groups.what}`,
        allowed: groups.form,
        ...rightName(file, mend),
      });
    if (seen.has(name))
      return refuse({ message: 'a second file of this name', allowed: `one .${extension} file a fragment` });
    seen.add(name);
    return [{ path, label, name }];
  });
}

const emptyText = (extension: string) => `there is no .${extension} file in this folder`;

/** What a copy of a file was called before, if that can be seen. */
function rightName(file: string, mend: ClassFolderNames['mend']): { fix?: string } {
  if (mend === undefined) return {};
  const pattern = new RegExp(mend.pattern, 'i');
  return pattern.test(file) ? { fix: file.replace(pattern, mend.name) } : {};
}

function missing(dir: string, { text }: Layout): Problem {
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
    allowed: `a folder of ${text}`,
    ...(near && { fix: join(dirname(dir), near) }),
  };
}

/** The user may have named the folder above or one of the class folders itself. */
function noClasses(dir: string, names: string[], { folders, text }: Layout): Problem {
  const hasClasses = (path: string) => readable(path).some(({ name }) => folders.includes(name));
  const below = names.find((name) => hasClasses(join(dir, name)));
  const above = dirname(resolve(dir));
  const near = names.map((name) => nearest(name, folders)).find((name) => name !== undefined);
  const fix = below !== undefined ? join(dir, below) : hasClasses(above) ? join(dir, '..') : near;
  const message = list(dir).length === 0 ? 'the folder is empty' : 'the folder holds no class folder';
  return { where: dir, message, allowed: text, ...(fix && { fix }) };
}
