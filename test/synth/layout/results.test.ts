import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LAYOUT_DOCUMENT, layoutReport, withLayouts } from '../../../generator/report/layout.js';
import { LAYOUT_RESULTS, layoutFaults, reportedLayouts } from '../../../generator/report/layout-results.js';

const kept = () => reportedLayouts(LAYOUT_RESULTS);

test('the page is made of the kept results', () => {
  const document = readFileSync(LAYOUT_DOCUMENT, 'utf8');
  expect(withLayouts(document, LAYOUT_DOCUMENT, kept())).toBe(document);
});

test('a result of another tree is marked', () => {
  const [result] = kept();
  const text = withLayouts(readFileSync(LAYOUT_DOCUMENT, 'utf8'), LAYOUT_DOCUMENT, [
    { ...result!, stale: 'stale: 0.1.0-abc' },
  ]);
  expect(text).toContain('(stale: 0.1.0-abc)');
  expect(text).toContain('Stale: measured on an earlier state');
  expect(layoutReport(result!)).toContain('energy of a fragment, uJ, modelled');
});

test.each<[string, (result: ReturnType<typeof kept>[number]) => unknown, string]>([
  ['an open net', (r) => r.checks.open++, 'checks.open'],
  ['an overlap', (r) => r.checks.overlaps++, 'checks.overlaps'],
  ['a cell too few', (r) => r.checks.cells--, 'checks.cells'],
  ['a net too few', (r) => r.checks.nets--, 'checks.nets'],
  ['a pin too few', (r) => r.checks.pins--, 'checks.pins'],
  ['a fault', (r) => r.checks.faults.push('cell c1 is missing'), 'checks.faults'],
  ['a wrong score', (r) => r.scores.mismatches++, 'scores.mismatches'],
  ['a sum that is not that of its parts', (r) => r.costs.routed.clockUj++, 'costs.routed.energyUj'],
])('%s is no result to keep', (_, breakIt, field) => {
  const [result] = kept();
  expect(layoutFaults(result!)).toEqual([]);
  breakIt(result!);
  expect(layoutFaults(result!).map((fault) => fault.field)).toEqual([field]);
});
