import { existsSync, statSync } from 'node:fs';
import { execa } from 'execa';
import { inClone } from '../support/roots.js';

/**
 * The day on which a result was measured: of a file that a clone keeps that of its last commit, of others that on which they were written.
 * Undefined where that is not known.
 */
export async function measuredOnDay(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  if (inClone() && !file.startsWith('build')) {
    const { stdout, failed } = await execa('git', ['log', '-1', '--format=%cs', '--', file], { reject: false });
    if (!failed && stdout !== '') return stdout;
  }
  return statSync(file).mtime.toISOString().slice(0, 10);
}
