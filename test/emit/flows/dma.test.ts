import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VENV } from '../../cli/tiny-package.js';
import { FOLDERS } from './folders.js';
import { played } from './played.js';

// make setup-boards.
describe.skipIf(!existsSync(join(VENV, 'cocotb-config')))('a DMA before a design on AXI', { timeout: 120_000 }, () => {
  test.each(Object.keys(FOLDERS).filter((name) => name.startsWith('AXI')))('%s: all tests pass', async (name) => {
    const { status, text } = await played(name, 'bench/run.py');
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
    const { status, text } = await played('AXI', 'bench/run.py', damage);
    expect([status, text]).toEqual([1, expect.stringMatching(/FAIL=[123]/)]);
  });
});
