import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VENV } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FLOWS_PYTHON, FOLDERS, put } from './folders.js';

const said = (program: string, args: string[], env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, text: `${stdout}${stderr}` };
};

/** LiteX makes the SoC, cocotb plays its host; the folder is damaged by `change` before. */
function played(name: string, change: (folder: string) => void = () => {}) {
  return inFolder((parent) => {
    const { tree, top } = FOLDERS[name]!();
    const folder = join(parent, 'design');
    put(folder, tree);
    change(folder);
    const made = said(FLOWS_PYTHON, ['test/emit/flows/litex_soc.py', folder, parent]);
    expect([made.status, made.text]).toEqual([0, expect.not.stringMatching(/^ERROR/m)]);
    const all = [...top.registers!.registers, ...top.registers!.blocks];
    const sources = readdirSync(join(folder, 'rtl')).map((file) => join(folder, 'rtl', file));
    return said(
      join(VENV, 'python'),
      [
        'test/emit/flows/cocotb_run.py',
        parent,
        'soc',
        'test/emit/flows/litex_bench.py',
        join(parent, 'soc.v'),
        ...sources,
      ],
      {
        BITBEAT_FOLDER: folder,
        BITBEAT_CSR: join(parent, 'csr.json'),
        BITBEAT_REGISTERS: JSON.stringify(Object.fromEntries(all.map(({ name: own, offset }) => [own, offset]))),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: resolve('test/emit/flows'),
      },
    );
  });
}

const here = existsSync(FLOWS_PYTHON) && existsSync(join(VENV, 'cocotb-config'));

// make setup-flows and make setup-boards.
describe.skipIf(!here)('an SoC of LiteX', { timeout: 180_000 }, () => {
  test.each(Object.keys(FOLDERS).filter((name) => name.startsWith('Wishbone')))(
    '%s, and behind CSRs: every score, what the core says, and the interrupt of each result',
    async (name) => {
      const { status, text } = await played(name);
      expect([status, text]).toEqual([0, expect.stringContaining('TESTS=3 PASS=3 FAIL=0 SKIP=0')]);
    },
  );

  test('another score than expected: all fail', async () => {
    const { status, text } = await played('Wishbone', (folder) => {
      const file = join(folder, 'bench/expected.json');
      const changed = readFileSync(file, 'utf8').replace(/("scores":\[-?)(\d)/, (_, head, n) => `${head}${9 - n}`);
      writeFileSync(file, changed);
    });
    expect([status, text]).toEqual([1, expect.stringContaining('FAIL=3')]);
  });

  test('an interrupt that never comes is noticed', async () => {
    const { status, text } = await played('Wishbone', (folder) => {
      const [file] = readdirSync(join(folder, 'litex')).map((one) => join(folder, 'litex', one));
      const before = readFileSync(file!, 'utf8');
      const after = before.replace('self.ev.result.trigger.eq(held)', 'self.ev.result.trigger.eq(0)');
      expect(after).not.toBe(before);
      writeFileSync(file!, after);
    });
    expect([status, text]).toEqual([1, expect.stringContaining('no interrupt')]);
  });
});
