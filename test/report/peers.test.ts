import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Peers, peersDocument, peersPage } from '../../generator/report/peers.js';

const folder = mkdtempSync(join(tmpdir(), 'bitbeat-peers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const area = { lut: 2000, ff: 100, dsp: 3, ram: 4, leftOut: 0 };
const own = {
  network: 'n',
  peer: 'bitbeat',
  what: 'd',
  ended: null,
  form: 'whole',
  bits: '4',
  design: 'd',
  tree: 'a'.repeat(64),
};
const measured: Peers = {
  ...{ date: '2026-01-02', generator: '0.1.0', limit: 900, tools: { yosys: '0.23', nngen: null }, missing: ['m'] },
  machine: { cores: 2, processor: 'Some Processor', load: 1 },
  rows: [
    {
      ...own,
      area,
      cycles: 5000,
      perSecond: 12.34,
      simulator: 'V',
      sameClass: [20, 20],
      check: { passes: true, noticesChange: true },
    },
    {
      network: 'n',
      peer: 'other',
      what: '',
      ended: 'synthesis: out of time (900 s)',
      check: { passes: false, noticesChange: false },
    },
    { network: 'n', peer: 'third', what: '', ended: null, perSecond: 7, check: null },
    { network: 'n', peer: 'fourth', what: 'layers', layer: 'conv1', ended: null, area },
  ],
};

test('who was not measured on a network is named', () => {
  expect(peersPage(measured, () => null)).toContain('\nNot measured yet: NNgen, da4ml, hls4ml.\n');
  const rows = ['NNgen', 'da4ml', 'hls4ml'].map((peer) => ({ ...measured.rows[1]!, peer }));
  expect(peersPage({ ...measured, rows }, () => null)).not.toContain('Not measured yet');
});

test('a row each: area times cycles, what ran out of time, and what a check notices', () => {
  const page = peersPage(measured, () => null);
  const [bitbeat, other, third] = page.split('\n').filter((line) => /^\| (bitbeat|other|third)/.test(line));
  expect(bitbeat).toBe(
    '| bitbeat `d` | whole | 4 | 2,000 | 100 | 3 | 4 | 5,000 | 10 M | 12 (V) | 20 of 20 | passes, notices |',
  );
  expect(other).toContain('**synthesis: out of time (900 s)**');
  expect(third).toMatch(/\| none \|$/);
  expect(page).toContain('| fourth `conv1` | 2,000 | 100 | 3 | 4 |  |');
  expect(page).toContain('- m: its file was not there.');
  expect(page).toContain('yosys 0.23.\n');
  expect(page).not.toContain('nngen null');
});

test.each([
  [{ passes: false, noticesChange: true }, '**fails**'],
  [{ passes: true, noticesChange: false }, 'passes, **does not notice**'],
  [{ passes: true, noticesChange: null }, 'passes'],
  [{ passes: null, noticesChange: null }, '-'],
])('the words of a check: %j', (check, words) => {
  const page = peersPage({ ...measured, rows: [{ ...measured.rows[1]!, check }] }, () => null);
  expect(page).toContain(`| ${words} |`);
});

test('a design that is another one now is marked', () => {
  const page = peersPage(measured, ({ peer }) => (peer === 'bitbeat' ? 'stale: 0.1.0-aaaaaaaa' : null));
  expect(page).toContain('| bitbeat `d` **(stale: 0.1.0-aaaaaaaa)** |');
  expect(page.match(/stale/g)).toHaveLength(1);
});

test('a result that contradicts itself or has other fields is refused', () => {
  const file = join(folder, 'peers.json');
  const write = (rows: unknown[]) => writeFileSync(file, JSON.stringify({ ...measured, rows }));
  write([{ ...measured.rows[0], sameClass: [21, 20] }]);
  expect(() => peersDocument(file)).toThrow('more than all');
  write([{ ...measured.rows[0], better: true }]);
  expect(() => peersDocument(file)).toThrow('better');
  expect(peersDocument(join(folder, 'none.json'))).toBe(null);
});

test('the page says what is kept', () => {
  const page = peersDocument();
  if (page === null) return;
  expect(existsSync('docs/peers.md') && readFileSync('docs/peers.md', 'utf8')).toBe(page);
});
