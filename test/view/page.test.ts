import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { architectureOf } from '../../generator/arch/architectures.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import { designFolder } from '../../generator/config/design.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { grouped } from '../../generator/report/table.js';
import { signalsFor } from '../../generator/simulate/design.js';
import { CHROMIUM, openFile, startBrowser, violations } from '../browser.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

/** A stream, one engine for all layers, branches with scores of each step, and several outputs. */
const DESIGNS = [
  'test/goldens/tiny.json',
  'test/goldens/tiny-folded.json',
  'sim/mutation/branches.json',
  'sim/mutation/outputs.json',
];

const MOST_BYTES = 3_000_000;
const MOST_MS = 2000;

let browser: Browser;
beforeAll(async () => {
  // The windows are the built-in ones, whatever data there are.
  vi.stubEnv('BITBEAT_DATA', '');
  if (CHROMIUM !== undefined) browser = await startBrowser();
});
afterAll(async () => browser?.close());

/** Writes the page of a design and looks at it. */
async function viewed(design: string, look: (file: string) => Promise<void>, ...flags: string[]): Promise<void> {
  await inFolder(async (folder) => {
    const file = join(folder, 'page.html');
    const { code, stdout, stderr } = await bitbeat('view', design, '--out', file, '--no-open', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim()).toBe(file);
    expect(statSync(file).size).toBeLessThan(MOST_BYTES);
    await look(file);
  });
}

/** Milliseconds of the quickest of three openings: other tests take the machine's time. */
async function quickest(file: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { page } = await openFile(browser, file);
    least = Math.min(least, performance.now() - start);
    await page.close();
  }
  return least;
}

const readout = (page: Page, place: string) => page.locator(`${place} [data-readout]`).textContent();

/** Values and cycles of the first built-in window, as the page shall tell them. */
function expectedOf(hardware: Hardware) {
  const { set } = signalsFor({ hardware }, { fragments: 1 });
  const streams = new Interpreter(hardware.model).run(windowCodes(set, 0));
  const schedule = architectureOf(hardware).schedule(hardware);
  return hardware.layers.map(({ name }, i) => {
    const stream = streams[hardware.model.layers.findIndex((layer) => layer.name === name)]!;
    const order = architectureOf(hardware).orders(hardware)[i]!;
    return (channel: number, position: number) => {
      const beat = order.findIndex((one) => one.channel === channel && one.position === position);
      const cycle = schedule.layers[i]!.values?.[beat];
      const when = cycle === undefined ? `by cycle ${grouped(hardware.layerCycles[i]!)}` : `in cycle ${grouped(cycle)}`;
      return `${name}, channel ${channel}, position ${position}: ${grouped(stream.values[channel * stream.positions + position]!)}, ${when}`;
    };
  });
}

