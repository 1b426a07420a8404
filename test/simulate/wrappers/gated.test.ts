import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import { type GatedHardware, gatedHardware } from '../../../generator/arch/gated.js';
import type { Hardware } from '../../../generator/arch/hardware.js';
import type { MonitorConfig } from '../../../generator/arch/monitor.js';
import type { Design } from '../../../generator/config/design.js';
import type { Ports } from '../../../generator/config/ports.js';
import { generated } from '../../../generator/emit/generated.js';
import { gatedFiles } from '../../../generator/emit/wrappers/gated.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { codesPerWindow } from '../../../generator/network/input.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import {
  type Clocks,
  type GatedEvent,
  type GatedResult,
  nominalClocks,
  simulateGated,
} from '../../../generator/simulate/wrappers/gated.js';
import { STATUS, steadySamples } from '../../../generator/simulate/wrappers/monitor.js';
import { random } from '../../../generator/support/random.js';
import { buildTiny, inFolder } from '../../emit/tiny.js';
import { OWN_MODELS, ownModel } from '../../own-models.js';
import { signal, slidingDesign } from '../sliding-network.js';
import { change as damaged } from './damage.js';

/** The monitor with a slow clock for samples and a core whose clock stands between windows. */

const WINDOW = 36;
const HOP = 4;
const IDENTITY = { version: '0', modelHash: '0', configurationHash: '0', copyright: '', command: 'test' };

interface Built {
  design: Design;
  hardware: Hardware;
}
type Events = (gated: GatedHardware) => readonly GatedEvent[];

interface Settings {
  core?: Built;
  config?: MonitorConfig;
  simulator?: SimulatorName;
  parity?: boolean;
  ports?: Ports;
  clocks?: (usual: Clocks) => Clocks;
  change?: (gated: GatedHardware) => GatedHardware;
  damage?: readonly [file: string, text: string, by: string];
}

/** A window takes a third of a hop of 4 samples, 10 cycles each. */
const CONFIG: MonitorConfig = { clockHz: 500_000, gated: { intakeHz: 3600, wakeMicroseconds: 300 } };

const withPorts = ({ design, hardware }: Built, parity: boolean, ports: Ports | undefined): Built => {
  const own = { ...design, parity, ports } as Design;
  return { design: own, hardware: buildHardware(own, hardware.model, 'test') };
};

function play(events: Events, settings: Settings = {}): Promise<GatedResult> {
  const { core = slidingDesign(HOP), config = CONFIG, simulator = 'icarus', parity = false, ports, damage } = settings;
  return inFolder((folder) => {
    const { design, hardware } = withPorts(core, parity, ports);
    const gated = (settings.change ?? ((g) => g))(gatedHardware(hardware, config, 'test'));
    const tree = new Map([...generated(design, hardware).tree, ...gatedFiles(gated, IDENTITY)]);
    writeTree(folder, design.name, tree, false);
    if (damage !== undefined) {
      const [file, text, by] = damage;
      damaged(folder, { file, text, by });
    }
    const clocks = (settings.clocks ?? ((c) => c))(nominalClocks(gated));
    return simulateGated(gated, { folder, simulator, events: events(gated), clocks, quick: true });
  });
}

const steady =
  (codes: readonly number[], channels = 1): Events =>
  ({ cyclesPerSample }) =>
    steadySamples(codes, channels, cyclesPerSample);

/** Random strobes, gaps, clears and, where wanted, resets at any time, each time followed by several windows. */
const disturbed =
  (resets: boolean): Events =>
  ({ cyclesPerSample, timeoutCycles }) => {
    const draw = random(11);
    const events: GatedEvent[] = [];
    const code = () => signal[events.length % signal.length]!;
    for (let piece = 0; piece < 6; piece++) {
      for (let i = 0; i < 12; i++) {
        const waits = [1, draw.integer(1, cyclesPerSample), cyclesPerSample - 1, timeoutCycles, timeoutCycles + 1];
        const wait = waits[draw.integer(0, waits.length - 1)]!;
        events.push({ wait, codes: draw.integer(0, 9) < 8 ? [code()] : undefined, clear: draw.integer(0, 9) < 3 });
      }
      for (let i = 0; i < WINDOW + 3 * HOP; i++)
        events.push({ wait: cyclesPerSample + draw.integer(0, 3), codes: [code()] });
      if (!resets) continue;
      // From before the work on a window until after it.
      events.push({ wait: draw.integer(1, 3 * cyclesPerSample), reset: true });
      events.push({ wait: 4, codes: [code()] });
    }
    return events;
  };

