import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { copiesHardware, estimatePlaced, portDelay, requireCopies } from '../../generator/arch/copies.js';
import { estimate } from '../../generator/arch/estimate/estimate.js';
import type { Design } from '../../generator/config/design.js';
import { findPart } from '../../generator/devices/devices.js';
import { performance } from '../../generator/synth/implement.js';
import { rowFaults, type SweepRow } from '../../generator/synth/sweep/results.js';
import { buildTiny } from '../emit/tiny.js';
import { ownModel, STEP_MODELS } from '../own-models.js';
import { quickDesign } from '../simulate/quick-design.js';
import { stepDesign } from '../simulate/step-design.js';

const { design, hardware } = buildTiny();
const up5k = findPart('up5k', 'test');

test.each([
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 3],
  [16, 4],
])('%i copies have numbers of %i bits', (copies, copyBits) => {
  expect(copiesHardware(hardware, copies, 'test')).toMatchObject({ copies, copyBits, beats: 3 });
});

test('the interval is that of the core, or of the port where all scores take longer', () => {
  expect(copiesHardware(hardware, 16, 'test').intervalCycles).toBe(hardware.intervalCycles);
  const quick = quickDesign().hardware;
  expect(quick.intervalCycles).toBeLessThan(16 * 3);
  expect(copiesHardware(quick, 16, 'test')).toMatchObject({ beats: 3, intervalCycles: 16 * 3 });
  const steps = stepDesign('classes').hardware;
  expect(copiesHardware(steps, 2, 'test').beats).toBe(18 * 3);
});

test('a window waits for one window of each other copy at most', () => {
  const wrapper = copiesHardware(hardware, 4, 'test');
  expect(portDelay(wrapper)).toBeGreaterThanOrEqual(4 * wrapper.beats);
  expect(portDelay(wrapper)).toBeLessThan(4 * (wrapper.beats + 1));
});

test('a signal without an end is refused', () => {
  const folding = { cyclesPerLayer: 5000, continuing: true as const };
  const endless: Design = { name: 'own', model: 'own.alq.json', architecture: 'stream', folding };
  const built = buildHardware(endless, ownModel('own', STEP_MODELS.classes), 'test');
  expect(() => copiesHardware(built, 2, 'endless')).toThrow(
    /endless: folding\.continuing: the wrapper of several copies takes windows, the design a signal without an end/,
  );
});

test('a design of one core has no copies', () => {
  expect(() => requireCopies({ design, hardware })).toThrow(
    /tiny: copies: missing: the design is one core.*2 to 16.*"copies": 2 in the design's file/s,
  );
  expect(requireCopies({ design: { ...design, copies: 5 }, hardware }).copies).toBe(5);
});

test('cells are estimated as those of all cores, and what no weight is known of stays so', () => {
  const [one, all] = [estimate(hardware, up5k), estimatePlaced(hardware, copiesHardware(hardware, 3, 'test'), up5k)];
  expect(Object.keys(all)).toEqual(Object.keys(one));
  for (const [kind, cells] of Object.entries(one))
    expect(all[kind as keyof typeof all]).toBe(cells === null ? null : 3 * cells);
});

describe('what follows from cycles and clock', () => {
  const routed = { fmaxMHz: 20, lc: 1001 };
  const one = performance(routed, hardware);
  const three = performance(routed, hardware, copiesHardware(hardware, 3, 'test'));

  test('windows of all copies in the cycles of one', () => {
    expect(three).toEqual({
      ...one,
      fragmentsPerSecond: (3 * 20e6) / hardware.intervalCycles,
      lcCycles: Math.ceil((1001 * hardware.intervalCycles) / 3),
    });
  });

  const { cyclesPerFragment, realTimeMHz, ...figures } = three;
  const row: SweepRow = {
    ...{ name: 'three', part: 'up5k', architecture: 'stream', lanes: '1', copies: 3, generator: '', tree: '' },
    ...{ tools: { yosys: '1.0' }, synthesis: '', cyclesPerFragment, realTimeMHz, shortages: [], circuits: [] },
    routed: {
      ...{ lut: 900, ff: 900, bram: 3, spram: 1, dsp: 2, ...routed, ...figures },
      seeds: [{ seed: 1, ...routed }],
      instances: {},
    },
    blocks: { bram: 3, spram: 1, dsp: 2 },
  };

  test('a row of a sweep says the same, and no other', () => {
    expect(rowFaults(row)).toEqual([]);
    const alone = rowFaults({ ...row, copies: undefined });
    expect(alone.map(({ field }) => field)).toEqual(['routed.fragmentsPerSecond', 'routed.lcCycles']);
  });
});
