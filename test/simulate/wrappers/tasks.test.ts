import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import { monitorHardware } from '../../../generator/arch/monitor.js';
import { type Bus, MAX_LABELS } from '../../../generator/arch/registers.js';
import type { Design } from '../../../generator/config/design.js';
import { generated } from '../../../generator/emit/generated.js';
import { busTree, designRegisters } from '../../../generator/emit/wrappers/bus.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { decisionOf } from '../../../generator/model/decision.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { codesPerWindow } from '../../../generator/network/input.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { busBenchProblem, simulateBus } from '../../../generator/simulate/wrappers/bus.js';
import { compileDriver, driverTest } from '../../../generator/simulate/wrappers/driver.js';
import { simulateMonitor, steadySamples } from '../../../generator/simulate/wrappers/monitor.js';
import { random } from '../../../generator/support/random.js';
import { inFolder } from '../../emit/tiny.js';
import { OWN_MODELS, ownModel } from '../../own-models.js';
import { setOf } from '../simulate-network.js';
import { change, type Damage } from './damage.js';

/** Networks that tell labels and values, of two channels, behind every wrapper. */

const TASKS = ['labels', 'values'] as const;
type TaskName = (typeof TASKS)[number];
const ARCHITECTURES = ['stream', 'folded'] as const;
const KINDS = TASKS.flatMap((task) => ARCHITECTURES.map((architecture) => [task, architecture] as const));

const FOLDINGS = { stream: { lanes: [2, 1] }, folded: { lanes: 2, tapsPerLookup: 1 } };

function made(task: TaskName, architecture: (typeof ARCHITECTURES)[number], own = OWN_MODELS[task]!) {
  const design = { name: 'own', model: 'own.alq.json', architecture, folding: FOLDINGS[architecture] } as Design;
  return { design, hardware: buildHardware(design, ownModel('own', own), 'test') };
}

/** Noise about the middle of the codes, and between their ends: scores lie on both sides of thresholds. */
function windows(task: TaskName, count: number): number[][] {
  const { input } = ownModel('own', OWN_MODELS[task]!);
  const rng = random(5);
  const top = 2 ** input.codeBits - 1;
  return Array.from({ length: count }, (_, i) => {
    const [low, high] = i % 2 === 0 ? [top >> 2, top - (top >> 2)] : [0, top];
    return Array.from({ length: codesPerWindow(input) }, () => rng.integer(low, high));
  });
}

test('windows in which each label that can hold does and does not, and values of both signs', () => {
  const { model } = made('labels', 'folded').hardware;
  const interpreter = new Interpreter(model);
  const said = windows('labels', 12).map((codes) => decisionOf(model, interpreter.scores(codes)));
  const counts = model.classes.map((_, i) => said.filter((one) => one.kind === 'labels' && one.set[i]).length);
  for (const count of counts.slice(0, -1)) expect([count, count > 0 && count < 12]).toEqual([count, true]);
  // Its threshold is out of reach.
  expect(counts.at(-1)).toBe(0);
});

describe('a continuing signal', { timeout: 180_000 }, () => {
  const play = (task: TaskName, architecture: 'stream' | 'folded', simulator: SimulatorName, damage?: Damage) =>
    inFolder((folder) => {
      const { design, hardware } = made(task, architecture);
      const { channels } = hardware.model.input;
      const monitor = monitorHardware(hardware, { hopSamples: 7 }, 'test');
      const core = generated(design, hardware);
      writeTree(folder, design.name, new Map([...core.tree, ...monitorFiles(monitor, core.identity)]), false);
      if (damage !== undefined) change(folder, damage);
      const codes = windows(task, 12).flat();
      const guarded = steadySamples(codes, channels, monitor.cyclesPerSample);
      // An electrode without contact flags the windows that hold it.
      const events = guarded.map((event, i) => ({ ...event, leadOff: i === 100 }));
      return simulateMonitor(monitor, { folder, simulator, events, quick: true });
    });

  test.each(KINDS)('%s, %s: every window, in Verilator', async (task, architecture) => {
    const result = await play(task, architecture, 'verilator');
    expect(result.failures).toEqual([]);
    expect(result.windows).toBeGreaterThan(30);
    expect(result.flagged).toBeGreaterThan(1);
    expect(result.classified).toBe(result.windows - result.flagged);
    expect(result.classes).toBeUndefined();
    const said = Object.entries(result[task]!);
    expect(said.length).toBeGreaterThan(1);
    if (task === 'values')
      for (const [, range] of said) expect(range).toEqual([expect.any(Number), expect.any(Number)]);
  });

  test.each(TASKS)('%s, in Icarus', async (task) => {
    expect((await play(task, 'folded', 'icarus')).failures).toEqual([]);
  });

  test.each([
    ['labels', 'bitbeat_own__labels.v', 'behind[BITS], before_q', '!behind[BITS], before_q'],
    ['labels', 'bitbeat_own__monitor.v', '.take_i(score_valid_o),', '.take_i(scored_now),'],
    ['values', 'bitbeat_own__monitor.v', 'if (score_valid_o) values_q', 'if (scored_now) values_q'],
  ] as const)('%s: a defect in %s is noticed', async (task, file, text, by) => {
    const { failures } = await play(task, 'folded', 'icarus', { file, text, by });
    expect(failures[0] ?? '').toMatch(new RegExp(`^result .*${task}`));
  });
});

