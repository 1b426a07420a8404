import { expect, test } from 'vitest';
import { cleanUp, onInterrupt } from '../../generator/support/clean-up.js';

test('what is still registered is removed once, the newest first', () => {
  const removed: string[] = [];
  onInterrupt(() => removed.push('outer'));
  const done = onInterrupt(() => removed.push('done'));
  onInterrupt(() => removed.push('inner'));
  done();
  cleanUp();
  cleanUp();
  expect(removed).toEqual(['inner', 'outer']);
});
