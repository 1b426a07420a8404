import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../support/errors.js';
import { closest } from '../support/nearest.js';
import { installed, sourceFile } from '../support/roots.js';
import { MODEL_EXTENSION } from './file-layout.js';

/** Folder of the models that can be given by name, in the project and in the installation. */
const MODELS = 'models';

/** The models that can be given by name, sorted. */
function modelNames(): string[] {
  const names = [MODELS, installed(MODELS)].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return [...new Set(names)].sort();
}

/**
 * File or folder of a model given by path or by name (a folder of models/).
 *
 * @throws UserError that names the nearest model when there is none
 */
export function modelPath(nameOrPath: string): string {
  const named = basename(nameOrPath) === nameOrPath && nameOrPath !== '' ? [join(MODELS, nameOrPath)] : [];
  const found = [nameOrPath, ...named].map(sourceFile).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const beside = modelsBeside(nameOrPath);
  const fix = nameOrPath.startsWith(join('build', MODELS))
    ? `npx bitbeat import --model FILE --out ${nameOrPath}`
    : closest(nameOrPath, beside.length > 0 ? beside : modelNames());
  throw new UserError({
    where: nameOrPath,
    message: 'no such file or folder',
    allowed: `a model file *${MODEL_EXTENSION}, the folder of one, or a name: ${modelNames().join(', ')}`,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Models in the folder that a path names. */
function modelsBeside(path: string): string[] {
  const folder = sourceFile(dirname(path));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(MODEL_EXTENSION))
    .map((name) => join(dirname(path), name))
    .sort();
}
