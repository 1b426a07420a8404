import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { reportedMeasured, reportedReadme } from '../../generator/cli/verbs/report.js';
import { designFile } from '../../generator/config/known-designs.js';
import { generated } from '../../generator/emit/generated.js';
import { treeHash } from '../../generator/emit/write-tree.js';
import { CHECKS_DOCUMENT, checksDocument } from '../../generator/report/checks.js';
import type { DesignResults } from '../../generator/report/design-results.js';
import { reportedDesigns } from '../../generator/report/design-results.js';
import { FORMAL_DOCUMENT, formalDocument } from '../../generator/report/formal.js';
import { currentDesign, currentDesigns } from '../../generator/report/freshness.js';
import { resultsBlock } from '../../generator/report/readme.js';
import { RESULTS_FOLDER } from '../../generator/report/results.js';
import { TINY } from '../emit/tiny.js';

test.each([
  ['README.md', reportedReadme],
  ['docs/measured.md', reportedMeasured],
  [CHECKS_DOCUMENT, checksDocument],
  [FORMAL_DOCUMENT, formalDocument],
])('%s is the one that the results give, stale ones marked (npx bitbeat report)', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text());
});

test.each(['ecg17-small', 'ecg17-small-folded', 'ecg17-small-folded-up5k'])(
  'what results of %s are compared with is what its verbs generate',
  (name) => {
    const { design, hardware } = buildDesign(name);
    const hash = treeHash(generated(design, hardware).tree);
    expect(currentDesigns('test')(name)!.hash).toBe(hash);
    expect(currentDesign(designFile(name)).hash).toBe(hash);
  },
);

test('a design given by path is compared with what its verbs generate', () => {
  const { design, hardware } = buildDesign(TINY);
  expect(currentDesign(TINY).hash).toBe(treeHash(generated(design, hardware).tree));
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
