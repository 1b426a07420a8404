import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GOLDEN_TREES, generatedTrees, goldenTrees, type Hashes } from './golden-trees.js';

/** Paths by tree whose text is another, or that only one side has. */
function differences(is: Record<string, Hashes>, golden: Record<string, Hashes>): string[] {
  const trees = [...new Set([...Object.keys(is), ...Object.keys(golden)])];
  return trees.flatMap((tree) => {
    const [a = {}, b = {}] = [is[tree], golden[tree]];
    const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return paths.filter((path) => a[path] !== b[path]).map((path) => `${tree}: ${path}`);
  });
}

test('every generated file of every tree is the golden one, byte for byte (make goldens writes them again)', async () => {
  const trees = await generatedTrees();
  expect(Object.keys(trees).length).toBeGreaterThan(60);
  if (process.env.BITBEAT_GOLDENS === 'write') writeFileSync(GOLDEN_TREES, `${JSON.stringify(trees, null, 1)}\n`);
  expect(differences(trees, goldenTrees())).toEqual([]);
}, 120_000);
