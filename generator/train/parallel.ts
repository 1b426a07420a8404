import { fork } from 'node:child_process';
import { loadBackend } from './backend.js';
import { finishedModel, runJob, type TrainJob } from './job.js';
import type { JobMessage } from './job-process.js';
import type { EpochReport } from './loop.js';

export type OnJobEpoch = (job: number, report: EpochReport) => void;

/**
 * Runs jobs, `processes` at a time: TensorFlow.js uses one core. One process is this one; more are child processes.
 * Finished jobs are not run again, interrupted ones go on.
 */
export async function runJobs(jobs: readonly TrainJob[], processes: number, onEpoch?: OnJobEpoch): Promise<void> {
  const waiting = jobs.map((job, index) => ({ job, index })).filter(({ job }) => finishedModel(job) === null);
  const runOne = processes === 1 ? here : inChild;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { job, index } = next;
      await runOne(job, (report) => onEpoch?.(index, report));
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
}

async function here(job: TrainJob, onEpoch: (report: EpochReport) => void): Promise<void> {
  runJob(await loadBackend(), job, onEpoch);
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
