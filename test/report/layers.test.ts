import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { estimateLayers } from '../../generator/arch/estimate/estimate.js';
import { bitsOf, isRom } from '../../generator/arch/memory.js';
import { engineOf } from '../../generator/arch/stream/engines.js';
import type { Budget } from '../../generator/config/design.js';
import { PARTS } from '../../generator/devices/devices.js';
import { streamBits } from '../../generator/model/encode.js';
import { hardwareReport } from '../../generator/report/layers.js';
import { bitbeat } from '../cli/run-in-process.js';
import { buildTiny, inFolder } from '../emit/tiny.js';

describe.each(['ecg17', 'ecg17-small', 'configs/targets/ecg17-small-stream-up5k.json'])('%s', (name) => {
  const { hardware } = buildDesign(name);
  if (hardware.architecture !== 'stream') throw new Error('not stream');

  test('every layer has an estimate on every part', () => {
    for (const part of PARTS)
      for (const { estimate } of estimateLayers(hardware, part))
        expect(Object.values(estimate).every((n) => n !== null && n >= 0)).toBe(true);
    expect(hardwareReport(hardware)).not.toContain('was measured there');
  });

  test('of weights, what the images hold is counted: filling only where there is some', () => {
    for (const layer of hardware.layers) {
      const roms = engineOf(layer).memories(layer).filter(isRom);
      const filling = bitsOf(roms) - streamBits(layer.encoded);
      expect(filling).toBeGreaterThanOrEqual(0);
      expect(filling).toBeLessThan(roms[0]!.bits);
    }
  });
});

const described = (architecture: 'stream' | 'folded', folding: Budget, ...flags: string[]) =>
  inFolder((folder) => {
    const file = join(folder, 'd.json');
    const model = join(process.cwd(), 'test/goldens/tiny.alq.json');
    writeFileSync(file, JSON.stringify({ name: 'd', model, architecture, folding }));
    return bitbeat('describe', '--design', file, ...flags);
  });

test('what was chosen for a budget is told', async () => {
  const { code, stdout } = await described('stream', { luts: 3000, part: 'ecp5-25f' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^chosen for at most 3,000 logic cells of ecp5-25f: lanes [\d ]+$/m);
  expect(stdout).toMatch(/^estimated for LFE5U-25F/m);
  const rate = await described('folded', { fragmentsPerSecond: 100, clockMHz: 1 }, '--part', 'hx8k');
  expect(rate.stdout).toMatch(
    /^chosen for 100 fragments a second at 1 MHz: \d+ lanes?, \d taps? a lookup, which keeps [\d.]+ a second$/m,
  );
  expect(rate.stdout).toMatch(/^estimated for iCE40HX8K/m);
  expect(hardwareReport(buildTiny().hardware)).not.toContain('chosen');
});

test.each([
  ['an unknown part', { luts: 3000, part: 'ecp5-25' }, /folding\.part: not one of the known values.*try: ecp5-25f/],
  ['half a rate', { fragmentsPerSecond: 3 }, /folding\.clockMHz: missing field/],
  ['nothing at all', { luts: 0 }, /folding\.luts: too small/],
  ['a key of neither', { lanes: [1, 1, 1, 1], luts: 5 }, /folding\.luts: unknown field/],
])('%s: 2, and the field is named', async (_, folding, message) => {
  expect(await described('stream', folding as Budget)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(message),
  });
});

test('folded is given a part with its logic cells', async () => {
  const { code, stderr } = await described('folded', { luts: 600 });
  expect(code).toBe(2);
  expect(stderr).toContain('folding.part: ');
});
