import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bitbeat } from '../cli/run-in-process.js';
import { inTiny } from './tiny.js';

test('a generated folder with a pipe among its Verilog: 2 at once, and no simulator waits for it', () =>
  inTiny(async (folder) => {
    const file = join(folder, 'rtl/bitbeat_tiny.v');
    rmSync(file);
    execFileSync('mkfifo', [file]);
    const { code, stderr } = await bitbeat('simulate', '--rtl', folder, '--simulator', 'icarus', '--fragments', '1');
    expect(stderr).toContain('rtl/bitbeat_tiny.v: not a regular file');
    expect(code).toBe(2);
  }));
