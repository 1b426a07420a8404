import { loadBackend } from './backend.js';
import { runJob, type TrainJob } from './job.js';
import type { EpochReport } from './loop.js';

/** Child process of `runJobs`: takes one job as a message, reports every epoch, ends when the model's file is written. */
export type JobMessage = { epoch: EpochReport } | { done: true } | { failed: string };

process.once('message', async (job: TrainJob) => {
  const send = (message: JobMessage) => process.send!(message);
  try {
    runJob(await loadBackend(), job, (epoch) => send({ epoch }));
    send({ done: true });
  } catch (error) {
    send({ failed: (error as Error).message });
  }
  process.disconnect();
});
