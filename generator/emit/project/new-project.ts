import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isDesignName, LONGEST_NAME, toDesignName } from '../../config/design-name.js';
import { printIntegerModel, readIntegerModel } from '../../model/file.js';
import { UserError } from '../../support/errors.js';
import { installed } from '../../support/roots.js';
import { isPlain, runSound } from '../../support/run-tool.js';
import { removeAll, stagingBeside } from '../../support/staging.js';
import { linkStatsIfThere } from '../../support/stats.js';
import { unusedName } from '../../support/unused-name.js';
import { projectFile } from '../render.js';
import { NETWORKS, projectFiles, renamed } from './files.js';
import { DESCRIPTION, type Foreign, originOf, type ReadBy } from './origin.js';
import { pinnedFor } from './pinned.js';

export interface NewProject extends ReadBy {
  /** Of the project and of its folder, its design and its model. */
  name: string;
  /** See `Origin`; the example if not given. */
  from?: string | undefined;
  /** Data set file or folder of windows; the example has its own. */
  data?: string | undefined;
}

/** A project that was made. */
export interface MadeProject {
  name: string;
  folder: string;
  /** What it begins with. */
  origin: string;
  bitbeat: string;
  files: string[];
}

/** Paths that make and a shell take as they are. */
const PLAIN = 'letters, digits and _ / . + - =, without blanks';
const EXAMPLE = 'examples/table';

/** Makes the folder of a project in the present folder, whole or not at all. Throws UserError. */
export async function newProject({ name, from, data, ...by }: NewProject): Promise<MadeProject> {
  refuseName(name);
  const origin = await originOf(from, by);
  refuseData(origin.kind, data);
  const network = origin.kind === 'foreign' ? networkFiles(origin) : [];
  const pinned = pinnedFor(name);
  const files = projectFiles({ name, origin, data: data === undefined ? null : placed(name, data), pinned });
  const staging = stagingBeside(name);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      writeFileSync(join(staging, path), text);
    }
    const copy = (file: string, path: string) => {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      copyFileSync(file, join(staging, path));
    };
    if (pinned.tarball !== null) copy(pinned.tarball, `vendor/${basename(pinned.tarball)}`);
    for (const [file, path] of network) copy(file, path);
    if (origin.kind === 'example') await example(name, staging, copy);
    renameSync(staging, name);
  } finally {
    removeAll(staging);
  }
  const all = readdirSync(name, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const names = all
    .filter((entry) => entry.isFile())
    .map((entry) => relative(name, join(entry.parentPath, entry.name)));
  return { name, folder: name, origin: origin.kind, bitbeat: pinned.specifier, files: names.sort() };
}

/** All files of a network of another framework, with where a project has them. Throws UserError for a name that make cannot be given. */
function networkFiles({ file, beside, network }: Foreign): [file: string, path: string][] {
  const files: [string, string][] = [
    [file, basename(file)],
    ...beside.map((path): [string, string] => [join(dirname(file), path), path]),
    ...(network === undefined ? [] : [[network, DESCRIPTION] satisfies [string, string]]),
  ];
  const strange = files.find(([, path]) => !isPlain(path));
  if (strange !== undefined)
    throw new UserError({
      where: '--from',
      message: 'a file that make cannot be given',
      value: strange[1],
      allowed: PLAIN,
    });
  return files.map(([from, path]) => [from, `${NETWORKS}/${path}`]);
}

/** The example's network and model under the project's name, and its data. */
async function example(name: string, folder: string, copy: (file: string, path: string) => void): Promise<void> {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(`configs/networks/${name}.json`, renamed(projectFile(`${EXAMPLE}/network.json`), name));
  const model = readIntegerModel(installed(`${EXAMPLE}/pump.alq.json`));
  write(`models/${name}/${name}.alq.json`, printIntegerModel({ ...model, name }));
  copy(installed(`${EXAMPLE}/make-cycles.mjs`), 'data/make-cycles.mjs');
  const cwd = join(folder, 'data');
  await runSound(process.execPath, ['make-cycles.mjs'], { cwd }, 'the data of the example could not be made');
}

function refuseName(name: string): void {
  const where = 'NAME';
  if (!isDesignName(name)) {
    const allowed = `words of lower-case letters and digits with one - or _ between them, up to ${LONGEST_NAME} characters`;
    const fix = toDesignName(basename(name));
    throw new UserError({ where, message: 'no name of a project', value: name, allowed, fix });
  }
  if (linkStatsIfThere(name) === undefined) return;
  const fix = unusedName(readdirSync('.'), name);
  throw new UserError({ where, message: 'something has this name already', value: name, allowed: 'a new folder', fix });
}

function refuseData(origin: string, data: string | undefined): void {
  if (data !== undefined && !existsSync(data))
    throw new UserError({ where: '--data', message: 'no such file or folder', value: data });
  if (origin === 'example' && data !== undefined)
    throw new UserError({
      where: '--data',
      message: 'the example has data of its own',
      value: data,
      allowed: 'with --from, the network that they are for',
    });
  if ((origin === 'network' || origin === 'foreign') && data === undefined)
    throw new UserError({
      where: '--data',
      message: 'missing: a network is trained and quantised on windows',
      allowed: 'a data set file, or a folder',
      fix: 'npx bitbeat data --init FOLDER makes such a file',
    });
}

/** A path as the project's Makefile names it. Throws UserError for one that make would read as another. */
function placed(name: string, data: string): string {
  const path = relative(resolve(name), resolve(data));
  if (isPlain(path)) return path;
  throw new UserError({
    where: '--data',
    message: 'a path that make cannot be given',
    value: data,
    allowed: PLAIN,
  });
}
