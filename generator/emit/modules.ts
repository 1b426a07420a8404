import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { installed } from '../support/roots.js';
import { moduleOf, templateOf } from './names.js';
import { projectFile } from './render.js';

/** Folders of `rtl-templates` with hand-written modules, and where in a generated folder these lie. */
const FOLDERS = {
  core: 'rtl',
  folded: 'rtl',
  asic: 'rtl',
  link: 'rtl',
  bus: 'rtl',
  clocks: 'rtl',
  monitor: 'rtl',
  lowpower: 'rtl',
  copies: 'rtl',
  boards: 'rtl',
  tb: 'tb',
} as const;

interface TemplateModule {
  /** In the project. */
  file: string;
  folder: 'rtl' | 'tb';
}

let library: ReadonlyMap<string, TemplateModule> | undefined;

/** Every hand-written module by its name, which is its file's. */
export function templateModules(): ReadonlyMap<string, TemplateModule> {
  library ??= new Map(
    Object.entries(FOLDERS).flatMap(([from, folder]) =>
      readdirSync(installed(`rtl-templates/${from}`))
        .filter((file) => /^bb_\w+\.v$/.test(file))
        .sort()
        .map((file): [string, TemplateModule] => [
          posix.basename(file, '.v'),
          { file: `rtl-templates/${from}/${file}`, folder },
        ]),
    ),
  );
  return library;
}

/** Comments, texts and words of Verilog, in this order: a word within the first two is none. */
const LEXEMES = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|`?[A-Za-z_]\w*/g;
const isWord = (lexeme: string) => /^[A-Za-z_]/.test(lexeme);
const isComment = (lexeme: string) => lexeme.startsWith('/');

/** Hand-written modules that a Verilog text names in its code. */
function usedBy(verilog: string): string[] {
  const words = new Set((verilog.match(LEXEMES) ?? []).filter(isWord));
  return [...words].filter((word) => templateModules().has(word));
}

/** Modules in the place of others with the same ports, by the name of these. */
export type Instead = ReadonlyMap<string, string>;

const AS_THEY_ARE: Instead = new Map();

/** The text with hand-written modules called as in the design with this top, in its code and, where wanted, in comments. */
export function withOwnNames(verilog: string, top: string, comments = false, instead = AS_THEY_ARE): string {
  const word = (name: string) => (templateModules().has(name) ? moduleOf(top, instead.get(name) ?? name) : name);
  return verilog.replace(LEXEMES, (lexeme) => {
    if (isWord(lexeme)) return word(lexeme);
    return comments && isComment(lexeme) ? lexeme.replace(/\bbb_\w+/g, word) : lexeme;
  });
}

/**
 * The files with every hand-written module that their Verilog uses, directly or through others, and no further one; all of
 * them under the design's own names (`moduleOf`). Comments of rendered files hold words of the user and stay as they are.
 *
 * What stands in a branch that a design's parameters do not generate counts as used: Verilator wants its file.
 */
export function withModules(
  files: ReadonlyMap<string, string>,
  top: string,
  instead = AS_THEY_ARE,
): Map<string, string> {
  const taken = (text: string) => usedBy(text).map((module) => instead.get(module) ?? module);
  const rendered = [...files].filter(([path]) => path.endsWith('.v'));
  const used = new Set(rendered.flatMap(([, text]) => taken(text)));
  // A set gives what is added to it while it is walked.
  for (const module of used) for (const further of taken(projectFile(fileOf(module)))) used.add(further);
  const tree = new Map(files);
  for (const [path, text] of rendered) tree.set(path, withOwnNames(text, top, false, instead));
  for (const module of [...used].sort()) {
    const { file, folder } = templateModules().get(module)!;
    tree.set(`${folder}/${moduleOf(top, module)}.v`, withOwnNames(projectFile(file), top, true, instead));
  }
  return tree;
}

const fileOf = (module: string) => templateModules().get(module)!.file;

/**
 * A tree with the names that its modules have in `rtl-templates`: what `withModules` has renamed, in comments too, and the
 * design's other parts. Names of files that are no Verilog stay.
 */
export function withTemplateNames(tree: ReadonlyMap<string, string>): Map<string, string> {
  const back = (text: string) => text.replace(/\bbitbeat_\w+?__\w+(?!\w|\.(?!v\b)\w)/g, templateOf);
  return new Map([...tree].map(([path, text]) => [back(path), path.endsWith('.v') ? back(text) : text]));
}
