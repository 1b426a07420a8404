import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { generated } from '../../generator/emit/generated.js';
import { withTemplateNames } from '../../generator/emit/modules.js';
import { withManifest } from '../../generator/emit/write-tree.js';
import { readIntegerModel } from '../../generator/model/file.js';

// Golden designs name a model of version 1; what is generated holds the same one of version 2.
test.each(['tiny', 'tiny-folded'])('%s: a model of version 2 gives the files that one of version 1 gives', (name) => {
  const { design, hardware } = buildDesign(`test/goldens/${name}.json`);
  expect(JSON.parse(readFileSync(design.model, 'utf8')).version).toBe(1);
  const path = `test/goldens/${name}/model.alq.json`;
  expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe(2);
  const second = buildHardware(design, readIntegerModel(path), path);
  expect([...generated(design, second).tree]).toEqual([...generated(design, hardware).tree]);
});

// Hand-written files are copied but for the names of modules; the manifest holds their hashes.
const COPIED = /^rtl\/bitbeat_\w+?__|^tb\/(bitbeat_\w+?__(check|stored)\.v|harness\.cpp)$/;

describe.each(['tiny', 'tiny-folded'])('%s', (name) => {
  const golden = `test/goldens/${name}`;
  const { design, hardware } = buildDesign(`${golden}.json`);
  const tree = withManifest(design.name, generated(design, hardware).tree);
  const written = [...tree.keys()].filter((path) => !COPIED.test(path)).sort();

  test('the golden folder has exactly the generated files', () => {
    const files = readdirSync(golden, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(golden.length + 1)).sort();
    expect(paths).toEqual(written);
  });

  test.each(written)('%s is the golden one, byte for byte (make goldens writes them again)', (path) => {
    expect(tree.get(path)).toBe(readFileSync(join(golden, path), 'utf8'));
  });

  // A design's name makes lines of hand-written modules longer.
  const sources = [...withTemplateNames(tree)].filter(([path]) => /\.(v|cpp)$/.test(path));
  test.each(sources)(
    '%s: ASCII, at most 100 columns, no blank at a line end, default_nettype restored',
    (path, text) => {
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      expect(text.split('\n').filter((line) => line.length > 100 || line.endsWith(' '))).toEqual([]);
      if (path.endsWith('.v')) expect(text).toMatch(/`default_nettype none\n[\s\S]*`default_nettype wire\n$/);
    },
  );
});
