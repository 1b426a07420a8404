import { fork } from 'node:child_process';
import { finishedModel, type TrainJob } from './job.js';
import type { JobMessage } from './job-process.js';
import type { EpochReport } from './loop.js';

export type OnJobEpoch = (job: number, report: EpochReport) => void;

/** Runs jobs in `processes` child processes at a time: TensorFlow.js uses one core each. Finished jobs are not run again. */
export async function runJobs(jobs: readonly TrainJob[], processes: number, onEpoch?: OnJobEpoch): Promise<void> {
  const waiting = jobs.map((job, index) => ({ job, index })).filter(({ job }) => finishedModel(job) === null);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { job, index } = next;
      await inChild(job, (report) => onEpoch?.(index, report));
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
}

function inChild(job: TrainJob, onEpoch: (report: EpochReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./job-process.js', import.meta.url), { serialization: 'advanced' });
    let outcome: Error | null = new Error('the training process ended without a result');
    child.on('message', (message: JobMessage) => {
      if ('epoch' in message) onEpoch(message.epoch);
      else outcome = 'failed' in message ? new Error(message.failed) : null;
    });
    child.on('error', reject);
    child.on('exit', () => (outcome === null ? resolve() : reject(outcome)));
    child.send(job);
  });
}
