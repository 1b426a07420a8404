import { installed } from '../support/roots.js';
import type { Queue, Round } from './queue.js';

/** The command line of a task but for its number: this program, as it was started. */
export function taskCommand(queue: Queue, round: Round): string[] {
  const main = installed('dist/cli/main.js');
  return [process.execPath, main, 'farm-unit', '--queue', queue.folder, '--round', `${round.number}`, '--task'];
}
