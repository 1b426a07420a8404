import { describe, expect, test } from 'vitest';
import { architectureOf, foldingText } from '../../generator/arch/architectures.js';
import { foldDesign } from '../../generator/arch/budget.js';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { circuits, estimate } from '../../generator/arch/estimate/estimate.js';
import { memories } from '../../generator/arch/memories.js';
import { bitsOf } from '../../generator/arch/memory.js';
import { layerSizings } from '../../generator/arch/sizing.js';
import { chooseLanes, laneChoices } from '../../generator/arch/stream/lanes.js';
import { layerHardware } from '../../generator/arch/stream/layer.js';
import type { Budget, GivenDesign } from '../../generator/config/design.js';
import { PART, type PartName } from '../../generator/devices/devices.js';
import { readIntegerModel } from '../../generator/model/file.js';
import { type Problem, UserError } from '../../generator/support/errors.js';
import { buildTiny } from '../emit/tiny.js';

const { model } = buildTiny().hardware;
const layers = layerSizings(model);
const given = (architecture: 'stream' | 'folded', folding: Budget) =>
  ({ name: 'budgeted', model: 'model.alq.json', architecture, folding }) as GivenDesign;

/** What was chosen, with its cycles and logic cells. */
function chosen(architecture: 'stream' | 'folded', folding: Budget) {
  const design = foldDesign(given(architecture, folding), model, 'design.json');
  const hardware = buildHardware(design, model, 'design.json');
  const part: PartName = ('part' in folding ? folding.part : undefined) ?? 'up5k';
  return { design, hardware, cycles: hardware.intervalCycles, needs: estimate(hardware, PART[part]), part };
}

function problems(architecture: 'stream' | 'folded', folding: Budget): readonly Problem[] {
  try {
    foldDesign(given(architecture, folding), model, 'design.json');
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

const lcOf = (lanes: number[], part: PartName = 'up5k') =>
  estimate({ architecture: 'stream', model, layers: layerHardware(layers, lanes) }, PART[part]).lc!;
const slowest = (lanes: readonly number[]) =>
  Math.max(...laneChoices(layers).map((list, i) => list.find((c) => c.lanes === lanes[i])!.cycles));
const lanesOf = (folding: object) => (folding as { lanes: number[] }).lanes;

test('a folding that is given is left as it is', () => {
  const design = { ...given('stream', { luts: 1 }), folding: { lanes: [2, 1, 1, 1] } } as GivenDesign;
  expect(foldDesign(design, model, 'x')).toBe(design);
});

describe('a budget of logic cells', () => {
  const min = lcOf([1, 1, 1, 1]);

  test.each([1, 1.3, 2, 3, 5])('%d times the least: kept, and no lanes of the slowest layer more would be', (times) => {
    const luts = Math.ceil(times * min);
    const { design, needs } = chosen('stream', { luts });
    const lanes = lanesOf(design.folding);
    expect(needs.lc).toBeLessThanOrEqual(luts);
    // Every layer that is as slow as the slowest would have to be faster.
    const choices = laneChoices(layers);
    const cycles = slowest(lanes);
    const faster = choices.map((list, i) =>
      list.find(
        (c) =>
          c.lanes >= lanes[i]! &&
          c.cycles < (list.find((l) => l.lanes === lanes[i])!.cycles === cycles ? cycles : Number.POSITIVE_INFINITY),
      ),
    );
    if (faster.every((choice) => choice !== undefined))
      expect(lcOf(faster.map((choice) => choice!.lanes))).toBeGreaterThan(luts);
  });

  test('more cells are never slower', () => {
    const cycles = [1, 1.3, 2, 3, 5].map((times) =>
      slowest(lanesOf(chosen('stream', { luts: Math.ceil(times * min) }).design.folding)),
    );
    expect(cycles).toEqual([...cycles].sort((a, b) => b - a));
    expect(new Set(cycles).size).toBeGreaterThan(1);
  });

  test('too few: by how much, most in which layer, what would do; that much does', () => {
    const [problem, ...more] = problems('stream', { luts: 300 });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      where: 'design.json',
      field: 'folding.luts',
      value: 300,
      allowed: `at least ${min}`,
      fix: expect.stringContaining(`${min}`),
    });
    expect(problem!.message).toMatch(
      new RegExp(
        `^the nearest folding \\(lanes 1 1 1 1\\).* ${min} logic cells .*, ${min - 300} too many, \\d+ of them in layer \\w+$`,
      ),
    );
    expect(() => foldDesign(given('stream', { luts: min }), model, 'x')).not.toThrow();
    expect(() => foldDesign(given('stream', { luts: min - 1 }), model, 'x')).toThrow(UserError);
  });

  test('on a part its blocks are kept too', () => {
    const { bram, spram, dsp } = PART.up5k.resources;
    const { needs } = chosen('folded', { luts: 600, part: 'up5k' });
    expect([needs.bram <= bram, needs.spram <= spram, needs.dsp <= dsp]).toEqual([true, true, true]);
    const small = buildDesign('ecg17-small').hardware.model;
    const banks = (folding: Budget) => {
      const design = foldDesign(given('stream', folding), small, 'x');
      return estimate(buildHardware(design, small, 'x'), PART.hx8k).bram;
    };
    expect(banks({ luts: 5000, part: 'hx8k' })).toBeLessThanOrEqual(PART.hx8k.resources.bram);
    expect(banks({ luts: 5000 })).toBeGreaterThan(PART.hx8k.resources.bram);
  });

  test('more than any folding has on the part: those that have it, and the other architecture', () => {
    const large = buildDesign('ecg17').hardware.model;
    const refusedOn = () => foldDesign(given('stream', { luts: 5000, part: 'up5k' }), large, 'design.json');
    expect(refusedOn).toThrow(
      /design\.json: folding\.part: the nearest folding \(lanes [\d ]+\) is estimated at \d+ block RAMs, \d+ too many, \d+ of them in layer \w+ \(found "up5k"\); allowed: ecp5-25f, ecp5-85f, gw2ar-18, lifcl-40; try: ecp5-25f, or "architecture": "folded" \(\d lanes, .*: \d+ logic cells of up5k\)/,
    );
    expect(() => foldDesign(given('stream', { luts: 5000, part: 'ecp5-25f' }), large, 'x')).not.toThrow();
  });
});

