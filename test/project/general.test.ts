import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Words of one signal, one data set, one network. */
const ONE_SIGNAL = /\becg|ecg\d|mitbih|mit-bih|arrhythmi|sun et al/i;
/** What may name them: a reader that makes up such a signal. Symbols of WFDB's annotations are of its format. */
const ALLOWED = /^data\/readers\/(synthetic|wfdb)/;

test('no file names one network or one data set: these are files of configs/', () => {
  const files = readdirSync('generator', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(300);
  const named = files
    .filter((file) => !ALLOWED.test(file))
    .flatMap((file) => {
      const lines = readFileSync(join('generator', file), 'utf8').split('\n');
      return lines.flatMap((line, i) => (ONE_SIGNAL.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : []));
    });
  expect(named).toEqual([]);
});
