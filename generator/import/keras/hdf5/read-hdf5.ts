import { Worker } from 'node:worker_threads';
import { type Problem, UserError } from '../../../support/errors.js';
import { installed } from '../../../support/roots.js';
import type { Hdf5Group } from './tree.js';

export interface WorkerJob {
  bytes: Uint8Array;
  wanted: readonly string[];
}

export type WorkerAnswer =
  | { root: Hdf5Group }
  | { damage: string }
  | { tooMuch: string }
  | { problems: readonly Problem[] };

/** Longest time in ms that a file is read, and more for each byte: ten times what it takes on a slow machine. */
const PATIENCE = { whole: 10_000, byte: 1 / 4096 };

/** Bytes that every HDF5 file begins with. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export const isHdf5 = (head: Uint8Array): boolean => SIGNATURE.every((byte, i) => head[i] === byte);

/**
 * Reads an HDF5 file in a thread of its own, from memory: nothing is written, links that lead out of the file lead nowhere, and
 * a file on which the library never ends is refused.
 *
 * @param wanted children of the root to read; others are only noted to be there
 * @param where the file, for messages
 * @throws UserError when it is damaged, or larger than is read
 */
export async function readHdf5(
  bytes: Uint8Array,
  where: string,
  wanted: readonly string[],
  patience = PATIENCE.whole + PATIENCE.byte * bytes.length,
): Promise<Hdf5Group> {
  const answer = await ask({ bytes, wanted }, patience);
  if ('root' in answer) return answer.root;
  if ('problems' in answer) throw new UserError(answer.problems);
  if ('tooMuch' in answer) throw new UserError({ where, message: `larger than is read: ${answer.tooMuch}` });
  throw new UserError({
    where,
    message: `no HDF5 file that can be read: ${answer.damage}`,
    fix: 'fetch or write the file again',
  });
}

/** The thread runs the built program: it cannot run TypeScript, as tests do. */
const workerFile = () => installed('dist/import/keras/hdf5/worker.js');

function ask(job: WorkerJob, patience: number): Promise<WorkerAnswer> {
  return new Promise((resolve) => {
    // What the library prints stays in the thread.
    const worker = new Worker(workerFile(), { workerData: job, stdout: true, stderr: true });
    const finish = (answer: WorkerAnswer) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ damage: `not done after ${Math.round(patience / 1000)} s` }), patience);
    worker.once('message', finish);
    worker.once('error', (error) => finish({ damage: error.message }));
    worker.once('exit', () => finish({ damage: 'the HDF5 library failed' }));
  });
}
