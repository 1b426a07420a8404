#!/usr/bin/env node
import { handleInterrupts } from '../support/clean-up.js';
import { run } from './program.js';

handleInterrupts();

// The reader of a pipe may close it early (`bitbeat describe | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// Of a message nobody reads on, the exit code is left.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const code = await run(process.argv.slice(2));
// A verb whose check failed has set exit code 1 itself.
if (code !== 0) process.exitCode = code;
