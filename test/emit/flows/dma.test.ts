import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ran, VENV } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FOLDERS, put } from './folders.js';

/** The bench of an AXI folder as its reader runs it, one text of a file replaced. */
const played = (name: string, damage?: { file: RegExp; text: string | RegExp; by: string }) =>
  inFolder((folder) => {
    const { tree } = FOLDERS[name]!();
    put(folder, tree);
    if (damage !== undefined) {
      const path = join(folder, [...tree.keys()].find((one) => damage.file.test(one))!);
      const before = readFileSync(path, 'utf8');
      const after = before.replace(damage.text, damage.by);
      expect(after).not.toBe(before);
      writeFileSync(path, after);
    }
    return ran(folder, join(VENV, 'python'), 'bench/run.py');
  });

// make setup-boards.
describe.skipIf(!existsSync(join(VENV, 'cocotb-config')))('a DMA before a design on AXI', { timeout: 120_000 }, () => {
  test.each(Object.keys(FOLDERS).filter((name) => name.startsWith('AXI')))('%s: all tests pass', async (name) => {
    const { status, text } = await played(name);
    expect([status, text]).toEqual([0, expect.stringContaining('TESTS=3 PASS=3 FAIL=0 SKIP=0')]);
  });

  test.each([
    ['another score than expected', { file: /expected\.json/, text: /"scores":\[(-?)/, by: '"scores":[$11' }],
    [
      'a sample of another address',
      { file: /test_.*\.py/, text: 'self.memory.read(address, length)', by: 'self.memory.read(address + 2, length)' },
    ],
    [
      'a packet of scores without its end',
      { file: /__axi\.v$/, text: /assign m_axis_tlast += [^;]*;/, by: "assign m_axis_tlast = 1'b0;" },
    ],
  ])('%s is noticed', async (_, damage) => {
    const { status, text } = await played('AXI', damage);
    expect([status, text]).toEqual([1, expect.stringMatching(/FAIL=[123]/)]);
  });
});
