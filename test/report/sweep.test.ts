import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { designTree } from '../../generator/emit/tree.js';
import { distance } from '../../generator/report/implementation.js';
import { areaTimeFront, areaTimePicture } from '../../generator/report/pictures/area-time.js';
import { renderSvg } from '../../generator/report/pictures/render.js';
import { sweepDocument, sweepTable } from '../../generator/report/sweep.js';
import { synthesisedHash } from '../../generator/synth/sweep.js';
import { readSweep } from '../../generator/synth/sweep-config.js';
import { readSweeps, SWEEP_RESULTS, type SweepRow } from '../../generator/synth/sweep-results.js';

const row = (name: string, lc: number, fragmentsPerSecond: number, more: Partial<SweepRow> = {}): SweepRow => ({
  name,
  ...{ part: 'up5k', architecture: 'stream', lanes: '1', tree: '', tools: { yosys: '1.0' }, synthesis: '' },
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
])('%d estimated for %d is off by %s', (estimated, measured, wanted) => {
  expect(distance(estimated, measured)).toBe(wanted);
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

describe('the committed sweeps (make sweep measures them again)', () => {
  const sweeps = readSweeps(SWEEP_RESULTS);

  test('docs/sweep.md and its pictures are those that the results give', async () => {
    for (const [path, text] of await sweepDocument(sweeps))
      expect([path, readFileSync(join('docs', path), 'utf8')]).toEqual([path, text]);
  });

  test.each(readdirSync('configs/sweep'))(
    '%s: every design has its row, of the files that are generated now',
    (file) => {
      const { model, points } = readSweep(join('configs/sweep', file));
      const rows = sweeps.find((sweep) => sweep.model === model)?.rows ?? [];
      const stale = points.filter(({ name, part, design, hardware }) => {
        const tree = synthesisedHash(designTree(design, hardware));
        const row = rows.find((r) => r.name === name && r.part === part.name);
        return row?.tree !== tree || row.synthesis !== part.synthesis;
      });
      expect(stale.map(({ name, part }) => `${name} on ${part.name}`)).toEqual([]);
      expect(rows).toHaveLength(points.length);
    },
  );
});
