import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flipBit, ran, TinyPackage, VENV, VLNV } from '../tiny-package.js';

const tiny = new TinyPackage();

beforeAll(async () => {
  expect(await tiny.make()).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => tiny.remove());

describe.skipIf(!existsSync(join(VENV, 'fusesoc')))('FuseSoC', () => {
  const fusesoc = (root: string, target: string) =>
    ran(tiny.parent, join(VENV, 'fusesoc'), '--cores-root', root, 'run', `--target=${target}`, VLNV);

  test.each(['lint', 'sim'])('%s', (target) => {
    const { status, text } = fusesoc(tiny.folder, target);
    expect([status, text]).toEqual([0, expect.stringContaining(target === 'sim' ? 'PASS: 1 fragments' : 'verilator')]);
  });

  test('lint of a wire that nothing drives: exit code 1', () => {
    const root = tiny.changed('rtl/bitbeat_tiny.v', (text) =>
      text.replace('wire input_end;', 'wire input_end, loose;'),
    );
    const { status, text } = fusesoc(root, 'lint');
    expect([status, text]).toEqual([1, expect.stringContaining('loose')]);
  });

  test('sim with a bit of an image flipped: exit code 1', () => {
    const { status, text } = fusesoc(tiny.changed('mem/bitbeat_tiny__conv1_signs.hex', flipBit), 'sim');
    expect([status, text]).toEqual([1, expect.stringContaining('FAIL: 1 of 1 fragments')]);
  });
});

describe.skipIf(!existsSync(join(VENV, 'cocotb-config')))("the start for a user's bench", () => {
  const cocotb = (cwd: string) => ran(cwd, join(VENV, 'python'), 'bench/run.py');

  test('both tests pass', () => {
    const { status, text } = cocotb(tiny.folder);
    expect([status, text]).toEqual([0, expect.stringContaining('TESTS=2 PASS=2 FAIL=0 SKIP=0')]);
  });

  test('a score that is expected to be another: exit code 1', () => {
    const { status, text } = cocotb(
      tiny.changed('bench/expected.json', (text) =>
        text.replace(/("scores":\[-?)(\d)/, (_, head, n) => `${head}${9 - n}`),
      ),
    );
    expect([status, text]).toEqual([1, expect.stringContaining('FAIL=2')]);
  });
});
