import { UserError } from '../../support/errors.js';
import { doJob, type Job } from './job.js';
import type { JobMessage } from './own-process.js';

/** Child process of `inOwnProcess`: one job, whose outcome is sent back. */
process.once('message', async (job: Job) => {
  const finish = (message: JobMessage) => process.send!(message, () => process.disconnect());
  try {
    finish({ done: await doJob(job) });
  } catch (error) {
    if (error instanceof UserError) finish({ problems: error.problems });
    else finish({ failed: (error as Error).stack ?? String(error) });
  }
});
