import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageFile, obstruct } from './damage.js';
import { Draw, PATHS, WORDS } from './draw.js';
import { type Ending, judgeFiles, judgeWords } from './judge.js';
import { copySandbox, removeSandbox, type Sandbox } from './sandbox.js';
import { snapshot } from './snapshot.js';
import { drawLine, type Line, VERBS } from './verbs.js';

export interface Settings {
  template: Sandbox;
  /** The program and its first arguments. */
  program: readonly string[];
  seed: number;
  /** Milliseconds after which a case is stopped. */
  limit: number;
  /** User that cases run as when this process is root: nobody else's, so that its processes can be told. */
  user: number;
  keep: boolean;
}

export interface Result {
  index: number;
  line: Line;
  damage: string;
  code: number | null;
  seconds: number;
  faults: string[];
  stderr: string;
  /** Where it ran, if it was kept. */
  folder: string | null;
}

/** Draws, runs and judges one case. */
export async function runCase(index: number, settings: Settings): Promise<Result> {
  const { template, seed, user, keep } = settings;
  const draw = new Draw(seed, index);
  const line = drawLine(draw);
  const sandbox = copySandbox(template);
  const { reads, makes = [] } = VERBS[line.verb]!;
  const damage = reads.length > 0 && draw.chance(0.75) ? damaged(draw, reads, sandbox) : '';
  const obstacle = draw.chance(0.12) ? obstruct(join(sandbox.work, 'build'), draw) : '';
  const environment = draw.chance(0.08) ? { BITBEAT_DATA: draw.one([...WORDS, ...PATHS]) } : {};
  giveTo(user, sandbox);
  const before = snapshot(sandbox.root);
  const start = performance.now();
  const ending = await runLine(line.args, sandbox, settings, environment);
  const seconds = (performance.now() - start) / 1000;
  const places = [...makes, ...line.outs, ...(line.args.includes('--rtl') ? ['gen'] : [])];
  const faults = [...judgeWords(ending), ...judgeFiles(sandbox, before, snapshot(sandbox.root), places)];
  if (!keep) removeSandbox(sandbox);
  const folder = keep ? sandbox.work : null;
  const told = [damage, obstacle, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
  return {
    index,
    line,
    damage: told.filter((text) => text !== '').join(', '),
    code: ending.code,
    seconds,
    faults,
    stderr: ending.stderr,
    folder,
  };
}

function damaged(draw: Draw, reads: readonly string[], { work }: Sandbox): string {
  const path = draw.one(reads);
  const done = damageFile(join(work, path), draw);
  return done === '' ? '' : `${path}: ${done}`;
}

/** A user without rights must own what it works on; without root that is the one who runs this. */
export function giveTo(user: number, { root }: Sandbox): void {
  if (process.getuid!() === 0) execFileSync('chown', ['-Rh', `${user}:${user}`, root]);
}

/** Runs a command line in the sandbox as a user without rights; whatever it leaves running is ended. */
export async function runLine(
  args: readonly string[],
  { root, work }: Sandbox,
  settings: Settings,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const { program, limit, user } = settings;
  const isRoot = process.getuid!() === 0;
  const as = isRoot ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--no-new-privs'] : [];
  const [command, ...first] = [...as, ...program] as [string, ...string[]];
  const { PATH, LANG } = process.env;
  const env = { PATH, LANG, HOME: join(root, 'home'), TMPDIR: join(root, 'tmp'), ...environment };
  const child = spawn(command, [...first, ...args], {
    cwd: work,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(child.stdout!), collect(child.stderr!)];
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    end(child);
  }, limit);
  const closed = new Promise((resolve) => child.on('close', resolve));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (...ended) => resolve(ended));
  });
  clearTimeout(timer);
  // Children of a parent that ended get a moment to notice.
  const alive = () => processesOf(isRoot ? user : null, child.pid!);
  for (let i = 0; i < 20 && alive().length > 0; i++) await new Promise((wake) => setTimeout(wake, 50));
  const left = alive();
  for (const { pid } of left) kill(pid);
  // Only now all that was written has been read: what was left running held the pipes too.
  await closed;
  return {
    code,
    signal,
    timedOut,
    stdout: stdout(),
    stderr: stderr(),
    left: timedOut ? [] : left.map((p) => p.command),
  };
}

/** Output so far; more than any honest answer is dropped. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes < 2 ** 24) pieces.push(piece);
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

function end(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** Processes of a user, or, without one, of a session. */
function processesOf(user: number | null, session: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // Behind the name, which may hold anything: state, parent, group, session.
        const [state, , , own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        if (state === 'Z' || (user === null ? Number(own) !== session : Number(uid) !== user)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), command: command.slice(0, 120) }];
      } catch {
        return []; // ended meanwhile
      }
    });
}
