import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { estimateLayer } from '../../generator/arch/estimate/estimate.js';
import type { Budget } from '../../generator/config/design.js';
import { PARTS } from '../../generator/devices/devices.js';
import { memoryImages } from '../../generator/emit/memory-images.js';
import { hardwareReport, weightBits } from '../../generator/report/layers.js';
import { bitbeat } from '../cli/run-in-process.js';
import { buildTiny, inFolder } from '../emit/tiny.js';

describe.each(['ecg17', 'ecg17-small', 'configs/targets/ecg17-small-stream-up5k.json'])('%s', (name) => {
  const { hardware } = buildDesign(name);
  if (hardware.architecture !== 'stream') throw new Error('not stream');

  test('every layer has an estimate on every part', () => {
    for (const part of PARTS)
      for (const layer of hardware.layers)
        expect(Object.values(estimateLayer(layer, part)).every((n) => n !== null && n >= 0)).toBe(true);
    expect(hardwareReport(hardware)).not.toContain('was measured there');
  });

  test('of weights, what the images hold is counted: filling only where there is some', () => {
    for (const layer of hardware.layers) {
      const words = [...memoryImages(hardware.name, layer).values()].map((text) => text.trimEnd().split('\n').length);
      const { signs, passes, biases } = layer.memoryBits;
      const content = layer.encoded.signs.length + passes + biases;
      const stored = weightBits(layer);
      if (layer.single === null) expect(stored).toBe(words[0]! * 16 + passes + biases);
      else expect(stored).toBe(words.reduce((sum, n) => sum + n, 0) * layer.single.weights.width);
      expect(stored - content).toBeGreaterThanOrEqual(0);
      expect(stored - content).toBeLessThan(layer.single?.weights.width ?? 16);
      expect(signs).toBeGreaterThanOrEqual(layer.encoded.signs.length);
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
