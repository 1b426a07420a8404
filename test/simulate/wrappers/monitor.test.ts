import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import { parityBits } from '../../../generator/arch/memories.js';
import { type MonitorHardware, monitorHardware } from '../../../generator/arch/monitor.js';
import type { Design } from '../../../generator/config/design.js';

import { generated } from '../../../generator/emit/generated.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { guardFlags } from '../../../generator/model/guard.js';
import type { Guard } from '../../../generator/network/input.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import {
  type MonitorEvent,
  type MonitorResult,
  STATUS,
  simulateMonitor,
  steadySamples,
} from '../../../generator/simulate/wrappers/monitor.js';
import { random } from '../../../generator/support/random.js';
import { planOf } from '../../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../../generator/verify/fuzz/random-model.js';
import { syntheticEcg } from '../../data/sets.js';
import { buildTiny, inFolder } from '../../emit/tiny.js';

const tiny = buildTiny();
const { hardware } = tiny;
const { samples } = hardware.model.input;

/** A network of one small layer on the same input: for what the wrapper does whatever it wraps. */
const light = ((): typeof tiny => {
  const [layer] = planOf(1, 0).layers;
  const one = { ...layer!, outChannels: 2, empty: 0, bases: 1, padding: 0, lanes: 0 };
  const { model, lanes } = realise({ ...planOf(1, 0), samples, channels: 1, layers: [one] });
  const design: Design = { name: 'light', model: 'light.alq.json', architecture: 'stream', folding: { lanes } };
  const own = { ...model, input: hardware.model.input };
  return { ...tiny, design, hardware: buildHardware(design, own, 'test') };
})();
/** Does not divide the window. */
const HOP = 13;
const IDENTITY = { version: '0', modelHash: '0', configurationHash: '0', copyright: '', command: 'test' };

/** Slopes and beats: something for every layer to do. */
const ecg = [...syntheticEcg(2, 5).inputs[0].codes].filter((_, i) => i % 3 === 0);

function guarded({ hardware }: typeof tiny, guard: Guard | undefined): typeof tiny.hardware {
  const { model } = hardware;
  return { ...hardware, model: { ...model, input: { ...model.input, guard } } };
}

/** Generates the wrapper around a design and plays the events; `change` may edit its hardware before. */
function play(
  events: (monitor: MonitorHardware) => readonly MonitorEvent[],
  {
    core = tiny,
    guard,
    change = (m) => m,
    hopSamples = HOP,
    simulator = 'icarus',
  }: {
    core?: typeof tiny;
    guard?: Guard;
    change?: (monitor: MonitorHardware) => MonitorHardware;
    hopSamples?: number;
    simulator?: SimulatorName;
  } = {},
): Promise<MonitorResult> {
  return inFolder((folder) => {
    const built = guarded(core, guard);
    const monitor = change(monitorHardware(built, { hopSamples }, 'test'));
    const tree = new Map([...generated(core.design, built).tree, ...monitorFiles(monitor, IDENTITY)]);
    writeTree(folder, core.design.name, tree, false);
    return simulateMonitor(monitor, { folder, simulator, events: events(monitor), quick: true });
  });
}

const steady = (codes: readonly number[]) => (monitor: MonitorHardware) =>
  steadySamples(codes, 1, monitor.cyclesPerSample);

const ALL = { flat: { range: 30, samples: 9, within: 3 }, rails: { low: 1, high: 2046, saturated: 6, leadOff: 4 } };

test.each(['icarus', 'verilator'] as const)(
  '%s: every hop of a continuing signal has the scores of its window',
  { timeout: 180_000 },
  async (simulator) => {
    const result = await play(steady(ecg.slice(0, 3 * samples)), { simulator });
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ dropped: 0, flagged: 0, status: STATUS.missing });
    expect(result.windows).toBe(Math.floor((2 * samples) / HOP) + 1);
    expect(result.classified).toBe(result.windows);
    expect(result.scores).toBe(result.windows * hardware.model.classes.length);
  },
);

