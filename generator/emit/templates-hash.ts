import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { installed } from '../config/roots.js';
import { projectFile } from './render.js';
import { sha256 } from './tree.js';

const FOLDER = installed('rtl-templates');

/**
 * One hash for all that every design is generated from besides its own model: modules, templates and the bench's C++. What was
 * measured on no design of the repository carries it.
 */
export function templatesHash(): string {
  const templates = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(FOLDER, path)).isFile())
    .map((path) => `rtl-templates/${path.split(sep).join('/')}`);
  const paths = [...templates, 'sim/harness.cpp'].sort();
  return sha256(paths.map((path) => `${sha256(projectFile(path))}  ${path}\n`).join(''));
}
