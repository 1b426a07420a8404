import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

/** What the closing line counts. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts every test once. A file or suite that could not be run, an error outside any test and a run that failed
 * without naming a test, as one whose exit code another reporter has set, count as one failure each, so that a line with
 * `0 failed` means that all is well.
 */
export function count(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason) {
  const counts: Counts = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts[state === 'pending' ? 'failed' : state]++;
    }
  }
  if ((reason === 'failed' || process.exitCode) && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** vitest reporter: ends the run with `N passed, N failed, N skipped` alone on the last line. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const { passed, failed, skipped } = count(modules, errors, reason);
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
