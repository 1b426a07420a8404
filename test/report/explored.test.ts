import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXPLORE_DOCUMENT, EXPLORE_RESULTS, exploreDocument } from '../../generator/report/explored.js';
import { UserError } from '../../generator/support/errors.js';
import { inFolder } from '../emit/tiny.js';

const NAME = 'ecg17-small.json';
const OTHER = '0'.repeat(64);

test('the page is what explore --write makes of the results that are kept', () => {
  expect(readFileSync(EXPLORE_DOCUMENT, 'utf8')).toBe(exploreDocument());
});

/** The page of one result with something changed. */
async function pageWith(change: (kept: { templates: string; result: Record<string, unknown> }) => void) {
  let page = '';
  await inFolder(async (folder) => {
    const file = join(folder, NAME);
    copyFileSync(join(EXPLORE_RESULTS, NAME), file);
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    change(kept);
    writeFileSync(file, JSON.stringify(kept));
    page = exploreDocument(folder);
  });
  return page;
}

test('a result of other templates or another estimate is marked', async () => {
  const marked = (text: string) => /\*\*Stale: [^*]+\*\*/.exec(text)?.[0];
  expect(marked(await pageWith(() => {}))).toBeUndefined();
  const templates = await pageWith((kept) => {
    kept.templates = OTHER;
  });
  expect(marked(templates)).toContain('generated otherwise');
  const weights = await pageWith(({ result }) => {
    result.coefficients = OTHER;
  });
  expect(marked(weights)).toContain('other weights');
});

test('a result of another name than its file is refused', async () => {
  await expect(
    pageWith(({ result }) => {
      result.name = 'other';
    }),
  ).rejects.toThrow(UserError);
});
