import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../support/errors.js';
import { closest } from '../support/nearest.js';
import { installed, sourceFile } from '../support/roots.js';

/** Where designs are looked up by name: in the project, then in the installation. */
export const DESIGN_FOLDERS = ['configs/designs', 'configs/targets', 'configs'] as const;

/** What is made of a design or a network of this name: the record of its import, its model and design, all that is generated. */
export const workFolder = (name: string): string => join('build', name);

/** The record of its import; see `KeptImport`. */
export const importRecord = (name: string): string => join(workFolder(name), `${name}.import.json`);

/** Files that a design of this name may have; the last is that of a network of another framework, which `quantise` writes. */
const placesOf = (name: string): string[] =>
  [...DESIGN_FOLDERS, workFolder(name)].map((folder) => join(folder, `${name}.json`));

/** A design that can be given by name. */
export interface KnownDesign {
  name: string;
  /** As it is given, below the project or the installation. */
  file: string;
  from: 'project' | 'installation';
}

/** All designs that can be given by name, sorted; one of the project hides a shipped one. */
export function knownDesigns(): KnownDesign[] {
  const found = new Map<string, KnownDesign>();
  for (const from of ['project', 'installation'] as const)
    for (const folder of DESIGN_FOLDERS)
      for (const name of designNames(from === 'project' ? folder : installed(folder)))
        if (!found.has(name)) found.set(name, { name, file: join(folder, `${name}.json`), from });
  for (const name of existsSync('build') ? readdirSync('build') : []) {
    const file = placesOf(name).at(-1)!;
    if (!found.has(name) && existsSync(file)) found.set(name, { name, file, from: 'project' });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `name.quantise.json` and the like are no designs. */
function designNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => /^([^.]+)\.json$/.exec(file)?.[1] ?? []);
}

/**
 * What `--design` takes to find a design again from anywhere in the project: a name as it is, the name of a path that one
 * leads to, and for other paths the file of the design in its own generated folder, so that the same design gives the same
 * bytes wherever its file lies.
 */
export function designReference(nameOrPath: string): string {
  if (!nameOrPath.endsWith('.json')) return nameOrPath;
  const name = basename(nameOrPath, '.json');
  const named = placesOf(name).find((path) => existsSync(path));
  return named !== undefined && resolve(named) === resolve(nameOrPath) ? name : 'design.json';
}

/**
 * File of a design given by name (of `knownDesigns`) or by path, as `readJson` takes it.
 *
 * @throws UserError that names the nearest design, or the command that makes one of an imported network
 */
export function designFile(nameOrPath: string): string {
  if (nameOrPath.endsWith('.json')) return nameOrPath;
  const files = placesOf(nameOrPath);
  const file = files.find((path) => existsSync(path)) ?? files.find((path) => existsSync(sourceFile(path)));
  if (file !== undefined) return file;
  if (existsSync(importRecord(nameOrPath)))
    throw new UserError({
      where: files.at(-1)!,
      message: 'a network that is imported and not yet quantised has no design',
      value: nameOrPath,
      fix: `npx bitbeat quantise ${nameOrPath}`,
    });
  const names = knownDesigns().map(({ name }) => name);
  const fix = closest(nameOrPath, names);
  throw new UserError({
    where: files[0]!,
    message: 'no such design',
    value: nameOrPath,
    allowed: `${names.join(', ')}, or the path of a file *.json`,
    fix: fix === undefined ? 'npx bitbeat list' : `${fix}; npx bitbeat list prints all`,
  });
}
