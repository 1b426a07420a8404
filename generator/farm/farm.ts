import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from '../support/clean-up.js';
import { ToolError } from '../support/errors.js';
import type { Tell } from '../support/progress.js';
import type { KindName } from './kind-names.js';
import { kindOf } from './kinds.js';
import { Queue } from './queue.js';
import type { Job, Runner } from './runner.js';
import type { FarmSettings } from './settings.js';
import type { Done, Unit } from './unit.js';

export interface Farm {
  runner: Runner;
  settings: FarmSettings;
  tell: Tell;
}

/** Units named in an error; the others are counted. */
const NAMED = 3;

/**
 * Does units on a farm and brings their results, in the units' order. What has a result in the shared folder is not done again. Tasks that
 * end without all their units (a node that was lost, a job that was killed, a time limit) are followed by a further round of
 * what is missing, until `attempts` rounds in a row brought nothing. Interrupted, it cancels its jobs; the same call goes on.
 *
 * @throws UserError when the runner is missing or refuses; ToolError that names units that cannot be done, why, and their logs
 */
export async function doUnits<R>(name: KindName, given: readonly Unit[], farm: Farm): Promise<Done<R>[]> {
  const { runner, settings, tell } = farm;
  const kind = await kindOf(name);
  const results = Queue.results(settings.folder, name);
  const units = [...new Map(given.map((unit) => [unit.key, unit])).values()];
  const read = new Map<string, R>();
  /** Units whose file is not there, or is none of a result. */
  const missing = () => {
    const present = results.present(units);
    return units.filter(({ key }) => {
      if (read.has(key)) return false;
      const result = present.has(key) ? (results.read(key, kind.result) as R | undefined) : undefined;
      if (result !== undefined) read.set(key, result);
      return result === undefined;
    });
  };
  let left = missing();
  if (left.length > 0) {
    runner.check();
    const queue = Queue.begin(settings.folder, name, units, settings.cpus);
    for (let idle = 0; left.length > 0; ) {
      const before = left.length;
      const job = (idle === 0 ? await resumed(queue, runner) : null) ?? (await submitted(queue, left, farm));
      left = await watch(
        job,
        missing,
        (now) => {
          const done = units.length - now;
          tell(`${name} on ${job.name}: ${done} of ${units.length} units`, done / units.length);
        },
        settings,
      );
      idle = left.length < before ? 0 : idle + 1;
      if (left.length > 0 && idle >= settings.attempts) throw notDone(name, left, queue, job, idle);
    }
    queue.end();
  }
  return units.map((unit) => ({ unit, result: read.get(unit.key)! }));
}

/** What an interrupted process of the same campaign handed over. */
async function resumed(queue: Queue, runner: Runner): Promise<Job | null> {
  return queue.last === 0 ? null : runner.resume(queue.round(queue.last));
}

function submitted(queue: Queue, left: readonly Unit[], { runner, settings }: Farm): Promise<Job> {
  const { unitsPerTask, maximumTasks } = settings;
  const tasks = Math.min(maximumTasks, Math.ceil(left.length / unitsPerTask));
  return runner.begin(queue, queue.layOut(left, tasks), settings);
}

/** Waits until all is there or no task is left; returns what is missing. */
async function watch(
  job: Job,
  missing: () => Unit[],
  told: (left: number) => void,
  { pollSeconds }: FarmSettings,
): Promise<Unit[]> {
  const release = onInterrupt(() => job.cancel());
  try {
    for (;;) {
      // In this order: what the last task wrote before it ended is seen.
      const active = await job.isActive();
      const left = missing();
      told(left.length);
      if (left.length === 0) {
        if (active) job.cancel();
        return left;
      }
      if (!active) return left;
      await sleep(pollSeconds * 1000);
    }
  } catch (error) {
    job.cancel();
    throw error;
  } finally {
    release();
  }
}

function notDone(kind: KindName, left: readonly Unit[], queue: Queue, job: Job, rounds: number): ToolError {
  const failures = queue.failures();
  const lines = left
    .slice(0, NAMED)
    .map(
      ({ key, input }) =>
        `  ${key} ${JSON.stringify(input).slice(0, 120)}: ${failures.get(key)?.split('\n')[0] ?? 'its task ended before it was done'}`,
    );
  const more = left.length > NAMED ? [`  and ${left.length - NAMED} more`] : [];
  const logs = existsSync(job.logs) ? job.logs : queue.folder;
  return new ToolError(
    [
      `${left.length} units of ${kind} were not done in ${rounds} rounds in a row:`,
      ...lines,
      ...more,
      `  logs: ${logs}`,
    ].join('\n'),
  );
}
