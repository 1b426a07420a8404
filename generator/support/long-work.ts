import { UserError } from './errors.js';
import { Progress, type Watcher } from './progress.js';

/** Work that takes long: yields the share of it that is done, 0 to 1, often enough to be watched and interrupted. */
export type LongWork<T> = Generator<number, T, void>;

/** The same, which may also yield what it waits for. */
export type WaitingWork<T> = Generator<number | Promise<unknown>, T, void>;

/** What a promise brings, in the middle of long work. */
export function* awaiting<T>(promise: Promise<T>): WaitingWork<T> {
  let settled: { value: T } | { error: unknown } | undefined;
  yield promise.then(
    (value) => {
      settled = { value };
    },
    (error: unknown) => {
      settled = { error };
    },
  );
  if ('error' in settled!) throw settled.error;
  return settled!.value;
}

/**
 * Does all of it at once.
 *
 * @throws UserError when it must wait for something
 */
export function finish<T>(work: WaitingWork<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (typeof step.value !== 'number')
      throw new UserError({
        where: 'data',
        message: 'such files are only read where the caller waits for them',
        fix: 'another format, such as NPZ or CSV',
      });
  }
}

/** Does all of it, and waits where it waits. */
export async function completed<T>(work: WaitingWork<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (typeof step.value !== 'number') await step.value;
  }
}

/** Longest time in ms that an interrupt waits. */
const BREATH = 50;
/** Work that is done sooner, in ms, needs no line. */
const PATIENCE = 1000;

/**
 * Does the work in pieces, between which signals such as Ctrl-C arrive; tells the share that is done and the time that is left at
 * this pace: see `Progress`.
 */
export async function watched<T>(work: WaitingWork<T>, what: string, watcher: Watcher = process.stderr): Promise<T> {
  const start = performance.now();
  let breath = start;
  const progress = new Progress(watcher);
  let begun = false;
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (typeof step.value !== 'number') {
        await step.value;
        continue;
      }
      const now = performance.now();
      // What comes before the first step, such as listing files, says nothing of the pace.
      if (!begun) progress.pace(what, step.value);
      begun = true;
      if (now - breath < BREATH) continue;
      if (now - start >= PATIENCE) progress.tell(what, step.value);
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
  } finally {
    progress.end();
  }
}
