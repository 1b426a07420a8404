import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moduleOf } from '../../generator/emit/names.js';
import { inTiny } from './tiny.js';

const said = (folder: string, program: string, ...args: string[]) => {
  const ran = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  expect(ran.error).toBeUndefined();
  return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
};

test.each([
  ['LANES', '3', 'bb_illegal_LANES_is_not_a_power_of_two'],
  ['ROWS', '3', 'bb_illegal_ROWS_is_not_a_power_of_two'],
  ['ROWS', '2', 'bb_illegal_ROWS_is_below_the_rows_of_a_tile'],
  ['TILE_ROWS', '2', 'bb_illegal_TILE_ROWS_is_below_what_a_tile_reads'],
  ['FRAGMENT_ROWS', '15', 'bb_illegal_FRAGMENT_ROWS_is_below_the_rows_of_a_fragment'],
  ['FRAGMENT_ROWS(16), .TILES', '17', 'bb_illegal_FRAGMENT_ROWS_is_below_the_rows_of_a_fragment'],
  ['OUT_BITS', '9', 'bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value'],
  ['POOL_KERNEL(3), .POOL_SUM', '1', 'bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value'],
  ['TAPS_PER_GROUP', '2', 'bb_illegal_group_is_no_part_of_the_kernel'],
  ['TAPS_PER_GROUP', '2', 'bb_illegal_group_is_no_part_of_the_kernel', 'bb_single'],
  ['PIXELWISE(1), .TAPS_PER_GROUP', '3', 'bb_illegal_group_is_no_part_of_the_kernel', 'bb_single'],
  ['SKIP_BITS', '1', 'bb_illegal_SKIP_BITS_with_one_group', 'bb_single'],
  ['SLOTS', '3', 'bb_illegal_SLOTS_is_no_power_of_two_or_too_small', 'bb_single'],
  ['SLOTS', '2', 'bb_illegal_SLOTS_is_no_power_of_two_or_too_small', 'bb_single'],
  ['BURST', '3', 'bb_illegal_SLOTS_is_no_power_of_two_or_too_small', 'bb_single'],
  ['POSITIONS', '0', 'bb_illegal_POSITIONS_0_where_values_are_used', 'bb_single'],
  ['AFTER(1), .UNUSED', '1', 'bb_illegal_zeros_behind_unused_positions', 'bb_single'],
  ['OUT_BITS', '9', 'bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value', 'bb_single'],
  ['WEIGHT_DEPTH(63), .REST', '1', 'bb_illegal_REST_without_a_full_memory_of_a_power_of_two', 'bb_single'],
])('elaboration refuses %s = %s and names it', (parameter, value, message, module = 'bb_layer') =>
  inTiny((folder) => {
    const text = `module t; ${moduleOf('bitbeat_tiny', module)} #(.${parameter}(${value})) l (); endmodule\n`;
    writeFileSync(join(folder, 't.v'), text);
    const { status, text: printed } = said(folder, 'iverilog', '-g2005', '-y', 'rtl', '-s', 't', '-t', 'null', 't.v');
    expect(status).not.toBe(0);
    expect(printed).toContain(message);
  }),
);

test('the same model and configuration give the same bytes anywhere', () =>
  inTiny((one) =>
    inTiny((two) => {
      const hashes = (folder: string, env: Record<string, string>) => {
        const command = [
          'dist/cli/main.js',
          'generate',
          '--design',
          'test/goldens/tiny.json',
          '--out',
          join(folder, 'again'),
        ];
        execFileSync('node', command, { env: { ...process.env, ...env } });
        return execFileSync('sh', ['-c', 'find . -type f | LC_ALL=C sort | xargs sha256sum'], {
          cwd: join(folder, 'again'),
          encoding: 'utf8',
        });
      };
      const first = hashes(one, { TZ: 'UTC', LANG: 'C' });
      expect(first.split('\n').length).toBeGreaterThan(30);
      expect(hashes(two, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(first);
    }),
  ));
