import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fittedModels } from '../../generator/arch/estimate/coefficients.js';
import { distance } from '../../generator/report/implementation.js';
import { areaTimeFront, areaTimePicture } from '../../generator/report/pictures/area-time.js';
import { renderSvg } from '../../generator/report/pictures/render.js';
import { sweepDocument, sweepTable } from '../../generator/report/sweep.js';
import { reportedSweeps } from '../../generator/report/sweep-results.js';
import { SWEEP_RESULTS, type SweepRow } from '../../generator/synth/sweep/results.js';

const row = (name: string, lc: number, fragmentsPerSecond: number, more: Partial<SweepRow> = {}): SweepRow => ({
  name,
  ...{
    part: 'up5k',
    architecture: 'stream',
    lanes: '1',
    generator: '',
    tree: '',
    tools: { yosys: '1.0' },
    synthesis: '',
  },
  ...{ cyclesPerFragment: 1000, realTimeMHz: 0.0001, shortages: [] },
  routed: {
    ...{ lc, lut: lc, ff: lc, bram: 3, spram: 1, dsp: 2, fmaxMHz: 20, fragmentsPerSecond, lcCycles: lc * 1000 },
    seeds: [{ seed: 1, lc, fmaxMHz: 20 }],
    instances: {},
  },
  circuits: [],
  blocks: { bram: 3, spram: 1, dsp: 2 },
  ...more,
});
const tooLarge = row('huge', 0, 0, {
  routed: null,
  shortages: [{ resource: 'bram', needed: 45, available: 30 }],
});

test('rows by area, the best ones bold, what does not fit last with what is short', () => {
  const { head, cells } = sweepTable([tooLarge, row('slow', 900, 5), row('fast', 1200, 50), row('worse', 1300, 40)]);
  const column = (name: string) => cells.map((line) => line[head.indexOf(name)]);
  expect(column('design')).toEqual(['**slow**', '**fast**', 'worse', 'huge']);
  expect(column('LC')).toEqual(['900', '1,200', '1,300', 'does not fit: 45 bram of 30']);
  expect(column('LC x cycles')).toEqual(['0.001 G', '0.001 G', '0.001 G', '-']);
  for (const line of cells) expect(line).toHaveLength(head.length);
});

test('no design of the front is beaten in both, every other is', () => {
  const points = fc.array(fc.record({ lc: fc.integer({ min: 1, max: 20 }), ms: fc.integer({ min: 1, max: 20 }) }));
  fc.assert(
    fc.property(points, (list) => {
      const front = areaTimeFront(list);
      for (const p of list) {
        const beaten = list.some((o) => o.lc <= p.lc && o.ms <= p.ms && (o.lc < p.lc || o.ms < p.ms));
        expect(front.includes(p)).toBe(!beaten);
      }
      for (let i = 1; i < front.length; i++) expect(front[i]!.ms).toBeLessThanOrEqual(front[i - 1]!.ms);
    }),
  );
});

test.each([
  [110, 100, '+10 %'],
  [90, 100, '-10 %'],
  [100, 100, '+0 %'],
  [0, 0, '0 %'],
  [1, 0, '-'],
])('%d estimated for %d is off by %s', (estimated, measured, expected) => {
  expect(distance(estimated, measured)).toBe(expected);
});

test('the picture names every design and leaves out what does not fit', async () => {
  const svg = await renderSvg(areaTimePicture('m', 'FPGA', [row('slow', 900, 5), row('fast', 1200, 50), tooLarge]));
  expect(svg).toContain('m on FPGA: area against time');
  for (const name of ['slow', 'fast']) expect(svg).toContain(`>${name}<`);
  expect(svg).not.toContain('huge');
  expect(svg).not.toContain('NaN');
});

test('the document has a table and a picture a part, and the same rows give the same bytes', async () => {
  const sweeps = [{ model: 'm', rows: [row('slow', 900, 5), row('fast', 1200, 50), tooLarge] }];
  const files = await sweepDocument(sweeps);
  expect([...files.keys()]).toEqual(['sweep/m-up5k.svg', 'sweep.md']);
  expect(files.get('sweep.md')).toContain('![Area against time on iCE40UP5K-SG48](sweep/m-up5k.svg)');
  expect(await sweepDocument(sweeps)).toEqual(files);
});

test('a stale design is marked in the table and named in the picture; one without a row is listed', async () => {
  const rows = [row('slow', 900, 5), { ...row('fast', 1200, 50), stale: 'stale: 0.1.0-0123abcd' }];
  const files = await sweepDocument([{ model: 'm', rows, missing: [{ name: 'new', part: 'up5k' }] }]);
  const text = files.get('sweep.md')!;
  expect(text).toContain('| **fast** (stale: 0.1.0-0123abcd) |');
  expect(text).toContain('| **slow** |');
  expect(text).toContain('Stale: measured on an earlier state of the generated files');
  expect(text).toMatch(/\| new \| not measured yet \| - /);
  expect(files.get('sweep/m-up5k.svg')).toContain('Stale, of an earlier state of the files: fast.');
});

test('docs/sweep.md and its pictures are those that the results give, stale ones marked (bitbeat sweep --write)', async () => {
  for (const [path, text] of await sweepDocument(reportedSweeps(SWEEP_RESULTS, 'configs/sweep')))
    expect([path, readFileSync(join('docs', path), 'utf8')]).toEqual([path, text]);
});

test('how far the estimate is off in each family: designs that it was fitted to, and others', async () => {
  const page = async (model: string, ...rows: SweepRow[]) => (await sweepDocument([{ model, rows }])).get('sweep.md')!;
  const [one, other] = [row('a', 100, 5), row('b', 200, 5)];
  const [fitted] = fittedModels('ice40') as [string];
  // No circuit, so nothing is estimated of 100 cells.
  const all = '100.0 % | 100.0 %';
  expect(await page(fitted, one, other)).toContain(`| ice40 | 2 | ${all} | 0 | - | - |`);
  expect(await page('other', one)).toContain(`| ice40 | 0 | - | - | 1 | ${all} |`);
  expect(await page(fitted, one, { ...other, copies: 2 })).toContain(`| ice40 | 1 | ${all} | 1 | ${all} |`);
  const families = await page(fitted, one, { ...other, part: 'lifcl-40' });
  expect(families).toContain(`| ice40 | 1 | ${all} | 0 | - | - |\n| nexus | 1 | ${all} | 0 | - | - |`);
});
