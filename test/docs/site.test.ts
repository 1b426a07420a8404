import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesOf, SIDEBAR } from '../../docs/site/sidebar.js';
import { CHROMIUM, startBrowser, violations } from '../browser.js';
import { type Served, serve } from './serve.js';

/*
 * The site as it is built, in a browser. It takes a minute, so it is built where it is asked for (`make test-site`, CI), and where its
 * packages and a browser are (`make setup-site`).
 */
const asked = process.env.BITBEAT_SITE !== undefined || process.env.CI !== undefined;
const why = !asked
  ? 'make test-site builds it'
  : !existsSync('docs/site/node_modules/vitepress')
    ? 'the packages of docs/site are needed: make setup-site'
    : null;

describe('the site', () => {
  let folder: string;
  let built: { status: number | null; output: string };
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    if (why !== null) return;
    folder = mkdtempSync(join(tmpdir(), 'bitbeat-site-'));
    const { status, stdout, stderr } = spawnSync('npx', ['vitepress', 'build', '.', '--outDir', folder], {
      cwd: 'docs/site',
      encoding: 'utf8',
    });
    built = { status, output: `${stdout}${stderr}` };
    served = await serve(folder);
    if (CHROMIUM !== undefined) browser = await startBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    served?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  test('is built: every page, no link that leads nowhere', ({ skip }) => {
    if (why !== null) return skip(why);
    expect(built.status, built.output).toBe(0);
    for (const file of filesOf(SIDEBAR)) expect(existsSync(join(folder, file.replace(/md$/, 'html'))), file).toBe(true);
    const [, files] = /href="(\/files\/[^"]+)"/.exec(readFileSync(join(folder, 'docs/tutorials/keras.html'), 'utf8'))!;
    expect(existsSync(join(folder, files!))).toBe(true);
  });

  const PAGES = [
    '/',
    '/docs/start.html',
    '/docs/concepts.html',
    '/docs/gallery/ecg17-small.html',
    '/docs/reference/verbs/simulate.html',
  ];
  const views = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

  const noBrowser = why ?? (CHROMIUM === undefined ? 'a browser is needed: make setup-site' : null);

  /** A page of a browser of that size; what it complains of, or asks of another host, is kept. */
  async function open(width: number, scheme: 'light' | 'dark') {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${served.url}/`) && !/^(?:data|blob):/.test(request.url()))
        complaints.push(`asks for ${request.url()}`);
    });
    return { context, page, complaints };
  }

  test.for(views)(
    '$width pixels, $scheme: no error, nothing from elsewhere, nothing that axe-core finds',
    { timeout: 240_000 },
    async ({ width, scheme }, { skip }) => {
      if (noBrowser !== null) return skip(noBrowser);
      const { context, page, complaints } = await open(width, scheme);
      for (const path of PAGES) {
        await page.goto(`${served.url}${path}`, { waitUntil: 'networkidle' });
        for (const diagram of await page.locator('.diagram').all()) {
          await diagram.scrollIntoViewIfNeeded();
          await diagram.locator('svg').waitFor();
        }
        expect(await violations(page), path).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${path} is wider`).toBe(width);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test('a word is searched for, and its page opens', { timeout: 120_000 }, async ({ skip }) => {
    if (noBrowser !== null) return skip(noBrowser);
    const { context, page, complaints } = await open(1440, 'light');
    await page.goto(`${served.url}/`, { waitUntil: 'networkidle' });
    await page.locator('#local-search button').click();
    await page.locator('#localsearch-input').fill('hopSamples');
    const results = page.locator('#localsearch-list a');
    await results.first().waitFor();
    const links = await results.evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
    expect(links.some((link) => link.startsWith('/docs/reference/files/design.html'))).toBe(true);
    await results.first().click();
    await page.waitForURL(/\/docs\/.*html/);
    expect((await page.locator('main').textContent())!.toLowerCase()).toContain('hopsamples');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
