import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Problem, UserError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { ECG17_CLASSES, ECG17_CONVERTER, ECG17_INPUT } from '../model/ecg17.js';
import { type Fragment, type FragmentSet, fragmentSet } from './fragment-set.js';
import { readMatlab4 } from './matlab4.js';
import { readBytes } from './read-bytes.js';

/** More problems than this are counted, not listed: a folder may hold a thousand bad files. */
const LISTED_PROBLEMS = 20;
const CLASS_FOLDERS = ECG17_CLASSES.map((name, i) => `${i + 1} ${name}`);
const FILE_NAME = /^(\d+)m \(\d+\)\.mat$/;
const LAYOUT = 'class folders `<number> <name>` such as `1 NSR` to `17 PR`';

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
/** Sorted by code unit, so that the order depends on no locale; hidden files are left out. */
const list = (dir: string) =>
  readdirSync(dir)
    .filter((name) => !name.startsWith('.'))
    .sort();
const folders = (dir: string) => list(dir).filter((name) => isFolder(join(dir, name)));
const hasClasses = (dir: string) => isFolder(dir) && folders(dir).some((name) => CLASS_FOLDERS.includes(name));

/**
 * Reads the 17-class MIT-BIH fragments: one folder a class, `<number> <name>/<record>m (<n>).mat`, each file a row of
 * 3600 ADC codes (Plawiak, doi 10.17632/7dybx7wyfn.3). Sorted by class number, then file name. Classes may be missing.
 *
 * @throws UserError with all problems of all files, the first 20 in words
 */
export function readClassFolders(dir: string): FragmentSet {
  if (!isFolder(dir)) throw new UserError(missing(dir));
  const names = folders(dir);
  if (!names.some((name) => CLASS_FOLDERS.includes(name))) throw new UserError(noClasses(dir, names));

  const problems: Problem[] = names
    .filter((name) => !CLASS_FOLDERS.includes(name))
    .map((name) => notAClass(join(dir, name), name));
  const fragments: Fragment[] = [];
  for (const folder of CLASS_FOLDERS.filter((name) => names.includes(name))) {
    const files = list(join(dir, folder)).filter((name) => name.endsWith('.mat'));
    if (files.length === 0)
      problems.push({ where: join(dir, folder), message: 'there is no .mat file in this folder' });
    for (const file of files) {
      const record = FILE_NAME.exec(file)?.[1];
      const where = join(dir, folder, file);
      const codes = readCodes(where, problems);
      if (record === undefined)
        problems.push({ where, message: 'the name does not say the record', allowed: '<record>m (<number>).mat' });
      else if (codes)
        fragments.push({
          codes,
          label: CLASS_FOLDERS.indexOf(folder),
          record,
          name: `${folder}/${file.slice(0, -'.mat'.length)}`,
        });
    }
  }
  if (problems.length > 0) throw new UserError(capped(dir, problems));
  return fragmentSet(dir, ECG17_CLASSES, ECG17_INPUT.samples, fragments, { converter: ECG17_CONVERTER });
}

/** The codes of one file; undefined when it has a problem, which joins the list. */
function readCodes(where: string, problems: Problem[]): Int16Array | undefined {
  try {
    const { rows, columns, values } = readMatlab4(readBytes(where), where);
    const shape = `1 x ${ECG17_INPUT.samples}`;
    if (rows !== 1 || columns !== ECG17_INPUT.samples)
      throw new UserError({ where, message: 'wrong length', value: `${rows} x ${columns}`, allowed: shape });
    const top = 2 ** ECG17_INPUT.codeBits - 1;
    const at = values.findIndex((code) => !(Number.isInteger(code) && code >= 0 && code <= top));
    if (at >= 0)
      throw new UserError({
        where,
        field: `val[${at}]`,
        message: 'no ADC code',
        value: values[at],
        allowed: `whole numbers 0 to ${top}`,
      });
    return Int16Array.from(values);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function missing(dir: string): Problem {
  const parent = dirname(resolve(dir));
  const near = isFolder(parent) ? nearest(basename(dir), folders(parent)) : undefined;
  const message = statSync(dir, { throwIfNoEntry: false }) ? 'this is not a folder' : 'there is no such folder';
  return { where: dir, message, allowed: `a folder of ${LAYOUT}`, ...(near && { fix: join(dirname(dir), near) }) };
}

/** The user may have named the folder above or one of the class folders itself. */
function noClasses(dir: string, names: string[]): Problem {
  const below = names.find((name) => hasClasses(join(dir, name)));
  const above = dirname(resolve(dir));
  const fix = below !== undefined ? join(dir, below) : hasClasses(above) ? join(dir, '..') : undefined;
  const message = list(dir).length === 0 ? 'the folder is empty' : 'the folder holds no class folder';
  return { where: dir, message, allowed: LAYOUT, ...(fix && { fix }) };
}

function notAClass(where: string, name: string): Problem {
  const near = nearest(name, CLASS_FOLDERS);
  return { where, message: 'the name of this folder is no class', allowed: LAYOUT, ...(near && { fix: near }) };
}

function capped(dir: string, problems: Problem[]): Problem[] {
  const left = problems.length - LISTED_PROBLEMS;
  if (left <= 0) return problems;
  return [...problems.slice(0, LISTED_PROBLEMS), { where: dir, message: `and ${left} more problems` }];
}
