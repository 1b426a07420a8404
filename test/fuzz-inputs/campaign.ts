import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWithoutOptional } from '../project/installation.js';
import { type Result, runCase, type Settings } from './case.js';
import { makeTemplate, removeSandbox } from './sandbox.js';

/** The first of the users that cases run as: numbers that hardly any system gives to anybody, and two campaigns not alike. */
const FIRST_USER = 20_000 + 16 * (process.pid % 2500);
/** Each has its own. */
const MAX_PROCESSES = 16;

export interface Campaign {
  seed: number;
  indices: readonly number[];
  /** Cases at once. */
  processes: number;
  /** Seconds a case may take. */
  limit: number;
  keep: boolean;
  onResult: (result: Result) => void;
}

/** Runs cases against the built program of a clone; returns those that failed. */
export async function campaign(clone: string, options: Campaign): Promise<Result[]> {
  const { seed, indices, processes, limit, keep, onResult } = options;
  const place = mkdtempSync(join(tmpdir(), 'bitbeat-fuzz-program-'));
  const program = ['node', readableProgram(clone, place)];
  const template = makeTemplate(clone, (cwd) => {
    execFileSync(program[0]!, [program[1]!, 'generate', '--design', 'configs/tiny.json', '--out', 'gen'], { cwd });
  });
  const failed: Result[] = [];
  let next = 0;
  const worker = async (_: unknown, user: number) => {
    const settings: Settings = { template, program, seed, limit: limit * 1000, user: FIRST_USER + user, keep };
    while (next < indices.length) {
      const result = await runCase(indices[next++]!, settings);
      onResult(result);
      if (result.faults.length > 0) failed.push(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(processes, MAX_PROCESSES) }, worker));
  } finally {
    removeSandbox(template);
    rmSync(place, { recursive: true, force: true });
  }
  return failed.sort((a, b) => a.index - b.index);
}

/**
 * The clone's program, or, where a user without rights cannot read the clone, a copy of it as a package. Throws when that user cannot
 * run it either: cases never run as root.
 */
function readableProgram(clone: string, place: string): string {
  const own = join(clone, 'dist/cli/main.js');
  if (process.getuid!() !== 0 || runs(own)) return own;
  chmodSync(place, 0o755);
  const { bin } = installWithoutOptional(place);
  if (!runs(bin)) throw new Error('a user without rights cannot run node here, and cases are not run as root');
  return bin;
}

function runs(program: string): boolean {
  const as = [`--reuid=${FIRST_USER}`, `--regid=${FIRST_USER}`, '--clear-groups', '--no-new-privs'];
  return spawnSync('setpriv', [...as, 'node', program, '--version'], { stdio: 'ignore' }).status === 0;
}
