import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { ToolError } from './errors.js';
import { killGroup, watchGroup } from './process-groups.js';

export interface ToolRun {
  /** Where it runs: the folder that its file arguments are relative to. May have any name. */
  cwd: string;
  /** Text of its standard input; nothing if absent. */
  input?: string;
  /** Whoever starts it writes its standard input and reads what it prints, none of which is kept. */
  talk?: boolean;
  /** Told each line of its standard output as it comes, where the tool does not keep them back. */
  onLine?: (line: string) => void;
  /** Milliseconds after which it is killed. */
  timeout?: number;
  /** Variables besides those of `toolEnvironment`. */
  env?: Readonly<Record<string, string>>;
}

export interface ToolOutcome {
  /** It ended by itself with exit code 0. */
  ok: boolean;
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Both as they came. */
  all: string;
  timedOut: boolean;
}

/** A name that means nothing to a shell, to make, Tcl, Yosys or a compiler's command line. */
export const isPlain = (path: string): boolean => /^[A-Za-z0-9_/.+][A-Za-z0-9_/.+=-]*$/.test(path);

/** Where temporary files may lie for tools: some of them hand the path to a shell. */
export const plainTemporary = (): string => (isPlain(tmpdir()) ? tmpdir() : '/tmp');

/** Of a make that runs bitbeat itself: its flags and variables are not meant for the make that a tool runs. */
const OF_MAKE = ['MAKEFLAGS', 'MFLAGS', 'MAKEOVERRIDES', 'MAKELEVEL', 'GNUMAKEFLAGS', 'MAKEFILES'];

/** The environment that tools run in. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: plainTemporary() };
  for (const name of OF_MAKE) delete env[name];
  return env;
}

/**
 * Starts a program without a shell, as the leader of a process group that ends with bitbeat, however that ends. Tools hand
 * their arguments to shells and make files of their own, so no argument may hold a path of the user's: files are named
 * relative to `cwd`, by names of ours.
 */
export function startTool(program: string, args: readonly string[], { cwd, input, talk, timeout, env }: ToolRun) {
  const folder = resolve(cwd);
  if (!isPlain(folder) && args.some((arg) => arg.includes(folder)))
    throw new Error(`an argument of ${program} holds the path of its folder: ${args.find((a) => a.includes(folder))}`);
  const running = execa(program, args, {
    cwd: folder,
    reject: false,
    all: true,
    detached: true,
    cleanup: false,
    env: { ...toolEnvironment(), ...env },
    extendEnv: false,
    ...(talk
      ? { stdin: 'pipe' as const, buffer: { stdout: false } }
      : input === undefined
        ? { stdin: 'ignore' as const }
        : { input }),
  });
  let timedOut = false;
  if (running.pid === undefined) return { running, timedOut: () => false };
  const group = running.pid;
  const release = watchGroup(group);
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          killGroup(group);
        }, timeout);
  const ended = () => {
    clearTimeout(timer);
    release();
  };
  running.then(ended, ended);
  return { running, timedOut: () => timedOut };
}

/** Runs a program to its end; see `startTool`. */
export async function runTool(program: string, args: readonly string[], run: ToolRun): Promise<ToolOutcome> {
  const { running, timedOut } = startTool(program, args, run);
  if (run.onLine !== undefined && running.stdout) {
    const lines = createInterface({ input: running.stdout });
    lines.on('line', run.onLine);
  }
  const { exitCode, stdout, stderr, all, shortMessage } = await running;
  const ok = exitCode === 0 && !timedOut();
  // A program that could not be started has printed nothing.
  const said = exitCode === undefined && all === '' ? (shortMessage ?? '') : all;
  return { ok, exitCode, stdout, stderr, all: said, timedOut: timedOut() };
}

/** The same; throws ToolError with the last lines that it printed unless it ends well. `doing`: what it was run for. */
export async function runSound(
  program: string,
  args: readonly string[],
  run: ToolRun,
  doing: string,
  lines = 12,
): Promise<ToolOutcome> {
  const ran = await runTool(program, args, run);
  if (!ran.ok) throw new ToolError(`${doing}:\n${ran.all.trimEnd().split('\n').slice(-lines).join('\n')}`);
  return ran;
}
