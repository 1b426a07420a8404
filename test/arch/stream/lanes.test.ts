import { describe, expect, test } from 'vitest';
import { layerSizings } from '../../../generator/arch/sizing.js';
import { chooseLanes, laneChoices } from '../../../generator/arch/stream/lanes.js';
import { UserError } from '../../../generator/support/errors.js';
import { buildTiny } from '../../emit/tiny.js';

const layers = layerSizings(buildTiny().hardware.model);

const problemsOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
};

describe('given lanes', () => {
  test('legal ones are taken', () => {
    expect(chooseLanes(layers, { lanes: [16, 8, 4, 1] }, 'x')).toEqual([16, 8, 4, 1]);
  });

  test.each([
    [3, '2'],
    [0, '1'],
    [-4, '1'],
    [1.5, '1'],
    [1000, '32'],
  ])('%d lanes are refused; nearest legal %s', (lanes, fix) => {
    const problems = problemsOf(() => chooseLanes(layers, { lanes: [lanes, 1, 1, 1] }, 'design.json'));
    expect(problems).toEqual([
      expect.objectContaining({
        where: 'design.json',
        field: 'folding.lanes[0]',
        message: expect.stringContaining('conv1'),
        value: lanes,
        allowed: 'a power of two from 1 to 32',
        fix,
      }),
    ]);
  });

  test('that take all taps at once are any number up to the positions', () => {
    const folding = (lanes: number[]) => ({ lanes, tapsPerCycle: 'kernel' as const });
    expect(chooseLanes(layers, folding([17, 3, 1, 1]), 'x')).toEqual([17, 3, 1, 1]);
    const refused = (lanes: number) => problemsOf(() => chooseLanes(layers, folding([1, lanes, 1, 1]), 'x'));
    for (const [lanes, fix] of [
      [0, '1'],
      [2.4, '2'],
      [9, '8'],
    ] as const)
      expect(refused(lanes)).toEqual([
        expect.objectContaining({ field: 'folding.lanes[1]', allowed: 'a whole number from 1 to 8', fix }),
      ]);
  });

  test('every illegal layer is named at once', () => {
    expect(problemsOf(() => chooseLanes(layers, { lanes: [3, 1, 5, 2] }, 'x')).map((p) => p.field)).toEqual([
      'folding.lanes[0]',
      'folding.lanes[2]',
      'folding.lanes[3]',
    ]);
  });

  test('the number of entries must be that of the layers', () => {
    expect(problemsOf(() => chooseLanes(layers, { lanes: [1, 1] }, 'x'))[0]).toMatchObject({ field: 'folding.lanes' });
  });
});

describe('lanes for a number of cycles', () => {
  test('are the least that keep it', () => {
    const lanes = chooseLanes(layers, { cyclesPerLayer: 300 }, 'x');
    const choices = laneChoices(layers);
    const cycles = (layer: number, n: number) => choices[layer]!.find((choice) => choice.lanes === n)!.cycles;
    lanes.forEach((n, layer) => {
      expect(cycles(layer, n)).toBeLessThanOrEqual(300);
      if (n > 1) expect(cycles(layer, n / 2)).toBeGreaterThan(300);
    });
    expect(Math.max(...lanes)).toBeGreaterThan(1);
  });

  test('too few cycles: every layer that cannot keep them, with the least it can', () => {
    const problems = problemsOf(() => chooseLanes(layers, { cyclesPerLayer: 40 }, 'x'));
    expect(problems.length).toBeGreaterThan(0);
    for (const { fix, allowed } of problems) {
      expect(Number(fix)).toBeGreaterThan(40);
      expect(allowed).toBe(`at least ${fix}`);
    }
    const min = Math.max(...problems.map((p) => Number(p.fix)));
    expect(() => chooseLanes(layers, { cyclesPerLayer: min }, 'x')).not.toThrow();
  });
});
