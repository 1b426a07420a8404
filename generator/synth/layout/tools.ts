import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { type FoundTool, findTool } from '../../support/tools.js';

/** Cells of a library that can be laid out, and what placer, router and checkers need to know of it. */
export interface LayoutLibrary {
  /** As in `ASIC_LIBRARIES`. */
  name: string;
  lef: string;
  /** Magic's start file, and Netgen's. */
  magicrc: string;
  netgen: string;
  filler: string;
  /** Pins that few wires reach: their nets are routed first, or most of those that stay open are theirs. */
  hardPins: readonly { type: string; pin: string }[];
}

const OSU018 = '/usr/share/qflow/tech/osu018';

export const LAYOUT_LIBRARIES: readonly LayoutLibrary[] = [
  {
    name: 'osu018',
    lef: `${OSU018}/osu018_stdcells.lef`,
    magicrc: `${OSU018}/osu018.magicrc`,
    netgen: `${OSU018}/osu018_setup.tcl`,
    filler: 'FILL',
    hardPins: [{ type: 'AND2X2', pin: 'B' }],
  },
];

/** Where `make setup-layout` puts the placer. */
export const PLACER = resolve('build/venv-layout/bin/coloquinte');

const SETUP = 'make setup-layout';

export interface LayoutTools {
  placer: Required<FoundTool>['path'];
  router: string;
  magic: string;
  netgen: string;
  versions: Record<string, string>;
}

/** Placer, router, Magic and Netgen; throws UserError naming all that are missing. */
export function requireLayout(library: LayoutLibrary): LayoutTools {
  const problems: Problem[] = [];
  const missing = (where: string, message: string) => problems.push({ where, message, fix: SETUP });
  if (!existsSync(library.lef)) missing(library.lef, 'cells: not there');
  const found = (name: string, role: string, versionArguments: readonly string[]) => {
    const tool = findTool({
      ...{ name, role, versionArguments },
      least: '0',
      purpose: 'layout',
      needed: false,
      mend: SETUP,
    });
    if (tool.problem !== undefined) missing(name, `${role}: ${tool.problem}`);
    return { path: tool.path ?? '', version: tool.version ?? '' };
  };
  const router = found('qrouter', 'router', ['-v', '0', '-h']);
  const magic = found('magic', 'layout editor', ['--version']);
  const netgen = found('netgen-lvs', 'comparer of netlists', ['-batch', 'quit']);
  const placer = placerVersion();
  if (placer === null) missing(PLACER, 'placer: not there');
  if (problems.length > 0) throw new UserError(problems);
  return {
    ...{ placer: PLACER, router: router.path, magic: magic.path, netgen: netgen.path },
    versions: { Coloquinte: placer!, qrouter: router.version, Magic: magic.version, Netgen: netgen.version },
  };
}

/** It does not tell its version itself. */
function placerVersion(): string | null {
  if (!existsSync(PLACER)) return null;
  const ask = 'import importlib.metadata as m; print(m.version("coloquinte"))';
  const ran = spawnSync(resolve(PLACER, '../python'), ['-c', ask], { encoding: 'utf8', timeout: 20_000 });
  return ran.status === 0 ? ran.stdout.trim() : null;
}
