#!/usr/bin/env node
import { constants } from 'node:os';
import { cleanUp } from '../config/clean-up.js';
import { run } from './program.js';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(128 + constants.signals[signal]);
  });
}

// The reader of a pipe may close it early (`bitbeat describe | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const code = await run(process.argv.slice(2));
// A verb whose check failed has set exit code 1 itself.
if (code !== 0) process.exitCode = code;