describe('a rate at a clock', () => {
  test.each(['stream', 'folded'] as const)('%s: kept with the least lanes', (architecture) => {
    const slow = chosen(architecture, { fragmentsPerSecond: 0.001, clockMHz: 1 });
    expect(foldingText(slow.hardware)).toBe(architecture === 'stream' ? 'lanes 1 1 1 1' : '1 lane, 1 tap a lookup');
    const fragmentsPerSecond = 1e6 / (slow.cycles - 1);
    const { cycles, hardware } = chosen(architecture, { fragmentsPerSecond, clockMHz: 1 });
    expect(cycles).toBeLessThan(slow.cycles);
    expect(foldingText(hardware)).not.toBe(foldingText(slow.hardware));
  });

  test.each(['stream', 'folded'] as const)('%s: too fast; the rate and the clock that it names do', (architecture) => {
    const [problem] = problems(architecture, { fragmentsPerSecond: 1e6, clockMHz: 10 });
    expect(problem).toMatchObject({ where: 'design.json', field: 'folding.fragmentsPerSecond', value: 1e6 });
    expect(problem!.message).toMatch(
      /^at 10 MHz the fastest folding \(.*\) keeps [\d.]+, [\d.]+ too few: layer \w+ takes/,
    );
    const [, rate, clock] = /^([\d.]+), or "clockMHz": ([\d.]+)/.exec(problem!.fix!)!.map(Number);
    const keeps = (fragmentsPerSecond: number, clockMHz: number) =>
      foldDesign(given(architecture, { fragmentsPerSecond, clockMHz }), model, 'x');
    expect(() => keeps(rate!, 10)).not.toThrow();
    expect(() => keeps(1e6, clock!)).not.toThrow();
    expect(() => keeps(rate! * 1.01, 10)).toThrow(UserError);
    expect(() => keeps(1e6, clock! * 0.99)).toThrow(UserError);
  });

  test('the other architecture is named where it keeps what this one does not', () => {
    const folded = problems('folded', { fragmentsPerSecond: 1e6, clockMHz: 10 })[0]!;
    const max = Number(/^[\d.]+/.exec(folded.fix!)![0]);
    const [problem] = problems('folded', { fragmentsPerSecond: max * 1.05, clockMHz: 10 });
    expect(problem!.fix).toMatch(/or "architecture": "stream" \(lanes [\d ]+: \d+ logic cells of up5k\)$/);
  });
});

