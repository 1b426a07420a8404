import { resolve } from 'node:path';
import { UserError } from '../config/errors.js';
import { findTool, requireTool, type Tool } from '../config/tools.js';
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

/** The virtual environment that `make setup-synth` makes. */
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

function fromPyPi(name: string, version: string): Program {
  const tool: Tool = {
    name: `yowasp-${name}`,
    versionArguments: [version],
    least: '0.4',
    role: name === 'yosys' ? 'synthesiser' : 'router',
    purpose: 'synthesis in WebAssembly',
    needed: false,
    mend: `pip install yowasp-${name}`,
  };
  const found = findTool(tool, VENV);
  if (found.problem !== undefined)
    throw new UserError({
      where: tool.name,
      message: `${tool.role}: ${found.problem} (${VENV})`,
      fix: 'make setup-synth',
    });
  return { name: tool.name, path: found.path!, version: found.version! };
}