describe('guard', () => {
  const half = samples >> 1;
  const row = (n: number, code: number) => new Array<number>(n).fill(code);
  const wave = (n: number) => Array.from({ length: n }, (_, i) => 900 + ((i * 37) % 200));
  const edges: [string, number[], (keyof MonitorResult['flags'])[]][] = [
    ['nothing wrong', wave(samples), []],
    ['a range one below the threshold', wave(samples).map((_, i) => 1000 + (i % 2) * 29), ['flat']],
    ['a range at the threshold', wave(samples).map((_, i) => 1000 + (i % 2) * 30), []],
    ['9 still codes', [...wave(half), ...row(9, 1500), ...wave(samples - half - 9)], []],
    ['10 still codes', [...wave(half), ...row(10, 1500), ...wave(samples - half - 10)], ['flat']],
    ['10 still codes at the end', [...wave(samples - 10), ...row(10, 1500)], ['flat']],
    ['6 codes at both rails', [0, 1, 2046, 2047, 0, 2047, ...wave(samples - 6)], []],
    ['7 codes at both rails', [0, 1, 2046, 2047, 0, 2047, ...wave(samples - 7), 2047], ['saturated']],
    ['4 codes at a rail in a row', [...wave(half), 0, 1, 0, 1, ...wave(samples - half - 4)], []],
    [
      '5 codes at a rail in a row',
      [...wave(half), 2047, 2046, 2046, 2047, 2047, ...wave(samples - half - 5)],
      ['leadOff'],
    ],
    [
      '5 codes at a rail in a row, not the same',
      [...wave(half), 0, 0, 2047, 2047, 2047, ...wave(samples - half - 5)],
      [],
    ],
    ['all codes at a rail', row(samples, 0), ['flat', 'saturated', 'leadOff']],
  ];

  test.each(edges)('%s', (_, codes, expected) => {
    const flags = guardFlags(guarded(tiny, ALL).model, codes);
    expect(Object.entries(flags).flatMap(([name, set]) => (set ? [name] : []))).toEqual(expected);
  });

  test('all of these, window after window, in Verilog', async () => {
    const signal = edges.flatMap(([, codes]) => codes);
    const result = await play(steady(signal), { core: light, guard: ALL, hopSamples: samples });
    expect(result.failures).toEqual([]);
    expect(result.windows).toBe(edges.length);
    expect(result.flagged).toBe(edges.filter(([, , expected]) => expected.length > 0).length);
  });

  test('codes that make flags rise and fall: every window flagged as by the definition', {
    timeout: 120_000,
  }, async () => {
    const rng = random(3);
    // Pieces of a few samples each: waves, still rows, one rail, both rails.
    const pieces = Array.from({ length: 24 }, () => {
      const n = rng.integer(1, 16);
      const level = rng.integer(0, 2047);
      return [
        wave(2 * n),
        wave(2 * n),
        row(n, level).map((code) => Math.min(2047, code + rng.integer(0, 4))),
        row(n, rng.integer(0, 1)),
        row(n, 0).map(() => 2047 * rng.integer(0, 1)),
      ][rng.integer(0, 4)]!;
    });
    const result = await play(steady(pieces.flat()), { core: light, guard: ALL, hopSamples: 5 });
    expect(result.failures).toEqual([]);
    for (const count of [result.classified, ...Object.values(result.flags)]) expect(count).toBeGreaterThan(2);
  });

  test('any thresholds and codes', { timeout: 180_000 }, async () => {
    const code = fc.oneof(fc.constantFrom(0, 1, 2046, 2047), fc.integer({ min: 1000, max: 1012 }));
    const thresholds: fc.Arbitrary<Guard> = fc.record(
      {
        flat: fc.record({
          range: fc.integer({ min: 1, max: 40 }),
          samples: fc.integer({ min: 1, max: samples }),
          within: fc.integer({ min: 0, max: 12 }),
        }),
        rails: fc.record({
          low: fc.integer({ min: 0, max: 1 }),
          high: fc.integer({ min: 2046, max: 2047 }),
          saturated: fc.integer({ min: 0, max: samples }),
          leadOff: fc.integer({ min: 0, max: samples }),
        }),
      },
      { requiredKeys: [] },
    );
    const codes = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), code), { minLength: 12, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(thresholds, codes, async (guard, runs) => {
        const signal = runs.flatMap(([n, value]) => row(n, value));
        const events = [...signal, ...signal].slice(0, samples + 30);
        expect((await play(steady(events), { core: light, guard, hopSamples: 7 })).failures).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  test('the lead-off pin flags every window that holds its sample, and no other', async () => {
    // The first and the last sample of some window.
    const off = [3 * HOP, samples - 1 + 8 * HOP];
    const result = await play(
      (monitor) =>
        steady(ecg.slice(0, 6 * samples))(monitor).map((event, i) => ({ ...event, leadOff: off.includes(i) })),
      { core: light },
    );
    expect(result.failures).toEqual([]);
    expect(result.flags).toEqual({ flat: 0, saturated: 0, leadOff: 6 });
  });
});

describe('disturbed', () => {
  test('random strobes, gaps and clears: reported in their cycle, and right results after', {
    timeout: 120_000,
  }, async () => {
    const result = await play(
      (monitor) => {
        const { cyclesPerSample, timeoutCycles } = monitor;
        const rng = random(11);
        const events: MonitorEvent[] = [];
        const code = () => ecg[events.length % ecg.length]!;
        for (let piece = 0; piece < 5; piece++) {
          for (let i = 0; i < 60; i++)
            events.push({
              wait: [1, rng.integer(1, cyclesPerSample), cyclesPerSample - 1, timeoutCycles, timeoutCycles + 1][
                rng.integer(0, 4)
              ]!,
              codes: rng.integer(0, 9) < 8 ? [code()] : undefined,
              clear: rng.integer(0, 9) < 3,
            });
          for (let i = 0; i < 2 * samples; i++)
            events.push({ wait: cyclesPerSample + rng.integer(0, 3), codes: [code()] });
        }
        return events;
      },
      { core: light },
    );
    expect(result.failures).toEqual([]);
    expect(result.status).toBe(STATUS.busy | STATUS.missing);
    expect(result.windows).toBeGreaterThan(15);
    expect(result.classified).toBe(result.windows);
  });

  test('a hop too short for the core: windows are dropped and said so, the others are right', {
    timeout: 120_000,
  }, async () => {
    const result = await play(steady(ecg.slice(0, 4 * samples)), { change: (m) => ({ ...m, hopSamples: 3 }) });
    expect(result.failures).toEqual([]);
    expect(result.status & STATUS.overrun).toBe(STATUS.overrun);
    expect(result.dropped).toBeGreaterThan(10);
    expect(result.classified).toBe(result.windows - result.dropped);
    expect(result.classified).toBeGreaterThan(5);
  });
});

describe('ring', () => {
  // Samples that come faster than the core takes those of a window: the ring must be longer than the window.
  const fast = { hopSamples: 12 * samples };
  const signal = steady(Array.from({ length: 26 * samples }, (_, i) => ecg[i % ecg.length]!));

  test('as long as it must be, no longer', { timeout: 120_000 }, async () => {
    const { depth } = monitorHardware(hardware, fast, 'test');
    expect(depth).toBeGreaterThan(samples + 3);
    const right = await play(signal, fast);
    expect(right.failures).toEqual([]);
    expect(right.windows).toBe(3);
    const short = play(signal, { ...fast, change: (m) => ({ ...m, depth: depth - 1 }) });
    await expect(short).rejects.toThrow(/read while it is written|overwritten/);
  });

  test('a clock too slow names the nearest that is not', () => {
    const { clockHz, workCycles } = monitorHardware(hardware, { hopSamples: HOP }, 'design');
    expect(() => monitorHardware(hardware, { hopSamples: HOP, clockHz: clockHz / 2 }, 'design')).toThrow(
      `clockHz: a window takes ${workCycles} cycles`,
    );
    expect(
      monitorHardware(hardware, { hopSamples: HOP, clockHz }, 'design').cyclesPerSample * HOP,
    ).toBeGreaterThanOrEqual(workCycles);
  });
});

describe('parity', () => {
  const protectedBy = (parity: boolean) => {
    const built = { ...hardware, parity } as typeof hardware;
    const monitor = monitorHardware(built, { hopSamples: HOP }, 'test');
    return { built, monitor, tree: generated({ ...tiny.design, monitor: { hopSamples: HOP } }, built).tree };
  };
  const { monitor, tree } = protectedBy(true);
  const memories = [...tree.keys()].filter((path) => path.startsWith('mem/'));

  // Images are read when a simulation starts: one compiled bench serves all of them.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitbeat-parity-'));
    writeTree(folder, 'tiny', tree, false);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const status = (codes: number) => {
    const events = steadySamples(ecg.slice(0, codes), 1, monitor.cyclesPerSample);
    return simulateMonitor(monitor, { folder, simulator: 'icarus', events, quick: true });
  };

  test('sound memories: never', async () => {
    const result = await status(samples + HOP);
    expect(result.failures).toEqual([]);
    expect(result.status & STATUS.parity).toBe(0);
  });

  test.each(memories)('one flipped bit of %s', async (memory) => {
    const file = join(folder, memory);
    const sound = tree.get(memory)!;
    try {
      writeFileSync(
        file,
        sound.replace(/^\w+/, (word) => (BigInt(`0x${word}`) ^ 1n).toString(16).padStart(word.length, '0')),
      );
      expect((await status(samples)).status & STATUS.parity).toBe(STATUS.parity);
    } finally {
      writeFileSync(file, sound);
    }
  });

  test('a bit a word is all that it adds', () => {
    const words = (parity: boolean) =>
      memories.map((path) => protectedBy(parity).tree.get(path)!.trimEnd().split('\n').length);
    expect(words(true)).toEqual(words(false));
    const { built } = protectedBy(true);
    const added = parityBits(built);
    expect(added).toBe(words(true).reduce((sum, n) => sum + n, 0));
  });
});
