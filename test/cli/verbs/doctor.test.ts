import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bitbeat } from '../run-in-process.js';

const loadBackend = vi.hoisted(() => vi.fn());
vi.mock('../../../generator/train/backend.js', () => ({ loadBackend }));

/** What each tool of a complete machine prints. */
const COMPLETE = {
  node: 'v20.20.2',
  npm: '10.8.2',
  make: 'GNU Make 4.3',
  'g++': 'g++ (Debian 12.2.0-14+deb12u1) 12.2.0',
  verilator: 'Verilator 5.006 2023-01-22 rev (Debian 5.006-3)',
  iverilog: 'Icarus Verilog version 11.0 (stable) ()',
  vvp: 'Icarus Verilog runtime version 11.0 (stable) ()',
  yosys: 'Yosys 0.23 (git sha1 7ce5011c24b)',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-doctor-'));
  vi.stubEnv('PATH', folder);
  loadBackend.mockResolvedValue({ name: 'wasm', why: 'the native package is not installed' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function install(tools: Record<string, string | undefined>): void {
  for (const [name, printed] of Object.entries(tools)) {
    if (printed === undefined) continue;
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${printed}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

test('a complete machine is well, though the optional tools are missing', async () => {
  install(COMPLETE);
  const { code, stdout } = await bitbeat('doctor');
  expect(stdout).toMatch(/^ok +verilator +5\.006 +>= 5\.006 /m);
  expect(stdout).toMatch(/^optional +nextpnr-ice40 +- /m);
  expect(stdout).toContain('nextpnr-ice40: not found in PATH; mend it: make setup-synth');
  expect(stdout).toMatch(/^ok +tensorflow\.js +wasm /m);
  expect(stdout).toContain('tensorflow.js: the native package is not installed');
  expect(stdout).toMatch(/All needed tools are there\.\n$/);
  expect(code).toBe(0);
});

test.each([
  ['missing', { verilator: undefined }, 'verilator: not found in PATH; mend it: apt-get install verilator'],
  ['too old', { yosys: 'Yosys 0.9 (git sha1 1979e0b)' }, 'yosys: too old: 0.23 or later is needed; mend it:'],
  ['without a version', { 'g++': 'cannot start' }, 'g++: does not tell its version; it said: cannot start; mend it:'],
])('a needed tool that is %s is named with its mend: 1', async (_, change, line) => {
  install({ ...COMPLETE, ...change });
  const { code, stdout } = await bitbeat('doctor');
  expect(stdout).toMatch(new RegExp(`^MISSING +${Object.keys(change)[0]!.replaceAll('+', '\\+')} `, 'm'));
  expect(stdout).toContain(line);
  expect(stdout).toContain('make setup');
  expect(code).toBe(1);
});

test('TensorFlow.js that does not load is named: 1', async () => {
  install(COMPLETE);
  loadBackend.mockRejectedValue(new Error('Cannot find package\nmore'));
  const { code, stdout } = await bitbeat('doctor');
  expect(stdout).toContain('tensorflow.js: does not load: Cannot find package; mend it: npm ci');
  expect(code).toBe(1);
});

test('--json prints one object that says the same', async () => {
  install({ ...COMPLETE, vvp: undefined });
  const { code, stdout } = await bitbeat('doctor', '--json');
  const told = JSON.parse(stdout) as { ok: boolean; tools: { name: string; version?: string; problem?: string }[] };
  expect(told).toMatchObject({ ok: false, training: { backend: 'wasm' } });
  const broken = told.tools.filter((tool) => tool.problem !== undefined).map((tool) => tool.name);
  expect(broken).toEqual(['vvp', 'nextpnr-ice40', 'openFPGALoader']);
  expect(told.tools.find((tool) => tool.name === 'g++')).toMatchObject({ version: '12.2.0', least: '10.0' });
  expect(code).toBe(1);
});
