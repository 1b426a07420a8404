import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { Design } from '../../generator/config/design.js';
import { copyright, vendor } from '../../generator/config/design-name.js';
import { designReference } from '../../generator/config/known-designs.js';
import { BOARDS } from '../../generator/devices/devices.js';
import { generateDesign } from '../../generator/emit/design-folder.js';
import { generated } from '../../generator/emit/generated.js';
import { templateModules } from '../../generator/emit/modules.js';
import { templateOf } from '../../generator/emit/names.js';
import type { Tree } from '../../generator/emit/tree.js';
import { bitstreamTree } from '../../generator/emit/wrappers/board.js';
import { boardBench } from '../../generator/emit/wrappers/board-bench.js';
import { busTree } from '../../generator/emit/wrappers/bus.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from './tiny.js';

const { design, hardware } = buildDesign('test/goldens/tiny-folded.json');

/** All that is generated of a design, for every wrapper. */
function everything(own: Design): Tree {
  return new Map([
    ...generated({ ...own, monitor: {} }, hardware).tree,
    ...busTree(generated(own, hardware), 'axi'),
    ...busTree(generated(own, hardware), 'wishbone'),
    ...BOARDS.flatMap((board) => [...bitstreamTree(generated(own, hardware), board)]),
    ...boardBench(generated(own, hardware), null).tree,
  ]);
}

/** Verilog and C that are written for this network: what is left without the hand-written modules and harnesses. */
const rendered = (tree: Tree) =>
  [...tree].filter(([path]) => {
    const stem = /([^/]+)\.(v|c|h)$/.exec(path)?.[1];
    return stem !== undefined && !templateModules().has(templateOf(stem)) && !stem.startsWith('SB_');
  });

describe('whose the network is', () => {
  test('the line of the design stands in all that is rendered for it, and bitbeat claims none of that', () => {
    const told = rendered(everything({ ...design, copyright: '2026 Example Ltd <rtl@example.com>' }));
    const silent = rendered(everything(design));
    expect(told.length).toBeGreaterThan(15);
    for (const [path, text] of told) expect([path, text]).toEqual([path, expect.stringContaining('Copyright 2026 Ex')]);
    for (const [path, text] of [...told, ...silent])
      expect([path, text.includes('Copyright bitbeat')]).toEqual([path, false]);
    for (const [path, text] of silent) expect([path, text.includes('Copyright')]).toEqual([path, false]);
  });

  test('hand-written modules keep theirs', () => {
    const own = [...everything(design)].filter(([path]) =>
      templateModules().has(templateOf(path.replace(/.*\/|\.v$/g, ''))),
    );
    expect(own.length).toBeGreaterThan(15);
    for (const [, text] of own) expect(text).toContain('Copyright bitbeat contributors. SPDX-License-Identifier:');
  });

  test.each([
    ['2026 Example Ltd', true],
    ["A & B's <a@b.example>; SPDX-License-Identifier: MIT", true],
    ['', false],
    ['a\nb', false],
    ['ends a comment */ int x;', false],
    ['continues \\', false],
    ['"""', false],
    ['`define x', false],
    ['-->', false],
    ['\u00a9 2026', false],
    ['a'.repeat(81), false],
  ])('%j as a copyright line: %s', (line, legal) => {
    expect(copyright.safeParse(line).success).toBe(legal);
  });

  test.each([
    ['example', true],
    ['Example_2', true],
    ['', false],
    ['2x', false],
    ['a:b', false],
    ['a b', false],
    ['a'.repeat(65), false],
  ])('%j as a vendor: %s', (name, legal) => {
    expect(vendor.safeParse(name).success).toBe(legal);
  });

  test('refused ones: exit code 2, with what is allowed', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'd.json');
      writeFileSync(file, JSON.stringify({ ...design, model: resolve(design.model), copyright: '*/', vendor: 'a:b' }));
      const { code, stderr } = await bitbeat('generate', '--design', file, '--out', join(folder, 'out'));
      expect(code).toBe(2);
      expect(stderr).toMatch(/copyright: not a copyright line.*allowed:.*try: /);
      expect(stderr).toMatch(/vendor: no vendor.*allowed:.*try: example/);
    }));
});

describe('made again by', () => {
  test.each([
    ['ecg17-small', 'ecg17-small'],
    ['configs/designs/ecg17-small.json', 'ecg17-small'],
    [resolve('configs/targets/ecg17-folded-up5k.json'), 'ecg17-folded-up5k'],
    ['test/goldens/tiny.json', 'design.json'],
    ['../elsewhere/ecg17-small.json', 'design.json'],
  ])('%s is found again as %s', (given, reference) => {
    expect(designReference(given)).toBe(reference);
  });

  test('of a design given by any path the bytes are the same, and the line makes them again', () =>
    inFolder((folder) => {
      const trees = ['one', 'it\'s "two" $three'].map((name) => {
        const place = join(folder, name);
        mkdirSync(place);
        for (const file of ['tiny.json', 'tiny.alq.json']) cpSync(join('test/goldens', file), join(place, file));
        return generateDesign(buildDesign(join(place, 'tiny.json')), join(place, 'out'));
      });
      const bytes = (root: string) =>
        readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
          .map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]);
      const [first, second] = trees.map(bytes);
      expect(second).toEqual(first);

      const line = /made again by: npx bitbeat (.*)$/m.exec(
        readFileSync(join(trees[1]!, 'rtl/bitbeat_tiny.v'), 'utf8'),
      )![1]!;
      const again = join(folder, 'again');
      const args = [resolve('dist/cli/main.js'), ...line.split(' '), '--out', again];
      execFileSync('node', args, { cwd: trees[1]!, stdio: 'pipe' });
      expect(bytes(again)).toEqual(first);
    }));
});
