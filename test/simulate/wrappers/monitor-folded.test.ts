import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import { type MonitorConfig, type MonitorHardware, monitorHardware } from '../../../generator/arch/monitor.js';
import type { Ports } from '../../../generator/config/ports.js';
import { generated } from '../../../generator/emit/generated.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import {
  type MonitorEvent,
  type MonitorResult,
  monitorStream,
  STATUS,
  simulateMonitor,
  steadySamples,
} from '../../../generator/simulate/wrappers/monitor.js';
import { random } from '../../../generator/support/random.js';
import { inFolder } from '../../emit/tiny.js';
import { signal, slidingDesign } from '../sliding-network.js';

/** The wrapper around one engine for all layers, with and without work that windows share. */

const WINDOW = 36;
const HOP = 4;
const IDENTITY = { version: '0', modelHash: '0', configurationHash: '0', copyright: '', command: 'test' };

interface Settings {
  config?: MonitorConfig;
  parity?: boolean;
  ports?: Ports;
  /** Makes the wrapper another one than computed. */
  change?: (monitor: MonitorHardware) => MonitorHardware;
  /** Replaces a text of a generated file. */
  damage?: [file: string, sound: string, broken: string];
}

function play(
  hop: number | undefined,
  events: (monitor: MonitorHardware) => readonly MonitorEvent[],
  { config = {}, parity = false, ports, change = (m) => m, damage }: Settings = {},
): Promise<MonitorResult> {
  return inFolder((folder) => {
    const { design: plain, hardware } = slidingDesign(hop);
    const design = { ...plain, parity, ports };
    const built = buildHardware(design, hardware.model, 'test');
    const monitor = change(monitorHardware(built, config, 'test'));
    const tree = new Map([...generated(design, built).tree, ...monitorFiles(monitor, IDENTITY)]);
    writeTree(folder, design.name, tree, false);
    if (damage !== undefined) {
      const [path, sound, broken] = damage;
      const file = join(folder, path);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(sound);
      writeFileSync(file, text.replace(sound, broken));
    }
    return simulateMonitor(monitor, { folder, simulator: 'icarus', events: events(monitor), quick: true });
  });
}

