import { resolve } from 'node:path';
import { UserError } from '../support/errors.js';
import { setupCommand } from '../support/roots.js';
import { findTool, requireTool, type Tool, which } from '../support/tools.js';
import type { Source } from './device.js';
import { FAMILIES, type FamilyName, familyOf, type PartFamily } from './devices.js';

/** Where programs come from: the system's packages, or PyPI's builds in WebAssembly for all of them. */
export const TOOLCHAINS = ['system', 'yowasp'] as const;
export type Toolchain = (typeof TOOLCHAINS)[number];

/** A program that can be run, and its version. */
export interface Program {
  name: string;
  path: string;
  version: string;
}

/** The virtual environment of the project, which `bitbeat setup` makes. */
const VENV = resolve('build/venv/bin');
/** Any version of PyPI's that the toolchain was ever tried with. */
const ANY_PYPI = '0.4';

/** Yosys and the router that parts of a family are placed with. Throws UserError with the command that installs what is missing. */
export function synthesisPrograms(toolchain: Toolchain, family: PartFamily): { yosys: Program; nextpnr: Program } {
  const { harness, router } = FAMILIES[family];
  const { name, source } = router;
  const mend = setupCommand(harness.setup);
  return {
    yosys: program('yosys', FAMILIES[family].yosys, toolchain, mend),
    nextpnr: program(name, source, toolchain, mend),
  };
}

/** The Yosys that designs are synthesised by for a family's parts and boards. Throws UserError likewise. */
export const yosysOf = (family: FamilyName, venv = VENV): Program =>
  program('yosys', familyOf(family).yosys, 'system', setupCommand('boards'), venv);

/** The Yosys that puts clock gates into standard cells: Debian's has no such pass. Throws UserError likewise. */
export const gatingYosys = (venv = VENV): Program =>
  program('yosys', { from: 'pypi', atLeast: '0.70' }, 'system', setupCommand('boards'), venv);

/** What makes a bitstream; `router` and `packer` are null where no open tool does. */
export interface BoardPrograms {
  yosys: Program;
  router: Program | null;
  packer: Program | null;
}

/** Programs from the design to a board's bitstream. Throws UserError with the command that installs what is missing or too old. */
export function boardPrograms(toolchain: Toolchain, family: FamilyName, venv = VENV): BoardPrograms {
  const { yosys, router } = familyOf(family);
  const mend = setupCommand('boards');
  const find = ({ name, source }: { name: string; source: Source }) => program(name, source, toolchain, mend, venv);
  return {
    yosys: find({ name: 'yosys', source: yosys }),
    router: router && find(router),
    packer: router && find(router.packer),
  };
}

/** Finds a program where its family says that it comes from. Throws UserError. */
function program(name: string, source: Source, toolchain: Toolchain, mend: string, venv = VENV): Program {
  switch (source.from) {
    case 'system':
      return toolchain === 'system' ? { name, ...requireTool(source.tool) } : fromPyPi(name, ANY_PYPI, mend, venv);
    case 'pypi':
      return fromPyPi(name, source.atLeast, mend, venv);
    case 'python':
      return ofPackage(name, source, mend, venv);
    case 'debian':
      return unversioned(name, source.package, mend);
  }
}

/** A packer that tells no version. */
function unversioned(name: string, debian: string, mend: string): Program {
  const path = which(name);
  if (path !== undefined) return { name, path, version: '' };
  throw new UserError({
    where: name,
    message: 'packer missing, not found in PATH',
    fix: `${mend}, or apt-get install ${debian}`,
  });
}

/** A packer that tells no version either, but the package it comes from does. */
function ofPackage(name: string, source: Source & { from: 'python' }, mend: string, venv: string): Program {
  const path = which(name, venv);
  const version = findTool(
    {
      name: 'python3',
      versionArguments: ['-c', `import importlib.metadata as m; print(m.version("${source.package}"))`],
      least: source.atLeast,
      ...{ role: 'packer', purpose: 'bitstreams', needed: false, mend },
    },
    venv,
  );
  if (path !== undefined && version.problem === undefined) return { name, path, version: version.version! };
  throw new UserError({
    where: name,
    message: `packer: ${path === undefined ? 'not found' : version.problem} (${venv})`,
    ...(version.version === undefined ? {} : { value: version.version }),
    fix: mend,
  });
}

function fromPyPi(name: string, min: string, mend: string, venv: string): Program {
  const tool: Tool = {
    name: `yowasp-${name}`,
    versionArguments: [name === 'yosys' ? '-V' : '--version'],
    least: min,
    role: name === 'yosys' ? 'synthesiser' : name.startsWith('nextpnr') ? 'router' : 'packer',
    purpose: 'synthesis in WebAssembly',
    needed: false,
    mend: `pip install yowasp-${name}`,
  };
  const found = findTool(tool, venv);
  if (found.problem !== undefined)
    throw new UserError({
      where: tool.name,
      message: `${tool.role}: ${found.problem} (${venv})`,
      ...(found.version === undefined ? {} : { value: found.version }),
      fix: mend,
    });
  return { name: tool.name, path: found.path!, version: found.version! };
}