/** Off by less than an eighth each, and of no ratio. */
const CLOCKS: readonly [string, (usual: Clocks) => Clocks][] = [
  ['as they should be', (c) => c],
  [
    'the slow one too fast, the fast one too slow',
    (c) => ({ ...c, slowHalf: c.slowHalf * 0.89, fastHalf: c.fastHalf * 1.13 }),
  ],
  [
    'the slow one too slow, the fast one too fast',
    (c) => ({ ...c, slowHalf: c.slowHalf * 1.13, fastHalf: c.fastHalf * 0.89 }),
  ],
  ['a fast one that never stops', (c) => ({ ...c, fastHalf: c.fastHalf * 1.01, always: true })],
  ['a fast one that runs at once', (c) => ({ ...c, fastHalf: c.fastHalf * 0.97, wake: 0 })],
];
const whole = (clocks: (usual: Clocks) => Clocks) => (usual: Clocks) => {
  const c = clocks(usual);
  return { ...c, slowHalf: Math.round(c.slowHalf), fastHalf: Math.round(c.fastHalf) };
};

test('verilator and iverilog take the wrapper without one message', () =>
  inFolder((folder) => {
    const { design, hardware } = withPorts(slidingDesign(HOP), true, undefined);
    const tree = new Map([
      ...generated(design, hardware).tree,
      ...gatedFiles(gatedHardware(hardware, CONFIG, 'test'), IDENTITY),
    ]);
    writeTree(folder, design.name, tree, false);
    const top = 'bitbeat_sliding__gated';
    const long = tree
      .get(`rtl/${top}.v`)!
      .split('\n')
      .filter((line) => line.length > 100);
    expect(long).toEqual([]);
    const said = (program: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      return { status, text: `${stdout}${stderr}` };
    };
    const silent = { status: 0, text: '' };
    expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toEqual(silent);
    const sources = ['-y', 'rtl', `rtl/${top}.v`];
    expect(said('iverilog', '-g2005', '-Wall', '-s', top, '-t', 'null', ...sources)).toEqual(silent);
  }));

describe('every window, once, in as many edges as it takes', { timeout: 120_000 }, () => {
  test.each(CLOCKS)('clocks: %s', async (_, clocks) => {
    const result = await play(steady(signal.slice(0, 2 * WINDOW)), { clocks: whole(clocks) });
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ dropped: 0, flagged: 0, windows: WINDOW / HOP + 1, edges: WINDOW / HOP });
  });

  test('in Verilator too', async () => {
    for (const [, clocks] of CLOCKS.slice(0, 2)) {
      const result = await play(disturbed(true), { simulator: 'verilator', clocks: whole(clocks) });
      expect(result.failures).toEqual([]);
      expect(result.classified).toBeGreaterThan(12);
    }
  });

  test.each(CLOCKS)('gaps, samples too early, clears and resets at any time; clocks: %s', async (_, clocks) => {
    const result = await play(disturbed(true), { clocks: whole(clocks) });
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ resets: 6 });
    expect(result.classified).toBeGreaterThan(12);
    expect(result.edges).toBeGreaterThan(5);
  });

  test.each<[string, Ports]>([
    ['with register slices, a reset without a clock', { registered: true, reset: 'async-low' }],
    ['with register slices', { registered: true, reset: 'sync-low' }],
    ['a reset without a clock', { registered: false, reset: 'async-low' }],
    ['a reset that is active high', { registered: false, reset: 'sync-high' }],
  ])('a core %s', async (_, ports) => {
    const result = await play(disturbed(true), { ports });
    expect(result.failures).toEqual([]);
    expect(result.classified).toBeGreaterThan(12);
  });

  test('a core of an engine a layer, and one that shares no work', async () => {
    const config = { ...CONFIG, hopSamples: 7 };
    for (const core of [buildTiny(), slidingDesign(undefined)]) {
      const result = await play(disturbed(true), { core, config });
      expect(result.failures).toEqual([]);
      expect(result.classified).toBeGreaterThan(6);
    }
  });

  test.each(['ecp5', 'gowin'] as const)('a gate of %s', async (gate) => {
    const config = { ...CONFIG, gated: { ...CONFIG.gated, gate } };
    const result = await play(disturbed(true), { config });
    expect(result.failures).toEqual([]);
    expect(result.edges).toBeGreaterThan(5);
  });

  test('a clock that its oscillator stops', async () => {
    const config = { ...CONFIG, gated: { ...CONFIG.gated, gate: 'oscillator' as const } };
    for (const [, clocks] of CLOCKS) {
      const result = await play(disturbed(true), { config, clocks: whole(clocks) });
      expect(result.failures).toEqual([]);
      expect(result).toMatchObject({ edges: 0 });
    }
  });

  test('a hop too short for the core: windows are dropped and said so, the others are right', async () => {
    const core = slidingDesign(undefined);
    const config = { ...CONFIG, hopSamples: 40, clockHz: 60_000 };
    const result = await play(steady(signal), { core, config, change: (g) => ({ ...g, hopSamples: 3 }) });
    expect(result.failures).toEqual([]);
    expect(result.dropped).toBeGreaterThan(10);
    expect(result.status & STATUS.overrun).toBe(STATUS.overrun);
    expect(result.classified).toBe(result.windows - result.dropped);
  });
});

