import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, UserError } from '../support/errors.js';
import type { Tree } from './tree.js';
import { editedFiles, readManifest } from './write-tree.js';

/**
 * Files of a generated folder that are not as they were generated: changed, removed, or put beside the Verilog. Whoever
 * simulates them tries a change of the design, and the verdict says so. A changed bench is refused, since it could say
 * anything; its text must also be the one that is generated now (`fresh`), whatever the manifest says.
 *
 * @throws UserError when there is no manifest, or the bench is not the generated one
 */
export function handEdited(folder: string, fresh: Tree): string[] {
  const manifest = readManifest(folder);
  if (manifest === null)
    throw new UserError({
      where: folder,
      message: 'has no manifest.json, so it is not known what in it was generated',
      fix: `npx bitbeat generate --design ${join(folder, 'design.json')} --out another folder`,
    });
  const edited = new Set(editedFiles(folder, manifest));
  for (const path of addedVerilog(folder)) if (!(path in manifest)) edited.add(path);
  const benches = new Set([...fresh.keys()].filter(isBench));
  const names = new Set([...benches].map((path) => basename(path)));
  const problems = [...new Set([...edited, ...benches])].sort().flatMap((path): Problem[] => {
    const where = join(folder, path);
    const fix = `npx bitbeat generate --design ${join(folder, 'design.json')} --out another folder`;
    // A module of the bench that lies in rtl/ is found first.
    if (edited.has(path) && (isBench(path) || names.has(basename(path))))
      return [{ where, message: 'a file of the bench that was edited by hand: its verdict would mean nothing', fix }];
    if (!benches.has(path) || sameCode(readFileSync(where, 'utf8'), fresh.get(path)!)) return [];
    return [{ where, message: 'not the bench that this version of bitbeat generates', fix }];
  });
  if (problems.length > 0) throw new UserError(problems);
  return [...edited].sort();
}

const isBench = (path: string) => path.startsWith('tb/');

function addedVerilog(folder: string): string[] {
  return ['rtl', 'tb'].flatMap((part) => {
    if (!existsSync(join(folder, part))) return [];
    const entries = readdirSync(join(folder, part), { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => `${part}/${name}`);
  });
}

/** Comments hold the command that made a file, which may name the design otherwise. */
function sameCode(a: string, b: string): boolean {
  const code = (text: string) => text.replace(/^\s*\/\/.*\n/gm, '');
  return code(a) === code(b);
}

/** The verdict's words about files edited by hand: nothing, or which. */
export function editedWords(edited: readonly string[]): string {
  if (edited.length === 0) return '';
  const named = edited.slice(0, 5).join(', ');
  const more = edited.length > 5 ? ` and ${edited.length - 5} more` : '';
  return ` with ${edited.length} file${edited.length > 1 ? 's' : ''} edited by hand: ${named}${more}`;
}
