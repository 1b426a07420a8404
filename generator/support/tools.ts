import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from './errors.js';
import { setupCommand } from './roots.js';

/** A program that bitbeat runs. */
export interface Tool {
  name: string;
  /** Arguments that make it print its version. */
  versionArguments: readonly string[];
  /** The oldest version that the project has been run with. */
  least: string;
  purpose: string;
  /** What it is to bitbeat, for messages: "simulator missing". */
  role: string;
  /** Without it the first commands of the README do not work. */
  needed: boolean;
  /** Shell command that installs it. */
  mend: string;
}

const NODE_MEND = 'npm install --global node@22 npm@10';
const debian = (name: string) => `apt-get install ${name}`;

export const TOOLS = [
  tool('node', '20.0', 'runtime', 'runs bitbeat', NODE_MEND),
  tool('npm', '9.2', 'package manager', 'installs the packages of package-lock.json', NODE_MEND),
  tool('make', '4.0', 'build tool', 'builds the Verilator simulation', debian('make')),
  tool('g++', '10.0', 'compiler', 'compiles the Verilator simulation', debian('g++')),
  tool('verilator', '5.006', 'simulator', 'fast simulation and lint', debian('verilator')),
  tool('iverilog', '11.0', 'simulator', '4-state simulation: compiler', debian('iverilog'), {
    versionArguments: ['-V'],
  }),
  tool('vvp', '11.0', 'simulator', '4-state simulation: runtime', debian('iverilog'), { versionArguments: ['-V'] }),
  tool('yosys', '0.23', 'synthesiser', 'synthesis and cell counts', debian('yosys'), { versionArguments: ['-V'] }),
  tool('nextpnr-ice40', '0.4', 'router', 'place and route for iCE40', setupCommand('synth'), { needed: false }),
  tool('openFPGALoader', '0.10', 'loader', 'loads bitstreams into boards', setupCommand('boards'), {
    versionArguments: ['-V'],
    needed: false,
  }),
] as const satisfies readonly Tool[];

export type ToolName = (typeof TOOLS)[number]['name'];

function tool<const N extends string>(
  name: N,
  min: string,
  role: string,
  purpose: string,
  mend: string,
  other: Partial<Pick<Tool, 'versionArguments' | 'needed'>> = {},
) {
  return { name, versionArguments: ['--version'], least: min, role, purpose, needed: true, mend, ...other };
}

/** What was found of a tool. `problem` is absent exactly when the tool can be used. */
export interface FoundTool {
  path?: string;
  version?: string;
  problem?: string;
}

/** First executable file called `name` in the folders of `path` (as in the PATH variable); undefined if there is none. */
export function which(name: string, path: string = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** Compares versions part by part as numbers: negative if `a` is older, 0 if equal; a missing part counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Looks a tool up in `path` and asks it for its version: the first dotted number it prints. */
export function findTool(tool: Tool, path: string = process.env.PATH ?? ''): FoundTool {
  const file = which(tool.name, path);
  if (file === undefined) return { problem: 'not found in PATH' };
  const ran = spawnSync(file, tool.versionArguments, {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, PATH: path },
  });
  const printed = `${ran.stdout ?? ''}\n${ran.stderr ?? ''}`.trim();
  const version = /\d+(\.\d+)+/.exec(printed)?.[0];
  if (ran.error !== undefined || ran.status !== 0 || version === undefined) {
    const said = printed === '' ? (ran.error?.message ?? 'nothing') : printed.split('\n')[0];
    return { path: file, problem: `does not tell its version; it said: ${said}` };
  }
  const old = compareVersions(version, tool.least) < 0;
  return { path: file, version, ...(old ? { problem: `too old: ${tool.least} or later is needed` } : {}) };
}

/** The tool's file and version; throws UserError with the command that mends it if it is missing, broken or too old. */
export function requireTool(
  name: ToolName,
  path: string = process.env.PATH ?? '',
): Required<Pick<FoundTool, 'path' | 'version'>> {
  const expected = TOOLS.find((t) => t.name === name)!;
  const found = findTool(expected, path);
  if (found.problem === undefined) return { path: found.path!, version: found.version! };
  const message = found.path === undefined ? `${expected.role} missing, ${found.problem}` : found.problem;
  throw new UserError({
    where: name,
    message,
    ...(found.version === undefined ? {} : { value: found.version }),
    fix: `${setupCommand()}, or ${expected.mend}`,
  });
}
