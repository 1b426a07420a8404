import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { memories, storedBytes } from '../../generator/arch/memories.js';
import { isRom } from '../../generator/arch/memory.js';
import { generated } from '../../generator/emit/generated.js';
import { imageFile, memoryImages } from '../../generator/emit/memory-images.js';
import { memoryMap } from '../../generator/emit/memory-map.js';
import { topModule } from '../../generator/emit/names.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { storage } from '../../generator/model/storage.js';
import { modelFacts } from '../../generator/report/design-results.js';
import { hardwareReport } from '../../generator/report/layers.js';
import { grouped } from '../../generator/report/table.js';
import { inFolder } from './tiny.js';

/** `<words> x <bits> ROM|RAM` of every memory that Yosys finds below the top, sorted. */
function memoriesOf(folder: string, top: string, cells = ''): string[] {
  const script = `read_verilog rtl/*.v ${cells}; hierarchy -check -top ${top}; proc; flatten; opt_clean; memory_collect; write_json m.json`;
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
  ['test/goldens/tiny.json', false],
  ['test/goldens/tiny.json', true],
  ['test/goldens/tiny-folded.json', false],
  ['test/goldens/tiny-folded.json', true],
  // A weight stream whose end is logic; engines whose lanes take all taps, with pools that need no memory.
  ['sim/mutation/rest.json', true],
  ['sim/mutation/wide.json', false],
] as const)('%s, parity %s: the memories that Yosys finds in the Verilog', async (file, parity) => {
  await inFolder((parent) => {
    const { design, hardware: plain } = buildDesign(file);
    const { name } = design;
    const hardware = buildHardware({ ...design, parity }, plain.model, name);
    const folder = join(parent, name);
    const tree = generated({ ...design, parity }, hardware).tree;
    writeTree(folder, name, tree, false);
    const map = memoryMap(hardware);
    const listed = map.flatMap(({ count, words, bits, type }) => Array(count).fill(`${words} x ${bits} ${type}`));
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

/** Words of the model of the part's cell. */
const SPRAM_WORDS = 16384;

test.each(['sim/mutation/spram.json', 'sim/mutation/sprams.json'])(
  '%s: what no single-port RAM holds is as many bits as Yosys finds',
  async (file) => {
    await inFolder((folder) => {
      const { design, hardware } = buildDesign(file);
      writeTree(folder, design.name, generated(design, hardware).tree, false);
      const found = memoriesOf(folder, topModule(design.name), 'tb/SB_SPRAM256KA.v').map((memory) => memory.split(' '));
      const rams = found.filter(([words, , , type]) => type === 'RAM' && Number(words) !== SPRAM_WORDS);
      const bits = rams.reduce((sum, [words, , width]) => sum + Number(words) * Number(width), 0);
      const cells = found.filter(([words]) => Number(words) === SPRAM_WORDS).length;
      const map = memoryMap(hardware);
      const listed = map.filter(({ type }) => type === 'RAM');
      expect(listed.reduce((sum, { count, words, bits: width }) => sum + count * words * width, 0)).toBe(bits);
      const single = map.filter(({ type }) => type === 'single-port RAM');
      expect(single.reduce((sum, { bits: width }) => sum + Math.ceil(width / 16), 0)).toBe(cells);
    });
  },
);

test.each(['ecg17-small', 'ecg17-small-folded'])(
  '%s stores what its own memories hold, not what another architecture would',
  (name) => {
    const { hardware } = buildDesign(name);
    const images = [...memoryImages(hardware)];
    const wordsOf = (file: string) =>
      images
        .find(([path]) => path.endsWith(file))![1]
        .trimEnd()
        .split('\n').length;
    const bits = memories(hardware)
      .filter(isRom)
      .map((rom) => rom.bits * wordsOf(imageFile(name, rom)));
    const bytes = Math.ceil(bits.reduce((a, b) => a + b) / 8);
    const { totalBytes } = storage(hardware.model);
    expect(bytes).not.toBe(totalBytes);
    expect(modelFacts(hardware)).toMatchObject({ storedBytes: totalBytes, designBytes: bytes });
    expect(hardwareReport(hardware)).toMatch(new RegExp(`^stored: ${grouped(bytes)} bytes`, 'm'));
    expect(hardwareReport(hardware)).toMatch(new RegExp(`^the model's own: ${grouped(totalBytes)} bytes`, 'm'));
  },
);
