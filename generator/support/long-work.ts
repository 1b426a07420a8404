import { UserError } from './errors.js';

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
/** Time between two lines in ms. */
const REFRESH = 250;

/** Where the line of progress goes. */
export interface Watcher {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/**
 * Does the work in pieces, between which signals such as Ctrl-C arrive; tells a person who watches, in one line that is
 * written over, the share that is done and the time that is left at this pace.
 */
export async function watched<T>(work: WaitingWork<T>, what: string, watcher: Watcher = process.stderr): Promise<T> {
  const start = performance.now();
  let [breath, line] = [start, start + PATIENCE - REFRESH];
  let shown = false;
  // What comes before the first step, such as listing files, says nothing of the pace.
  let first: { share: number; at: number } | undefined;
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (typeof step.value !== 'number') {
        await step.value;
        continue;
      }
      const now = performance.now();
      first ??= { share: step.value, at: now };
      if (now - breath < BREATH) continue;
      if (watcher.isTTY && now - line >= REFRESH) {
        watcher.write(`\r\x1b[K${what}: ${progressText(step.value, (now - first.at) / 1000, first.share)}`);
        [line, shown] = [now, true];
      }
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
  } finally {
    if (shown) watcher.write('\r\x1b[K');
  }
}

/** `37 %, 12 s left`, after `seconds` in which the share went up from `from`. */
export function progressText(share: number, seconds: number, from = 0): string {
  const percent = `${Math.floor(100 * share)} %`;
  if (share - from < 0.01) return percent;
  const left = Math.ceil((seconds / (share - from)) * (1 - share));
  return `${percent}, ${left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
}