test('verilator and iverilog take the wrapper, with work shared and parity, without one message', () =>
  inFolder((folder) => {
    const { design, hardware } = slidingDesign(HOP);
    const built = { ...hardware, parity: true };
    const tree = new Map([
      ...generated(design, built).tree,
      ...monitorFiles(monitorHardware(built, {}, 'test'), IDENTITY),
    ]);
    writeTree(folder, design.name, tree, false);
    const top = 'bitbeat_sliding__monitor';
    expect(
      tree
        .get(`rtl/${top}.v`)!
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
    const said = (program: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      return { status, text: `${stdout}${stderr}` };
    };
    const silent = { status: 0, text: '' };
    expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toEqual(silent);
    const sources = ['-y', 'rtl', `rtl/${top}.v`];
    expect(said('iverilog', '-g2005', '-Wall', '-s', top, '-t', 'null', ...sources)).toEqual(silent);
  }));

const steady = (codes: readonly number[]) => (monitor: MonitorHardware) =>
  steadySamples(codes, 1, monitor.cyclesPerSample);

/** Random strobes, gaps and clears, each time followed by a steady piece of several windows. */
function disturbed({ cyclesPerSample, timeoutCycles }: MonitorHardware): MonitorEvent[] {
  const draw = random(11);
  const events: MonitorEvent[] = [];
  const code = () => signal[events.length % signal.length]!;
  for (let piece = 0; piece < 3; piece++) {
    for (let i = 0; i < 12; i++) {
      const waits = [1, draw.integer(1, cyclesPerSample), cyclesPerSample - 1, timeoutCycles, timeoutCycles + 1];
      const wait = waits[draw.integer(0, waits.length - 1)]!;
      events.push({ wait, codes: draw.integer(0, 9) < 8 ? [code()] : undefined, clear: draw.integer(0, 9) < 3 });
    }
    for (let i = 0; i < WINDOW + 2 * HOP; i++)
      events.push({ wait: cyclesPerSample + draw.integer(0, 3), codes: [code()] });
  }
  return events;
}

/** Samples twice as fast as the core can do for a while, then as fast as it can, and so on. */
function bursts({ cyclesPerSample }: MonitorHardware): MonitorEvent[] {
  return signal.slice(0, 130).map((code, i) => ({
    wait: (i / 12) % 2 < 1 ? cyclesPerSample : 2 * cyclesPerSample,
    codes: [code],
  }));
}
const halfClock = (monitor: MonitorHardware): MonitorHardware => ({
  ...monitor,
  cyclesPerSample: Math.ceil(monitor.cyclesPerSample / 2),
});

describe('windows that share work', () => {
  test('every hop of a continuing signal, in its cycle', async () => {
    const result = await play(HOP, steady(signal.slice(0, 2 * WINDOW)));
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ hopSamples: HOP, dropped: 0, flagged: 0, windows: WINDOW / HOP + 1 });
  });

  test.each<[string, Ports, typeof disturbed]>([
    ['with register slices, a reset without a clock', { registered: true, reset: 'async-low' }, disturbed],
    ['with register slices', { registered: true, reset: 'sync-low' }, steady(signal.slice(0, WINDOW + 4 * HOP))],
    ['a reset without a clock', { registered: false, reset: 'async-low' }, bursts],
    ['a reset that is active high', { registered: false, reset: 'sync-high' }, disturbed],
  ])('%s: every result in its cycle', async (_, ports, events) => {
    const change = events === bursts ? { change: halfClock } : {};
    const result = await play(HOP, events, { ports, ...change });
    expect(result.failures).toEqual([]);
    expect(result.classified).toBeGreaterThan(3);
  });

  test('gaps, samples too early: right windows after, and those before a gap go on', async () => {
    const result = await play(HOP, disturbed);
    expect(result.failures).toEqual([]);
    expect(result.status).toBe(STATUS.busy | STATUS.missing);
    const monitor = monitorHardware(slidingDesign(HOP).hardware, {}, 'test');
    const distances = monitorStream(monitor, disturbed(monitor), Number.POSITIVE_INFINITY).windows.map(
      ({ index }, i, all) => index - (all[i - 1]?.index ?? index),
    );
    expect(distances.filter((distance) => distance === HOP).length).toBeGreaterThan(4);
    expect(distances.filter((distance) => distance > HOP).length).toBeGreaterThan(1);
  });

  test('windows that are dropped: right windows after', async () => {
    const result = await play(HOP, bursts, { change: halfClock });
    expect(result.failures).toEqual([]);
    expect(result.status & STATUS.overrun).toBe(STATUS.overrun);
    expect(result.dropped).toBeGreaterThan(3);
    expect(result.windows - result.dropped).toBeGreaterThan(result.dropped);
  });

  const TOP = 'rtl/bitbeat_sliding__monitor.v';
  const INTAKE = 'rtl/bitbeat_sliding__intake.v';
  test.each([
    ['a core that is never reset', disturbed, {}, [TOP, 'rst_ni && core_rst_n', 'rst_ni'], /score \d+/],
    ['a gap that is not noticed', disturbed, {}, [INTAKE, 'broken_q || missing_o', 'broken_q'], /score \d+/],
    ['a dropped window that is not', bursts, { change: halfClock }, [INTAKE, '|| overrun_o', ''], /score \d+/],
    [
      'a core reset before every window',
      steady(signal.slice(0, 60)),
      {},
      [INTAKE, 'start && broken_q', 'start'],
      /cycle/,
    ],
  ] as const)('found: %s', async (_, events, settings, damage, message) => {
    const { failures } = await play(HOP, events, { ...settings, damage: [...damage] });
    expect(failures.join(', ')).toMatch(message);
  });

  test.each<[string, MonitorConfig, string]>([
    ['hopSamples', { hopSamples: 8 }, 'monitor.hopSamples: a hop of 8 samples, but folding.hopSamples'],
    ['hopSeconds', { hopSeconds: 1 }, 'monitor.hopSeconds: a hop of 360 samples, but folding.hopSamples'],
  ])('another hop by %s than that of the folding is refused, with both', (_, config, message) => {
    const { hardware } = slidingDesign(HOP);
    expect(() => monitorHardware(hardware, config, 'test')).toThrow(message);
    expect(() => monitorHardware(hardware, config, 'test')).toThrow(`monitor.hopSamples ${HOP}`);
    const { hopSeconds: _seconds, ...rest } = config;
    expect(monitorHardware(hardware, { ...rest, hopSamples: HOP }, 'test')).toMatchObject({ hopSamples: HOP });
    expect(monitorHardware(hardware, {}, 'test')).toMatchObject({ hopSamples: HOP, shares: true });
  });
});

