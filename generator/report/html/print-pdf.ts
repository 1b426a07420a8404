import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../support/errors.js';
import { runTool } from '../../support/run-tool.js';
import { inTemporary } from '../../support/staging.js';
import { which } from '../../support/tools.js';
import { writableTarget } from '../../support/write-staged.js';

/** Browsers that print without a window, by the names that they are installed under. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser that prints; undefined: there is none in PATH. */
export const findBrowser = (): string | undefined =>
  BROWSERS.map((name) => which(name)).find((path) => path !== undefined);

/**
 * Prints a page that needs no other file.
 *
 * @throws UserError without a browser that prints
 */
export async function printPdf(html: string, file: string): Promise<void> {
  const target = writableTarget(file);
  const browser = findBrowser();
  if (browser === undefined)
    throw new UserError({
      where: '--pdf',
      message: 'no browser that prints was found in PATH',
      allowed: BROWSERS.join(', '),
      fix: 'apt-get install chromium, or open the page and print it',
    });
  await inTemporary('pdf', async (cwd) => {
    writeFileSync(join(cwd, 'page.html'), html);
    // Its sandbox wants a user other than root.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const quiet = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--no-pdf-header-footer',
      '--user-data-dir=profile',
    ];
    const { ok, all } = await runTool(browser, [...quiet, ...root, '--print-to-pdf=page.pdf', 'page.html'], { cwd });
    if (!ok) throw new Error(`${browser} did not print:\n${all.slice(-2000)}`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(cwd, 'page.pdf'), target);
  });
}
