import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COUNTED_FAMILIES } from '../../generator/devices/devices.js';
import { synthesise } from '../../generator/synth/yosys.js';
import { inTiny } from '../emit/tiny.js';

test.each(COUNTED_FAMILIES)('the tiny design is synthesised for %s without a latch', (family) =>
  inTiny(async (folder) => {
    const result = await synthesise(folder, 'tiny', 'bitbeat_tiny', family);
    expect(result).toMatchObject({ design: 'tiny', family, tools: { yosys: expect.stringMatching(/^\d/) } });
    expect(result.lut).toBeGreaterThan(500);
    expect(result.ff).toBeGreaterThan(200);
  }),
);

test.each([
  [
    'a latch',
    'assign x_o = ',
    'reg [BITS-1:0] held; always @* if (fits) held = shifted[BITS-1:0]; assign x_o = held ^ ',
    'dlatch',
  ],
  ['a module that is missing', '\nmodule bitbeat_tiny__input', '\nmodule bitbeat_tiny__inputs', 'bitbeat_tiny__input'],
])('%s is a failure', (_, text, instead, message) =>
  inTiny(async (folder) => {
    const file = join(folder, 'rtl', 'bitbeat_tiny__input.v');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace(text, instead));
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    await expect(synthesise(folder, 'tiny', 'bitbeat_tiny', 'ice40')).rejects.toThrow(message);
  }),
);
