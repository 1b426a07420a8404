import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bitbeat } from '../../cli/run-in-process.js';
import { ran, VENV } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FOLDERS, put } from './folders.js';
import { played } from './played.js';

const NAMES = Object.keys(FOLDERS).filter((name) => name.endsWith('have a clock') || name.endsWith('has a clock'));

test.each(NAMES)('%s: no front-end has a word to say of it', (name) =>
  inFolder((folder) => {
    const { tree, top } = FOLDERS[name]!();
    put(folder, tree);
    const lint = ['--lint-only', '-Wall', '-Irtl', `rtl/${top.module}.v`];
    expect(ran(folder, 'verilator', ...lint)).toEqual({ status: 0, text: '' });
    const icarus = ['-g2005', '-Wall', '-y', 'rtl', '-s', top.module, '-t', 'null', `rtl/${top.module}.v`];
    const { status, text } = ran(folder, 'iverilog', ...icarus);
    expect([status, text.replace(/^.*timescale.*\n/gm, '')]).toEqual([0, '']);
  }),
);

test.each([
  ['DEPTH(12)', 'bb_illegal_DEPTH_is_not_a_power_of_two_from_4'],
  ['DEPTH(2)', 'bb_illegal_DEPTH_is_not_a_power_of_two_from_4'],
  ['STAGES(1)', 'bb_illegal_STAGES_is_less_than_2'],
])('elaboration refuses %s', (parameter, message) =>
  inFolder((folder) => {
    writeFileSync(join(folder, 't.v'), `module t; bb_async_fifo #(.${parameter}) f (); endmodule\n`);
    const sources = ['bb_async_fifo', 'bb_synchroniser'].map((name) =>
      join(process.cwd(), `rtl-templates/clocks/${name}.v`),
    );
    const { status, text } = ran(folder, 'iverilog', '-g2005', '-s', 't', '-t', 'null', 't.v', ...sources);
    expect([status === 0, text]).toEqual([false, expect.stringContaining(message)]);
  }),
);

// make setup-boards.
describe.skipIf(!existsSync(join(VENV, 'cocotb-config')))(
  'at several ratios of the clocks',
  { timeout: 240_000 },
  () => {
    test.each(NAMES)('%s: every score, with pauses and without', async (name) => {
      const { status, text } = await played(name, 'bench/run_clocks.py');
      expect([status, text]).toEqual([0, expect.stringContaining('TESTS=10 PASS=10 FAIL=0 SKIP=0')]);
    });

    test.each([
      [
        'a pointer that crosses as a number',
        { file: /__async_fifo\.v$/, text: 'write_gray_q == {~read_seen[AW:AW-1], read_seen[AW-2:0]}', by: "1'b0" },
      ],
      ['a sample that is not taken before it is there', { file: /__async_fifo\.v$/, text: '!empty && (', by: '(' }],
    ])('%s is noticed', async (_, damage) => {
      const { status, text } = await played('a core whose samples have a clock', 'bench/run_clocks.py', damage);
      expect([status, text]).toEqual([1, expect.stringMatching(/FAIL=[1-9]/)]);
    });
  },
);

describe('bitbeat package', () => {
  test.each([
    [['--sample-clock', 'both'], 'Allowed choices are core, samples'],
    [['--sample-clock-mhz', '3'], '--sample-clock-mhz: there is no clock of samples without --sample-clock'],
    [['--clock-mhz', '0'], 'not a number of MHz above 0'],
  ])('refuses %j', async (flags, message) => {
    const refused = await bitbeat('package', '--design', 'test/goldens/tiny.json', ...flags);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(message);
  });

  test('--sample-clock: the flows take the wrapper', () =>
    inFolder(async (parent) => {
      const out = join(parent, 'tiny');
      const flags = ['--sample-clock', 'samples', '--sample-clock-mhz', '0.05', '--clock-mhz', '12'];
      const design = ['--design', 'test/goldens/tiny.json', '--simulator', 'icarus', '--out', out];
      expect(await bitbeat('package', ...design, ...flags)).toMatchObject({ code: 0, stderr: '' });
      const sdc = readFileSync(join(out, 'constraints/bitbeat_tiny__clocks.sdc'), 'utf8');
      expect(sdc).toContain('set period_clk 83.333');
      expect(sdc).toContain('set period_sample_clk 20000.000');
      expect(readFileSync(join(out, 'component.xml'), 'utf8')).toContain('<ipxact:name>sample_clk_i</ipxact:name>');
    }));
});
