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
async function pageWith(change: (kept: { templates: string; result: Record<string, unknown> }) => void, name = NAME) {
  let page = '';
  await inFolder(async (folder) => {
    const file = join(folder, name);
    copyFileSync(join(EXPLORE_RESULTS, name), file);
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

type Rungs = { trained: { rungs: { accuracy: number; bytes: number; kept: boolean }[] } }[];

test.each<[string, (models: Rungs) => void, string]>([
  [
    'kept a model against its measurements',
    (models) => {
      const { rungs } = models.find(({ trained }) => !trained.rungs[0]!.kept)!.trained;
      rungs[0]!.kept = true;
      rungs.push({ ...rungs[0]! });
    },
    'trained.rungs[0].kept',
  ],
  [
    'gave up the most accurate model',
    (models) => {
      const { rungs } = models.find(({ trained }) => !trained.rungs[0]!.kept)!.trained;
      rungs[0]!.accuracy = 1;
    },
    'trained.rungs[0].kept',
  ],
  [
    'lacks a model that went on',
    (models) => {
      models.find(({ trained }) => trained.rungs[0]!.kept)!.trained.rungs.length = 1;
    },
    'training',
  ],
])('a result is refused of which a rung %s', async (_, change, field) => {
  const error = await pageWith(({ result }) => change(result.models as Rungs), 'ecg17-small-models.json').then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error('nothing was refused');
  expect(error.problems.some((problem) => problem.field?.endsWith(field))).toBe(true);
});

test('models that were trained are told with what they were judged by', async () => {
  const page = await pageWith(() => {}, 'ecg17-small-models.json');
  expect(page).toMatch(/chose by accuracy on \d+ validation windows/);
  expect(page).toMatch(/more windows, which nothing saw before all was chosen, score what was left/);
  expect(page).not.toContain('chosen by hand:');
});

type Designs = { placed: { lc: number } | null; values: number[] | null; front: boolean }[];
const firstPlaced = ({ result }: { result: Record<string, unknown> }) =>
  (result.designs as Designs).find(({ placed, values }) => placed !== null && values !== null)!;

test.each<[string, (kept: { result: Record<string, unknown> }) => void, string]>([
  [
    'of another name than its file',
    (kept) => {
      kept.result.name = 'other';
    },
    'name',
  ],
  [
    'with fewer cells than its seeds',
    (kept) => {
      firstPlaced(kept).placed!.lc -= 100;
    },
    'placed.lc',
  ],
  [
    'with a value that was not measured',
    (kept) => {
      firstPlaced(kept).values![1]! -= 1;
    },
    'values[1]',
  ],
  [
    'with a front that does not follow',
    (kept) => {
      const design = firstPlaced(kept);
      design.front = !design.front;
    },
    'front',
  ],
])('a result %s is refused', async (_, change, field) => {
  const error = await pageWith(change).then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error('nothing was refused');
  expect(error.problems.some((problem) => problem.field?.endsWith(field))).toBe(true);
});
