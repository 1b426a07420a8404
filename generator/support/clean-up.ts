import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pending = new Set<() => void>();
let handled = false;
let listening = false;

/**
 * Registers what must be done if the user interrupts (kill a tool, remove a staging folder); returns the function that takes
 * it off the list again once the work is done. `remove` must be synchronous and must not throw. Work that never returns to the
 * event loop does not register: its interruption is the system's, at once (see `handleInterrupts`).
 */
export function onInterrupt(remove: () => void): () => void {
  pending.add(remove);
  listen();
  return () => {
    pending.delete(remove);
    // A signal that has come already is dealt with before.
    if (pending.size === 0) setImmediate(rest);
  };
}

/** Runs and forgets everything registered, the newest first. */
export function cleanUp(): void {
  for (const remove of [...pending].reverse()) remove();
  pending.clear();
  rest();
}

/**
 * From now on an interrupted process cleans up before it ends. Signals are listened to only while there is something to clean
 * up: otherwise the system ends the process itself, also in the middle of a long computation, where no listener is called.
 */
export function handleInterrupts(): void {
  handled = true;
  if (pending.size > 0) listen();
}

function listen(): void {
  if (!handled || listening) return;
  listening = true;
  for (const signal of SIGNALS) process.on(signal, end);
}

function rest(): void {
  if (!listening || pending.size > 0) return;
  listening = false;
  for (const signal of SIGNALS) process.off(signal, end);
}

function end(signal: (typeof SIGNALS)[number]): void {
  cleanUp();
  process.exit(128 + constants.signals[signal]);
}
