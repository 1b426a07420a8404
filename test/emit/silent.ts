import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Tree } from '../../generator/emit/tree.js';

/** Writes files beside those of `folder`; expects tidy text, and no word of Verilator, Icarus or Yosys about `top`. */
export function expectSilent(folder: string, files: Tree, top: string): void {
  for (const [path, text] of files) {
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text.split('\n').filter((line) => line.length > 100 || line.endsWith(' '))).toEqual([]);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const said = (program: string, ...args: string[]) => {
    const ran = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    expect(ran.error).toBeUndefined();
    return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
  };
  const silent = { status: 0, text: '' };
  expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toEqual(silent);
  const sources = readdirSync(join(folder, 'rtl')).map((file) => `rtl/${file}`);
  expect(said('iverilog', '-g2005', '-Wall', '-s', top, '-o', '/dev/null', ...sources)).toEqual(silent);
  const script = `read_verilog rtl/*.v; hierarchy -check -top ${top}; proc; check -assert; select -assert-none t:$dlatch`;
  expect(said('yosys', '-q', '-p', script)).toEqual(silent);
}
