import { fork } from 'node:child_process';
import { type Problem, UserError } from '../support/errors.js';
import { killGroup, watchGroup } from '../support/process-groups.js';
import { type Backend, loadBackend } from './backend.js';
import { isFinished, jobKey, runJob, type TrainJob, teacherJobs } from './job.js';
import type { EpochReport } from './loop.js';

/** What a job tells after each epoch. */
export interface JobReport extends EpochReport {
  /** What is being done, e.g. `float`. */
  phase: string;
  /** Of the network as it is quantised so far: bases per weight, and all stored bits in bytes. */
  meanBitwidth?: number;
  storageBytes?: number;
}

/** `job`: index among the jobs given; of a training that several need, the first of them. */
export type OnJobEpoch = (job: number, report: JobReport) => void;

/** A job with the jobs that must be finished before it. */
export interface Task {
  /** Two tasks of the same key are one. */
  key: string;
  /** Plain data, for the child process. */
  job: unknown;
  needs: Task[];
  isDone: () => boolean;
  run: (backend: Backend, onEpoch: (report: JobReport) => void) => void;
}

/** What a child process sends; it gets `Task.job` as its one message. */
export type JobMessage = { epoch: JobReport } | { done: true } | { problems: readonly Problem[] } | { failed: string };

export function floatTask(job: TrainJob): Task {
  return {
    key: jobKey(job),
    job,
    needs: teacherJobs(job).map(floatTask),
    isDone: () => isFinished(job),
    run: (backend, onEpoch) => runJob(backend, job, (report) => onEpoch({ ...report, phase: 'float' })),
  };
}

/**
 * Runs float trainings, `processes` at a time: TensorFlow.js uses one core. One process is this one; more are child
 * processes. Finished jobs are not run again, interrupted ones go on.
 */
export async function runJobs(jobs: readonly TrainJob[], processes: number, onEpoch?: OnJobEpoch): Promise<void> {
  await runTasks(jobs.map(floatTask), processes, new URL('./job-process.js', import.meta.url), onEpoch);
}

/**
 * Runs tasks after what they need, each once, `processes` at a time. `child`: module that runs one job as a process of its own.
 * After a failure nothing new is begun, and child processes are ended: their checkpoints stay.
 */
export async function runTasks(
  tasks: readonly Task[],
  processes: number,
  child: URL,
  onEpoch?: OnJobEpoch,
): Promise<void> {
  const waiting = new Map<string, { task: Task; index: number }>();
  const collect = (task: Task, index: number) => {
    if (waiting.has(task.key) || task.isDone()) return;
    for (const needed of task.needs) collect(needed, index);
    waiting.set(task.key, { task, index });
  };
  tasks.forEach(collect);
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  try {
    while (waiting.size > 0 || running.size > 0) {
      for (const [key, { task, index }] of waiting) {
        if (running.size >= processes) break;
        if (task.needs.some((n) => waiting.has(n.key) || running.has(n.key))) continue;
        waiting.delete(key);
        const report = (epoch: JobReport) => onEpoch?.(index, epoch);
        const work = processes === 1 ? here(task, report) : inChild(task, child, report, stop.signal);
        running.set(
          key,
          work.finally(() => running.delete(key)),
        );
      }
      await Promise.race(running.values());
    }
  } finally {
    stop.abort();
    await Promise.allSettled(running.values());
  }
}

async function here(task: Task, onEpoch: (report: JobReport) => void): Promise<void> {
  task.run(await loadBackend(), onEpoch);
}

function inChild(task: Task, module: URL, onEpoch: (report: JobReport) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A group of its own, which ends with this process however that ends: the child computes without looking up.
    const child = fork(module, { serialization: 'advanced', detached: true });
    const group = child.pid;
    const kill = () => group !== undefined && killGroup(group);
    const release = group === undefined ? () => {} : watchGroup(group);
    stop.addEventListener('abort', kill);
    let outcome: Error | null = new Error('the training process ended without a result');
    child.on('message', (message: JobMessage) => {
      if ('epoch' in message) onEpoch(message.epoch);
      else if ('problems' in message) outcome = new UserError(message.problems);
      else outcome = 'failed' in message ? new Error(message.failed) : null;
    });
    child.on('error', reject);
    // A message may be read after the process has ended, but not after the channel has.
    let open = 2;
    const end = () => {
      if (--open > 0) return;
      release();
      stop.removeEventListener('abort', kill);
      if (outcome === null) resolve();
      else reject(outcome);
    };
    child.on('exit', end);
    child.on('disconnect', end);
    child.send(task.job as object);
  });
}

/** The whole of a child process: takes one job as a message, reports every epoch, ends when the job is done. */
export function serveOneJob(toTask: (job: unknown) => Task): void {
  process.once('message', async (job: unknown) => {
    const send = (message: JobMessage, then = () => {}) => process.send!(message, then);
    const finish = (message: JobMessage) => send(message, () => process.disconnect());
    try {
      toTask(job).run(await loadBackend(), (epoch) => send({ epoch }));
      finish({ done: true });
    } catch (error) {
      if (error instanceof UserError) finish({ problems: error.problems });
      else finish({ failed: (error as Error).stack ?? String(error) });
    }
  });
}
