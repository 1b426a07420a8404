import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildDesign } from '../../generator/arch/built-design.js';
import { readDesign } from '../../generator/config/design.js';
import { knownDesigns } from '../../generator/config/known-designs.js';
import { BOARDS } from '../../generator/devices/devices.js';
import { generated } from '../../generator/emit/generated.js';
import { templateModules, withTemplateNames } from '../../generator/emit/modules.js';
import type { Tree } from '../../generator/emit/tree.js';
import { bitstreamTree } from '../../generator/emit/wrappers/board.js';
import { makePackage } from '../../generator/report/package.js';
import { DESIGNS, STEPPED, TASKED } from '../lint/designs.js';

/** What every file of every tree is to be; `make goldens` writes it again. */
export const GOLDEN_TREES = 'test/goldens/trees.json';

/** Hashes of the generated files of a tree, by path. */
export type Hashes = Record<string, string>;

/** Copies of files that are written by hand, which say nothing of the generator. */
const isCopied = (path: string) =>
  /(^|\/)(harness\.cpp|SB_SPRAM256KA\.v)$/.test(path) || templateModules().has(basename(path, '.v'));

/** A data sheet names the version of the simulator that is installed here. */
const hash = (text: string) =>
  createHash('sha256')
    .update(text.replaceAll(/Icarus Verilog [\d.]+/g, 'Icarus Verilog'))
    .digest('hex')
    .slice(0, 16);

function hashes(tree: Tree): Hashes {
  const files = [...withTemplateNames(tree).keys()].map((path, i) => [path, [...tree][i]!] as const);
  return Object.fromEntries(files.filter(([path]) => !isCopied(path)).map(([, [path, text]]) => [path, hash(text)]));
}

/** Every design that is shipped, every kind of engine and wrapper, every board, and packages of each task, of windows and of steps, with their data sheets. */
export async function generatedTrees(): Promise<Record<string, Hashes>> {
  const trees = new Map(DESIGNS);
  // Hand-written modules alone.
  trees.delete('power');
  for (const { name, file } of knownDesigns()) {
    // A model that was made here is not everybody's.
    if (/^build\//.test(readDesign(file).model)) continue;
    const { design, hardware } = buildDesign(name);
    trees.set(name, generated(design, hardware).tree);
  }
  for (const name of ['tiny', 'tiny-folded']) {
    const built = buildDesign(`test/goldens/${name}.json`);
    for (const board of BOARDS)
      trees.set(`${name}-${board.name}`, bitstreamTree(generated(built.design, built.hardware), board));
    const { tree } = await makePackage(built, { simulator: 'icarus', fragments: 1 });
    trees.set(`${name}-packaged`, tree);
  }
  for (const { design, hardware } of [...TASKED.filter((one) => one.design.ports !== undefined), ...STEPPED]) {
    const built = { design, hardware, budget: null };
    const { tree } = await makePackage(built, { simulator: 'icarus', fragments: 1 });
    trees.set(`${design.name}-packaged`, tree);
  }
  trees.set('models', shippedModels());
  return Object.fromEntries(
    [...trees].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, tree]) => [name, hashes(tree)]),
  );
}

/** Networks that are shipped, of which not each has a design. */
function shippedModels(): Tree {
  const files = readdirSync('models', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(alq|float)\.json$/.test(file),
  );
  return new Map(files.sort().map((file) => [file, readFileSync(join('models', file), 'utf8')]));
}

export const goldenTrees = () => JSON.parse(readFileSync(GOLDEN_TREES, 'utf8')) as Record<string, Hashes>;