test.each(['stream', 'folded'] as const)('%s: what is estimated has the parity of the design', (architecture) => {
  const budget = { luts: 5000, part: 'up5k' as const };
  const stored = (parity: boolean) => {
    const [first] = architectureOf({ architecture }).candidates(
      { ...given(architecture, budget), parity } as never,
      model,
      budget,
      'x',
    );
    return bitsOf(memories(first!.hardware));
  };
  expect(stored(true)).toBeGreaterThan(stored(false));
});

describe('an area on a part on which engines of all taps were measured', () => {
  const whole = readIntegerModel('models/ecg17-small');
  const sizes = layerSizings(whole);
  /** Fewest cycles of a layer that engines of a tap a cycle keep with so many cells, by estimate. */
  const serialCycles = (luts: number) => {
    const choices = laneChoices(sizes);
    const bound = Math.max(...choices.map((list) => list.at(-1)!.cycles));
    const targets = choices.flat().flatMap(({ cycles }) => (cycles >= bound ? cycles : []));
    const fits = (cyclesPerLayer: number) => {
      const built = layerHardware(sizes, chooseLanes(sizes, { cyclesPerLayer }, 'x'));
      return estimate({ architecture: 'stream', model: whole, layers: built }, PART['ecp5-85f']).lc! <= luts;
    };
    return Math.min(...targets.filter(fits));
  };

  test.each([10_000, 20_000])(
    '%d cells: each layer has the engine that takes fewest, and takes a third of the cycles',
    (luts) => {
      const design = foldDesign(given('stream', { luts, part: 'ecp5-85f' }), whole, 'design.json');
      expect(design.folding).toHaveProperty('tapsPerCycle');
      const hardware = buildHardware(design, whole, 'design.json');
      expect(estimate(hardware, PART['ecp5-85f']).lc).toBeLessThanOrEqual(luts);
      expect(3 * Math.max(...hardware.layers.map((layer) => layer.cycles))).toBeLessThan(serialCycles(luts));
    },
  );
});

describe('a network that adds streams', () => {
  const graph = readIntegerModel('sim/mutation/graph.alq.json');
  const problemsOf = (architecture: 'stream' | 'folded', luts: number) => {
    try {
      foldDesign(given(architecture, { luts, part: 'up5k' }), graph, 'design.json');
    } catch (error) {
      if (error instanceof UserError) return error.problems;
      throw error;
    }
    throw new Error('nothing was refused');
  };

  test.each([
    ['up5k', 1000, 2500],
    ['ecp5-25f', 900, 2500],
  ] as const)(
    '%s: the fastest that %d cells hold, queues and forks counted, and with %d twice as fast',
    (part, few, many) => {
      const [slow, fast] = [few, many].map((luts) => {
        const design = foldDesign(given('stream', { luts, part }), graph, 'design.json');
        const hardware = buildHardware(design, graph, 'design.json');
        expect(estimate(hardware, PART[part]).lc).toBeLessThanOrEqual(luts);
        expect(circuits(hardware, PART[part]).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['add', 'fork']));
        return hardware.intervalCycles;
      });
      expect(2 * fast!).toBeLessThan(slow!);
    },
  );

  test('a budget that holds none is told the least', () => {
    expect(problemsOf('stream', 100)).toEqual([expect.objectContaining({ field: 'folding.luts', value: 100 })]);
  });

  test('is told what folded needs', () => {
    expect(problemsOf('folded', 10)).toEqual([expect.objectContaining({ field: 'folding.luts', value: 10 })]);
  });
});
