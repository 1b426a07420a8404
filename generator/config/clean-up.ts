const pending = new Set<() => void>();

/**
 * Registers what must be removed if the user interrupts (a staging folder, say); returns the function that takes it
 * off the list again once the work is done. `remove` must be synchronous and must not throw.
 */
export function onInterrupt(remove: () => void): () => void {
  pending.add(remove);
  return () => {
    pending.delete(remove);
  };
}

/** Runs and forgets everything registered, the newest first. */
export function cleanUp(): void {
  for (const remove of [...pending].reverse()) remove();
  pending.clear();
}
