import { resolve } from 'node:path';
import { UserError } from '../../support/errors.js';
import { setupCommand } from '../../support/roots.js';
import { findTool, requireTool, type Tool, which } from '../../support/tools.js';
import { type BoardFamily, flowOf } from './flows.js';
import type { Family } from './parts.js';
import { FAMILIES } from './parts.js';

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

/** Yosys and the router of a family. Debian has no router for ECP5: there PyPI's is taken in any case. Throws UserError. */
export function synthesisPrograms(toolchain: Toolchain, family: Family): { yosys: Program; nextpnr: Program } {
  const { router } = FAMILIES[family];
  const system = toolchain === 'system';
  return {
    yosys: system ? { name: 'yosys', ...requireTool('yosys') } : fromPyPi('yosys', '-V'),
    nextpnr:
      system && router === 'nextpnr-ice40' ? { name: router, ...requireTool(router) } : fromPyPi(router, '--version'),
  };
}

/** What makes a bitstream; `router` and `packer` are null where no open tool does. */
export interface BoardPrograms {
  yosys: Program;
  router: Program | null;
  packer: Program | null;
}

/**
 * Programs from the design to a board's bitstream. For Gowin Yosys is PyPI's in any case: Debian's maps cells that the router
 * does not take. Throws UserError with the command that installs what is missing or too old.
 */
export function boardPrograms(toolchain: Toolchain, family: BoardFamily, venv = VENV): BoardPrograms {
  const { router } = flowOf(family);
  if (family === 'xilinx' || router === null) return { yosys: yosysOf(toolchain, venv), router: null, packer: null };
  if (family === 'gowin')
    return {
      yosys: fromPyPi('yosys', '-V', { least: '0.70', mend: BOARDS_MEND, venv }),
      router: fromPyPi(router.name, '--version', { least: '0.11', mend: BOARDS_MEND, venv }),
      packer: apycula(router.packer.name, venv),
    };
  const { yosys, nextpnr } = synthesisPrograms(toolchain, family);
  return {
    yosys,
    router: nextpnr,
    packer:
      family === 'ecp5'
        ? fromPyPi('ecppack', '--version', { least: '1.4', mend: BOARDS_MEND, venv })
        : unversioned(router.packer.name, 'fpga-icestorm'),
  };
}

const BOARDS_MEND = setupCommand('boards');

function yosysOf(toolchain: Toolchain, venv: string): Program {
  return toolchain === 'system' ? { name: 'yosys', ...requireTool('yosys') } : fromPyPi('yosys', '-V', { venv });
}

/** icepack does not tell its version; it comes with the router's data base. */
function unversioned(name: string, debian: string): Program {
  const path = which(name);
  if (path !== undefined) return { name, path, version: '' };
  throw new UserError({
    where: name,
    message: 'packer missing, not found in PATH',
    fix: `${BOARDS_MEND}, or apt-get install ${debian}`,
  });
}

/** gowin_pack does not tell its version either, but the package it comes from does. */
function apycula(name: string, venv: string): Program {
  const path = which(name, venv);
  const version = findTool(
    {
      name: 'python3',
      versionArguments: ['-c', 'import importlib.metadata as m; print(m.version("apycula"))'],
      least: '0.32',
      ...{ role: 'packer', purpose: 'bitstreams for Gowin', needed: false, mend: BOARDS_MEND },
    },
    venv,
  );
  if (path !== undefined && version.problem === undefined) return { name, path, version: version.version! };
  throw new UserError({
    where: name,
    message: `packer: ${path === undefined ? 'not found' : version.problem} (${venv})`,
    ...(version.version === undefined ? {} : { value: version.version }),
    fix: BOARDS_MEND,
  });
}

function fromPyPi(
  name: string,
  version: string,
  { least = '0.4', mend = setupCommand('synth'), venv = VENV }: { least?: string; mend?: string; venv?: string } = {},
): Program {
  const tool: Tool = {
    name: `yowasp-${name}`,
    versionArguments: [version],
    least,
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
