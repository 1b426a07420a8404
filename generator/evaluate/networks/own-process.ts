import { fork } from 'node:child_process';
import { type Problem, UserError } from '../../support/errors.js';
import { killGroup, watchGroup } from '../../support/process-groups.js';
import type { DoJob, Imported, Quantised } from './job.js';

/** What a child process sends. */
export type JobMessage = { done: Imported | Quantised } | { problems: readonly Problem[] } | { failed: string };

/** Does a job in a process of its own: what it takes of time and memory is then its own. */
export const inOwnProcess: DoJob = (job) =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('./job-process.js', import.meta.url), { serialization: 'advanced', detached: true });
    const group = child.pid;
    const release = group === undefined ? () => {} : watchGroup(group);
    let outcome: JobMessage = { failed: 'the process ended without a result' };
    child.on('message', (message: JobMessage) => {
      outcome = message;
    });
    child.on('error', reject);
    // A message may be read after the process has ended, but not after the channel has.
    let open = 2;
    const end = () => {
      if (--open > 0) return;
      release();
      if (group !== undefined) killGroup(group);
      if ('done' in outcome) resolve(outcome.done);
      else reject('problems' in outcome ? new UserError(outcome.problems) : new Error(outcome.failed));
    };
    child.on('exit', end);
    child.on('disconnect', end);
    child.send(job);
  });
