import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { designTree } from '../../generator/emit/tree.js';
import { withManifest } from '../../generator/emit/write-tree.js';
import { buildTiny } from './tiny.js';

const GOLDEN = 'test/goldens/tiny';
const { design, hardware } = buildTiny();
const tree = withManifest(design.name, designTree(design, hardware));
// Hand-written files are copied as they are; the manifest holds their hashes.
const COPIED = /^rtl\/bb_|^tb\/(bb_check\.v|clock\.v|harness\.cpp)$/;
const generated = [...tree.keys()].filter((path) => !COPIED.test(path)).sort();

test('the golden folder has exactly the generated files', () => {
  const files = readdirSync(GOLDEN, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(GOLDEN.length + 1)).sort();
  expect(paths).toEqual(generated);
});

test.each(generated)('%s is the golden one, byte for byte (make goldens writes them again)', (path) => {
  expect(tree.get(path)).toBe(readFileSync(join(GOLDEN, path), 'utf8'));
});

const sources = [...tree].filter(([path]) => /\.(v|cpp)$/.test(path));
test.each(sources)('%s: ASCII, at most 100 columns, no blank at a line end, default_nettype restored', (path, text) => {
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text.split('\n').filter((line) => line.length > 100 || line.endsWith(' '))).toEqual([]);
  if (path.endsWith('.v')) expect(text).toMatch(/`default_nettype none\n[\s\S]*`default_nettype wire\n$/);
});
