import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { BUSES } from '../../../generator/arch/registers.js';
import { generated } from '../../../generator/emit/generated.js';
import { designRegisters } from '../../../generator/emit/wrappers/bus.js';
import { registersTable } from '../../../generator/emit/wrappers/bus-manual.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { inFolder } from '../tiny.js';

const said = (folder: string, program: string, ...args: string[]) => {
  const ran = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  expect(ran.error).toBeUndefined();
  return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
};
test('elaboration refuses a FIFO whose depth is no power of two', () =>
  inFolder((folder) => {
    writeFileSync(join(folder, 't.v'), 'module t; bb_sample_fifo #(.DEPTH(3)) f (); endmodule\n');
    const modules = ['bus/bb_sample_fifo.v', 'core/bb_ram.v'].map((path) => join(process.cwd(), 'rtl-templates', path));
    const { status, text } = said(folder, 'iverilog', '-g2005', '-s', 't', '-t', 'null', 't.v', ...modules);
    expect(status).not.toBe(0);
    expect(text).toContain('bb_illegal_DEPTH_is_not_a_power_of_two');
  }));

describe('registers', () => {
  const { design, hardware } = buildDesign('ecg17-small-folded');

  test('lie side by side, fields within their words', () => {
    for (const bus of [...BUSES, null]) {
      const map = designRegisters(generated(design, hardware), bus);
      const used = [
        ...map.registers.map(({ offset }) => offset),
        ...map.blocks.flatMap(({ offset, words }) => Array.from({ length: words }, (_, i) => offset + 4 * i)),
      ];
      expect(new Set(used).size).toBe(used.length);
      expect(used.filter((offset) => offset % 4 !== 0 || offset >= 2 ** map.addressBits)).toEqual([]);
      for (const { fields } of map.registers) {
        const bits = fields.flatMap(({ lsb, bits }) => Array.from({ length: bits }, (_, i) => lsb + i));
        expect(new Set(bits).size).toBe(bits.length);
        expect(Math.max(...bits)).toBeLessThan(32);
      }
    }
  });

  test('docs/bus.md has the table that `npx bitbeat bus --design ecg17-small-folded --table` prints', () => {
    const table = registersTable(designRegisters(generated(design, hardware), null));
    expect(readFileSync('docs/bus.md', 'utf8')).toContain(`\n${table}\n`);
  });
});

describe('bitbeat bus', () => {
  test('writes a folder and names the module', () =>
    inFolder(async (parent) => {
      const out = join(parent, 'core');
      const ran = await bitbeat('bus', '--design', 'test/goldens/tiny.json', '--bus', 'axi', '--out', out);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toContain('bitbeat_tiny__axi');
      expect(readdirSync(join(out, 'sw')).sort()).toEqual([
        'bitbeat_tiny.c',
        'bitbeat_tiny.h',
        'bitbeat_tiny_registers.h',
        'examples',
      ]);
    }));

  test.each([
    [[], '--bus: missing; allowed: axi, wishbone; try: --bus axi'],
    [['--bus', 'apb'], 'Allowed choices are axi, wishbone'],
    [['--bus', 'axi', '--fragments', '1'], 'not a whole number from 2'],
  ])('refuses %j', async (flags, message) => {
    const ran = await bitbeat('bus', '--design', 'test/goldens/tiny.json', ...flags);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
  });
});