describe('windows that share none', () => {
  test.each([undefined, { registered: true, reset: 'async-low' as const }])(
    'a hop that no work can be shared at, ports %j: never a reset',
    async (ports) => {
      const result = await play(6, disturbed, ports === undefined ? {} : { ports });
      expect(result.failures).toEqual([]);
      expect(result.classified).toBeGreaterThan(4);
    },
  );

  test('the ring is as long as it must be, no longer', { timeout: 60_000 }, async () => {
    // Samples come faster than the core takes them. After a gap a window is complete as soon as the core has done the one before.
    const config = { hopSamples: 9999, clockHz: 384 };
    const { hardware } = slidingDesign(undefined);
    const { depth, cyclesPerSample, timeoutCycles } = monitorHardware(hardware, config, 'test');
    expect(cyclesPerSample).toBe(1);
    expect(depth).toBeGreaterThan(WINDOW);
    const done = 2 + (hardware.latencyCycles - 1) + 2;
    const gap = done - (WINDOW - 1);
    expect(gap).toBeGreaterThan(timeoutCycles);
    const events = () =>
      Array.from({ length: 4 * WINDOW }, (_, i) => ({ wait: i === WINDOW ? gap : 1, codes: [signal[i]!] }));
    const right = await play(undefined, events, { config });
    expect(right.failures).toEqual([]);
    expect(right).toMatchObject({ windows: 2, dropped: 0 });
    const short = play(undefined, events, { config, change: (m) => ({ ...m, depth: depth - 1 }) });
    await expect(short).rejects.toThrow(/read while it is written|overwritten/);
  });
});

describe('parity', () => {
  const codes = steady(signal.slice(0, WINDOW + HOP));
  const flipped = async (file: string, at: number) => {
    const { design, hardware } = slidingDesign(HOP);
    const word = generated(design, { ...hardware, parity: true })
      .tree.get(file)!
      .split('\n')[at]!;
    const bad = (BigInt(`0x${word}`) ^ 1n).toString(16).padStart(word.length, '0');
    return await play(HOP, codes, { parity: true, damage: [file, `${word}\n`, `${bad}\n`] });
  };

  test('sound memories: never', async () => {
    const result = await play(HOP, codes, { parity: true });
    expect(result.failures).toEqual([]);
    expect(result.status & STATUS.parity).toBe(0);
  });

  test.each([
    ['mem/bitbeat_sliding__program.hex', 0],
    ['mem/bitbeat_sliding__signs.hex', 0],
  ])('one flipped bit of %s', async (file, at) => {
    expect((await flipped(file, at)).status & STATUS.parity).toBe(STATUS.parity);
  });

  test('a bit a word is all that it adds, and without it there is no port', () => {
    const { design, hardware } = slidingDesign(HOP);
    const [bare, added] = [false, true].map((parity) => generated(design, { ...hardware, parity }).tree);
    for (const [file, bits] of [
      ['mem/bitbeat_sliding__program.hex', hardware.format.wordBits],
      ['mem/bitbeat_sliding__signs.hex', hardware.folding.tapsPerLookup],
    ] as const) {
      const words = (tree: typeof bare) =>
        tree!
          .get(file)!
          .trimEnd()
          .split('\n')
          .map((word) => BigInt(`0x${word}`));
      expect(words(added).map((word) => BigInt.asUintN(bits, word))).toEqual(words(bare));
      const odd = words(added).filter((word) => word.toString(2).replaceAll('0', '').length % 2 !== 0);
      expect(odd).toEqual([]);
    }
    expect(bare!.get('rtl/bitbeat_sliding.v')).not.toContain('parity_error_o');
    expect(added!.get('rtl/bitbeat_sliding.v')).toContain('output reg  parity_error_o');
  });
});
