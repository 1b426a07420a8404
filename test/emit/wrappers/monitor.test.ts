import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monitorHardware } from '../../../generator/arch/monitor.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { buildTiny, inTiny } from '../tiny.js';

const IDENTITY = { version: '0', modelHash: 'm', configurationHash: 'c', copyright: '', command: 'test' };
const { hardware } = buildTiny();

test.each([
  ['WINDOW', '1', 'bb_illegal_WINDOW_is_below_2'],
  ['DEPTH', '15', 'bb_illegal_DEPTH_is_below_WINDOW'],
  ['TIMEOUT', '100', 'bb_illegal_TIMEOUT_is_not_above_CYCLES'],
])('elaboration refuses %s = %s and names it', (parameter, value, message) =>
  inTiny((folder) => {
    const intake = monitorFiles(monitorHardware(hardware, {}, 'test'), IDENTITY).get('rtl/bitbeat_tiny__intake.v')!;
    writeFileSync(join(folder, 'rtl', 'bitbeat_tiny__intake.v'), intake);
    writeFileSync(join(folder, 't.v'), `module t; bitbeat_tiny__intake #(.${parameter}(${value})) i (); endmodule\n`);
    const args = ['-g2005', '-y', 'rtl', '-s', 't', '-t', 'null', 't.v'];
    const { status, stderr } = spawnSync('iverilog', args, { cwd: folder, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  }),
);
