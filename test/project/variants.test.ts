import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ARCHITECTURE_NAMES } from '../../generator/arch/architectures.js';
import { ENGINES } from '../../generator/arch/stream/engines.js';

/**
 * What differs between architectures, and between kinds of engines, is a field of a record with a file for each. A test for a
 * name anywhere else is one more place that a further one must be added to.
 */

const NAMES = [...ARCHITECTURE_NAMES, ...Object.keys(ENGINES)];
const QUOTED = `['"\`](?:${NAMES.join('|')})['"\`]`;
/** `x === 'folded'`, `'wide' !== kind`, `case 'stream':`, `['folded', ...].includes(x)`, `'wide' in layer`, a switch over the names. */
const TEST = new RegExp(
  [
    `[!=]==?\\s*${QUOTED}`,
    `${QUOTED}\\s*[!=]==?`,
    `\\bcase\\s+${QUOTED}`,
    `${QUOTED}[^;{}()]*\\]\\.includes\\(`,
    `\\bswitch\\s*\\([^)]*(?:architecture|engine\\.kind)\\)`,
  ].join('|'),
  'g',
);

/** The records' own files: `arch/folded/...`, `emit/design/folded.ts`, `arch/stream/engines/wide/...`. */
const OWN = new RegExp(`(?:^|/)(?:${NAMES.join('|')})(?:/|\\.ts$)`);

/** Tests for a name in a text, each with its line. */
function testsIn(file: string, text: string): string[] {
  return [...text.matchAll(TEST)].map(
    ({ index }) => `${file}:${text.slice(0, index).split('\n').length}: ${text.slice(index).split('\n')[0]}`,
  );
}

test.each([
  "if (hardware.architecture === 'folded') x();",
  'const a = kind !== "wide";',
  "return 'single' === layer.engine.kind ? 1 : 2;",
  "  case 'stream':\n    return 1;",
  'switch (design.architecture) {}',
  'switch (layer.engine.kind) {}',
  "['several', 'single'].includes(kind)",
])('a test is recognised: %s', (text) => {
  expect(testsIn('x.ts', text).length).toBeGreaterThan(0);
});

test('names of architectures and engines are tested for outside their own records in fewer than 5 places', () => {
  const files = readdirSync('generator', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !OWN.test(file),
  );
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((file) => testsIn(file, readFileSync(join('generator', file), 'utf8')));
  expect(found.length, found.join('\n')).toBeLessThan(5);
});