describe.skipIf(CHROMIUM === undefined)('in Chromium', () => {
  test.each(DESIGNS)('%s: numbers are those of the design, every control works, nothing else is asked for', (design) =>
    viewed(design, async (file) => {
      const { hardware } = buildDesign(design);
      expect(await quickest(file)).toBeLessThan(MOST_MS);
      const { page, asked, errors } = await openFile(browser, file);
      expect(asked).toHaveLength(1);

      expect(await page.locator('#summary').textContent()).toContain(`${grouped(hardware.latencyCycles)} cycles`);
      expect(await page.locator('.graph [data-node]').count()).toBe(hardware.layers.length + 1);
      for (const { name, cycles } of hardware.layers)
        expect(await page.locator(`.graph [data-node="${name}"]`).textContent()).toContain(`${grouped(cycles)} cycles`);

      const expected = expectedOf(hardware);
      for (const [i, { shape, lengths }] of hardware.layers.entries()) {
        const canvas = page.locator(`[data-layer="${i}"]`);
        await canvas.focus();
        await page.keyboard.press('ArrowRight');
        expect(await readout(page, '[data-window]')).toBe(expected[i]!(0, 0));
        for (let c = 1; c < shape.outChannels; c++) await page.keyboard.press('ArrowDown');
        for (let p = 1; p < lengths.output; p++) await page.keyboard.press('ArrowRight');
        expect(await readout(page, '[data-window]')).toBe(expected[i]!(shape.outChannels - 1, lengths.output - 1));
        await canvas.hover({ position: { x: 1, y: 1 } });
        expect(await readout(page, '[data-window]')).toBe(expected[i]!(0, 0));
      }

      const at = page.locator('[data-at]');
      await page.locator('[data-cycle]').fill('7');
      expect(await at.textContent()).toBe(`7 of ${grouped(hardware.latencyCycles)}`);
      await page.locator('[data-play]').click();
      await page.locator('[data-play]', { hasText: 'play' }).waitFor();
      expect(await at.textContent()).toBe(`${grouped(hardware.latencyCycles)} of ${grouped(hardware.latencyCycles)}`);

      const range = page.locator('[data-timeline="schedule"] [data-range]');
      const all = await range.textContent();
      await page.locator('[data-zoom="in"]').click();
      const half = await range.textContent();
      expect(half).not.toBe(all);
      await page.locator('[data-zoom="right"]').click();
      expect(await range.textContent()).not.toBe(half);
      await page.locator('[data-zoom="left"]').click();
      expect(await range.textContent()).toBe(half);
      await page.locator('[data-zoom="out"]').click();
      expect(await range.textContent()).toBe(all);
      const timeline = page.locator('[data-timeline="schedule"] canvas');
      for (const key of ['+', 'ArrowRight']) await timeline.press(key);
      expect(await range.textContent()).not.toBe(all);
      await timeline.press('0');
      expect(await range.textContent()).toBe(all);
      await timeline.hover({ position: { x: 300, y: 30 } });
      expect(await readout(page, '[data-timeline="schedule"]')).toContain('cycle');

      await page.emulateMedia({ colorScheme: 'light' });
      const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await paper();
      await page.locator('[data-theme-switch]').click();
      expect(await paper()).not.toBe(light);
      expect(await violations(page)).toEqual([]);
      await page.locator('[data-theme-switch]').click();
      expect(await paper()).toBe(light);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    }),
  );

  test('is no wider than a phone', () =>
    viewed(DESIGNS[0]!, async (file) => {
      const { page } = await openFile(browser, file, 390);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }));

  test('is printed', () =>
    inFolder(async (folder) => {
      const [page, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
      const { code, stdout } = await bitbeat('view', DESIGNS[0]!, '--out', page, '--pdf', pdf, '--no-open');
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${page}\n${pdf}\n` });
      expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    }));

  test('what the schedule says of a layer is what it is made of', () =>
    viewed(DESIGNS[1]!, async (file) => {
      const { hardware } = buildDesign(DESIGNS[1]!);
      const { page } = await openFile(browser, file);
      const rows = await page.locator('#schedule tbody tr').allTextContents();
      const cells = await Promise.all(
        rows.map((_, i) => page.locator('#schedule tbody tr').nth(i).locator('td').allTextContents()),
      );
      hardware.layers.forEach(({ cycles }, i) => {
        expect(cells.reduce((sum, row) => sum + Number(row[i + 1]!.replaceAll(',', '')), 0)).toBe(cycles);
      });
    }));

  test('after a FAIL the first difference stands there in red', async () => {
    const { hardware } = buildDesign(DESIGNS[0]!);
    const file = join(designFolder(hardware.name), 'results', 'simulate-verilator.json');
    const first = { fragment: 0, channel: 1, position: 2, cycle: 345, expected: 6, got: 7 };
    const layers = hardware.layers.map(({ name }, i) => ({
      name,
      values: 32,
      mismatches: i === 0 ? 1 : 0,
      first: i === 0 ? first : null,
    }));
    const kept = statSync(file, { throwIfNoEntry: false }) && readFileSync(file, 'utf8');
    const failed = {
      ...{
        design: hardware.name,
        generator: '0.1.0',
        tree: '0'.repeat(64),
        simulator: 'Verilator 5.006',
        source: 'built-in',
      },
      ...{ fragments: 1, layers, cycleMismatches: 0, failures: ['conv1: 1 of 32 values differ'], pass: false },
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(failed));
    try {
      await viewed(DESIGNS[0]!, async (page) => {
        const { page: opened } = await openFile(browser, page);
        expect(await opened.locator('#window [role="status"]').textContent()).toMatch(
          /^FAIL: .*stale: 0\.1\.0-00000000$/,
        );
        expect(await opened.locator('#window td .fail').textContent()).toBe('7');
        const canvas = opened.locator('[data-layer="0"]');
        await canvas.focus();
        for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await opened.keyboard.press(key);
        expect(await readout(opened, '[data-window]')).toContain('the simulation found 7, expected 6');
      });
    } finally {
      if (kept === undefined) rmSync(file);
      else writeFileSync(file, kept);
    }
  });
});

test('of a project that has measured nothing', () =>
  inFolder((folder) => {
    const args = ['view', resolve(DESIGNS[0]!), '--no-open'];
    const { BITBEAT_DATA: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/cli/main.js'), ...args], {
      ...{ cwd: folder, env, encoding: 'utf8' },
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'build/tiny/tiny.html\n', stderr: '' });
    expect(readFileSync(join(folder, 'build/tiny/tiny.html'), 'utf8')).toContain('Nothing was compared yet');
  }));

describe('refusals', () => {
  test.each([
    [['--window', '-1'], '--window'],
    [['--recording', '100'], '--recordings and --recording go together'],
    [['--recordings', 'test/goldens'], '--recordings and --recording go together'],
    [['--data', 'nowhere'], 'nowhere'],
  ])('%j', async (flags, said) => {
    const { code, stderr } = await bitbeat('view', DESIGNS[0]!, '--no-open', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
