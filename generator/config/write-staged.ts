import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onInterrupt } from './clean-up.js';

/** Writes a file whole or not at all: beside its place first, then renamed. Makes the folder if it is missing. */
export function writeStaged(path: string, text: string): void {
  const staging = `${path}.staging-${process.pid}`;
  const release = onInterrupt(() => rmSync(staging, { force: true }));
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(staging, text);
    renameSync(staging, path);
  } finally {
    if (existsSync(staging)) rmSync(staging);
    release();
  }
}