const onBus = <T>(
  [task, architecture]: readonly [TaskName, 'stream' | 'folded'],
  bus: Bus,
  use: (folder: string, built: ReturnType<typeof made>) => Promise<T>,
) =>
  inFolder(async (folder) => {
    const built = made(task, architecture);
    writeTree(folder, 'own', busTree(generated(built.design, built.hardware), bus), false);
    return await use(folder, built);
  });

describe('the C driver', { timeout: 120_000 }, () => {
  test.each([
    ['labels', 'folded'],
    ['values', 'stream'],
  ] as const)('%s, %s: reads what Verilator computes', (...kind) =>
    onBus(kind, 'wishbone', async (folder, { hardware }) => {
      const [task] = kind;
      const set = setOf(windows(task, 6), 2);
      expect(await driverTest(hardware, folder, set)).toEqual({ name: 'C driver', outcome: 'passed', message: null });
      if (task === 'values') return;
      change(folder, { file: 'bitbeat_own__wb.v', text: 'else if (held_now)', by: 'else if (score_last)' });
      change(folder, { file: 'bitbeat_own__wb.v', text: '<= label_bits', by: '<= ~label_bits' });
      expect(await driverTest(hardware, folder, set)).toMatchObject({ outcome: 'failed' });
    }),
  );

  test.each(KINDS)('%s, %s on AXI compiles without one warning', (...kind) =>
    onBus(kind, 'axi', async (folder) => {
      await expect(compileDriver('own', folder)).resolves.toContain('bitbeat.o');
    }),
  );
});

const problem = await busBenchProblem();

describe.skipIf(problem !== null)('against the bus clients of cocotbext', { timeout: 240_000 }, () => {
  const PLAYED = [
    ['labels', 'folded', 'axi'],
    ['labels', 'folded', 'wishbone'],
    ['values', 'stream', 'axi'],
  ] as const;

  test.each(PLAYED)('%s, %s, %s: every test', (task, architecture, bus) =>
    onBus([task, architecture], bus, async (folder, { design, hardware }) => {
      const map = designRegisters(generated(design, hardware), bus);
      const results = await simulateBus(hardware, map, { folder, bus, set: setOf(windows(task, 2), 2) });
      // A queue is of designs with scores of each step.
      const skipped = { name: 'full_queue', outcome: 'skipped', message: null };
      expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([skipped]);
      expect(results.length).toBe(bus === 'axi' ? 12 : 9);
    }),
  );
});

test('more labels than a register holds: refused on a bus, by name', () => {
  const task = { kind: 'labels' as const };
  const many = (count: number) => {
    const { design, hardware } = made('labels', 'folded', { ...OWN_MODELS.labels!, classes: count, task });
    return () => designRegisters(generated(design, hardware), null);
  };
  expect(many(MAX_LABELS)().registers.find(({ name }) => name === 'labels')!.fields[0]!.bits).toBe(32);
  expect(many(MAX_LABELS + 1)).toThrow(
    /own\.alq\.json: outputs\[0\]\.task\.names: too many labels for their register on a bus \(found 33\); allowed: up to 32/,
  );
});
