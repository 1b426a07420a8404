import { readFileSync } from 'node:fs';
import { UserError } from './errors.js';
import { installed } from './roots.js';

/**
 * Loads packages that an installation may lack (`npm install --omit=optional`), at the point where they are needed.
 *
 * @param load the import itself, of packages named in it by literals
 * @param names all that it loads, for the command that installs them
 * @throws UserError with that command when one of them is missing
 */
export async function loadOptional<T>(purpose: string, names: readonly string[], load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, names)) throw error;
    throw new UserError({
      where: purpose,
      message: `needs optional packages that are not installed here: ${names.join(', ')}`,
      fix: `npm install ${names.map((name) => `${name}@${expected(name)}`).join(' ')}`,
    });
  }
}

const CODES = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/** A package that is there and lacks a file of its own is broken, not missing. */
function isMissing(error: unknown, names: readonly string[]): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return CODES.includes(code ?? '') && names.some((name) => message.includes(`'${name}'`));
}

/** The version that this bitbeat was tested with, in npm's words. */
function expected(name: string): string {
  const { optionalDependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  return optionalDependencies[name] ?? 'latest';
}
