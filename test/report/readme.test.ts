import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMAL_DOCUMENT, formalDocument } from '../../generator/cli/formal.js';
import { reportedReadme } from '../../generator/cli/report.js';
import { CHECKS_DOCUMENT, checksDocument } from '../../generator/report/checks.js';
import type { DesignResults } from '../../generator/report/design-results.js';
import { reportedDesigns } from '../../generator/report/design-results.js';
import { resultsBlock } from '../../generator/report/readme.js';
import { RESULTS_FOLDER } from '../../generator/report/results.js';

test('the tables in README.md are those that the results give, stale ones marked (npx bitbeat report)', () => {
  expect(readFileSync('README.md', 'utf8')).toBe(reportedReadme());
});

test.each([
  [CHECKS_DOCUMENT, checksDocument],
  [FORMAL_DOCUMENT, formalDocument],
])('%s is the one that the results give, stale ones marked (npx bitbeat report)', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text());
});

const [measured] = reportedDesigns(RESULTS_FOLDER) as [DesignResults, ...DesignResults[]];

test.each([
  ['nothing', null, null, `| \`${measured.design}\` |`],
  ['all', 'stale: 0.1.0-ab', 'stale: 0.1.0-ab', `| \`${measured.design}\` **(stale: 0.1.0-ab)** |`],
  ['the cells', null, 'stale: 0.1.0-ab', `| \`${measured.design}\` **(synthesis stale: 0.1.0-ab)** |`],
  [
    'both, of different states',
    'stale: 0.1.0-cd',
    'stale: 0.1.0-ab',
    `| \`${measured.design}\` **(simulation stale: 0.1.0-cd; synthesis stale: 0.1.0-ab)** |`,
  ],
])('a column says in its head what is stale: %s', (_, simulation, synthesis, head) => {
  const block = resultsBlock([{ ...measured, stale: { simulation, synthesis } }]);
  expect(block.split('\n')[0]).toContain(head);
  expect(block.includes('`make results` measures what is stale')).toBe(simulation !== null || synthesis !== null);
});

test('designs without results are named', () => {
  expect(resultsBlock([measured], ['new'])).toMatch(/Not measured yet: `new`\.$/);
});
