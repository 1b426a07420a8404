import { TestRunner } from 'vitest';
import type { UserError } from '../../generator/support/errors.js';

declare module 'vitest' {
  interface TaskMeta {
    /** First lines of what bad inputs were answered, in the order in which the test gave them. */
    answers?: string[];
  }
}

/** Notes, in the test that runs now, what a bad input was answered: it goes into the table of docs/bad-input.md. */
export function answered(error: UserError): void {
  note(error.message.split('\n')[0]!);
}

/** Notes that an input which is often got wrong is read as it is meant. */
export const readAsMeant = (): void => note('read as it is meant');

function note(line: string): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) return;
  test.meta.answers ??= [];
  test.meta.answers.push(line);
}
