import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/architecture.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { memoryMap, storedBytes } from '../../generator/emit/memory-map.js';
import { topModule } from '../../generator/emit/names.js';
import { designTree } from '../../generator/emit/tree.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { modelFacts } from '../../generator/report/design-results.js';
import { hardwareReport } from '../../generator/report/layers.js';
import { grouped } from '../../generator/report/table.js';
import { inFolder } from './tiny.js';

/** `<words> x <bits> ROM|RAM` of every memory that Yosys finds below the top, sorted. */
function memoriesOf(folder: string, top: string): string[] {
  const script = `read_verilog rtl/*.v; hierarchy -check -top ${top}; proc; flatten; opt_clean; memory_collect; write_json m.json`;
  execFileSync('yosys', ['-q', '-p', script], { cwd: folder });
  type Cell = { type: string; parameters: Record<string, string> };
  const netlist = JSON.parse(readFileSync(join(folder, 'm.json'), 'utf8')) as {
    modules: Record<string, { cells: Record<string, Cell> }>;
  };
  const value = (bits: string) => Number.parseInt(bits, 2);
  return Object.values(netlist.modules[top]!.cells)
    .filter(({ type }) => type.startsWith('$mem'))
    .map(({ parameters: { SIZE, WIDTH, WR_PORTS } }) => {
      return `${value(SIZE!)} x ${value(WIDTH!)} ${value(WR_PORTS!) > 0 ? 'RAM' : 'ROM'}`;
    })
    .sort();
}

test.each([
  ['tiny', false],
  ['tiny', true],
  ['tiny-folded', false],
  ['tiny-folded', true],
] as const)('%s, parity %s: the memories that Yosys finds in the Verilog', async (name, parity) => {
  await inFolder((parent) => {
    const { design, hardware: plain } = buildDesign(`test/goldens/${name}.json`);
    const hardware = buildHardware({ ...design, parity }, plain.model, name);
    const folder = join(parent, name);
    const tree = designTree({ ...design, parity }, hardware);
    writeTree(folder, name, tree, false);
    const map = memoryMap(hardware);
    const listed = map.flatMap(({ count, words, bits, kind }) => Array(count).fill(`${words} x ${bits} ${kind}`));
    expect(listed.sort()).toEqual(memoriesOf(folder, topModule(name)));
    for (const { image, words } of map)
      if (image !== null) expect(tree.get(image)!.trimEnd().split('\n')).toHaveLength(words);
    const stored = memoriesOf(folder, topModule(name)).filter((memory) => memory.endsWith('ROM'));
    const bits = stored.map((memory) => memory.split(' ')).reduce((sum, [w, , b]) => sum + Number(w) * Number(b), 0);
    expect(storedBytes(hardware)).toBe(Math.ceil(bits / 8));
    const images = map.flatMap(({ image }) => (image === null ? [] : [image]));
    expect(images.sort()).toEqual([...tree.keys()].filter((path) => path.startsWith('mem/')).sort());
  });
});

test.each([
  ['ecg17-small', 7_921],
  ['ecg17-small-folded', 9_022],
])('%s stores what its own memories hold, not what another architecture would', (name, bytes) => {
  const { hardware } = buildDesign(name);
  expect(storedBytes(hardware)).toBe(bytes);
  expect(modelFacts(hardware)).toMatchObject({ storedBytes: 7_928, designBytes: bytes });
  expect(hardwareReport(hardware)).toMatch(new RegExp(`^stored: ${grouped(bytes)} bytes`, 'm'));
  expect(hardwareReport(hardware)).toMatch(/^the model's own: 7,928 bytes/m);
});