describe('every task', { timeout: 120_000 }, () => {
  test.each(['labels', 'values', 'several', 'three-channels'])('%s', async (task) => {
    const own = OWN_MODELS[task]!;
    const model = ownModel('own', own);
    const design = {
      name: 'own',
      model: 'own.alq.json',
      architecture: 'folded',
      folding: { lanes: 2, tapsPerLookup: 1 },
    };
    const core = { design: design as Design, hardware: buildHardware(design as Design, model, 'test') };
    const rng = random(5);
    const codes = Array.from({ length: 3 * codesPerWindow(model.input) }, () => rng.integer(0, 1023));
    const config = { hopSamples: 7, clockHz: 500_000, gated: { intakeHz: 10 * model.input.sampleRateHz } };
    const result = await play(
      (gated) => steady(codes, model.input.channels)(gated).map((event, i) => ({ ...event, leadOff: i === 40 })),
      { core, config },
    );
    expect(result.failures).toEqual([]);
    expect(result.flagged).toBeGreaterThan(1);
    expect(result.windows).toBe(Math.floor((2 * model.input.samples) / 7) + 1);
  });
});

describe('ring', { timeout: 120_000 }, () => {
  // Samples come faster than the core takes them.
  const core = slidingDesign(undefined);
  const config = { hopSamples: 40 * WINDOW, clockHz: 700, gated: { intakeHz: 3600, wakeMicroseconds: 0 } };
  const codes = Array.from({ length: 82 * WINDOW }, (_, i) => signal[i % signal.length]! ^ (i % 7));
  const slow = whole((c) => ({ ...c, slowHalf: c.slowHalf * 0.9, fastHalf: c.fastHalf * 1.12 }));

  test('long enough for clocks that are off, by little more than it must be', async () => {
    const { depth } = gatedHardware(core.hardware, config, 'test');
    expect(depth).toBeGreaterThan(WINDOW + 3);
    const right = await play(steady(codes), { core, config, clocks: slow });
    expect(right.failures).toEqual([]);
    expect(right.windows).toBe(3);
    const short = await play(steady(codes), {
      core,
      config,
      clocks: slow,
      change: (g) => ({ ...g, depth: depth - 3 }),
    });
    expect(short.failures.join()).toMatch(/score \d+: expected/);
  });
});

test.each<[string, MonitorConfig, string]>([
  ['a core too slow', { ...CONFIG, clockHz: 2000 }, 'monitor.clockHz: a window takes'],
  ['an intake too slow', { gated: { intakeHz: 700 } }, 'monitor.gated.intakeHz: less than 2 cycles a sample'],
])('%s is refused with the nearest that is not', (_, config, message) => {
  const { hardware } = slidingDesign(HOP);
  const sized = (own: MonitorConfig) => () => gatedHardware(hardware, own, 'test');
  expect(sized(config)).toThrow(message);
  const { message: text } = (() => {
    try {
      sized(config)();
    } catch (error) {
      return error as Error;
    }
    return new Error();
  })();
  const [, hz] = /allowed: (\d+) or more/.exec(text)!;
  const mended =
    config.clockHz === undefined ? { gated: { intakeHz: Number(hz) } } : { ...config, clockHz: Number(hz) };
  expect(sized(mended)).not.toThrow();
});

describe('defects are found', { timeout: 120_000 }, () => {
  const TOP = 'bitbeat_sliding__gated.v';
  const INTAKE = 'bitbeat_sliding__slow_intake.v';
  const READER = 'bitbeat_sliding__window_reader.v';
  const GATE = 'bitbeat_sliding__clock_gate.v';
  test.each<[string, NonNullable<Settings['damage']>, RegExp, boolean?]>([
    ['a gate that is always open', [GATE, 'clk_i && open_q', 'clk_i'], /edges of the core/],
    ['a gate that stays shut in reset', [TOP, '|| !fast_released', ''], /score|result|window|edges/],
    ['a request that ends too early', [INTAKE, '(request_q && !result_o)', "1'b0"], /result|windows were due/],
    ['a window that is given twice', [INTAKE, 'request_q && answer == ask_q', 'request_q'], /result/],
    ['an answer before the work is done', [READER, 'active_q && done_i) answer', 'start) answer'], /result|score/],
    ['a gap that is not noticed', [INTAKE, 'broken_q || missing_o', 'broken_q'], /score \d+/, false],
    ['a core reset before every window', [READER, 'start && !follows_i', 'start'], /edges of the core/],
    ['another place of the oldest sample', [INTAKE, 'place_q + AHEAD', 'place_q + 1 + AHEAD'], /score \d+/],
  ])('%s', async (_, damage, message, resets = true) => {
    const { failures } = await play(disturbed(resets), { damage });
    expect(failures.join(', ')).toMatch(message);
  });
});
