import { describe, expect, test } from 'vitest';
import { monitorHardware } from '../../../generator/arch/monitor.js';
import type { Bus } from '../../../generator/arch/registers.js';
import { stepsOf } from '../../../generator/arch/steps.js';
import { generated } from '../../../generator/emit/generated.js';
import { boardBench } from '../../../generator/emit/wrappers/board-bench.js';
import { busTree, designRegisters } from '../../../generator/emit/wrappers/bus.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { boardIdentity, streamedDesign } from '../../../generator/emit/wrappers/uart.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { saidOf, stepsText } from '../../../generator/link/said.js';
import { type StreamedFragment, streamFragments } from '../../../generator/link/stream.js';
import { argmax, Interpreter } from '../../../generator/model/interpreter.js';
import type { TaskKind } from '../../../generator/network/task.js';
import { makePackage } from '../../../generator/report/package.js';
import { SIMULATORS, type SimulatorName } from '../../../generator/simulate/simulators.js';
import { startBoard } from '../../../generator/simulate/wrappers/board.js';
import { busBenchProblem, simulateBus } from '../../../generator/simulate/wrappers/bus.js';
import { compileDriver, driverTest } from '../../../generator/simulate/wrappers/driver.js';
import { simulateMonitor, steadySamples } from '../../../generator/simulate/wrappers/monitor.js';
import { inFolder } from '../../emit/tiny.js';
import { setOf } from '../simulate-network.js';
import { noise, STEP_TASKS, stepDesign } from '../step-design.js';
import { change, type Damage } from './damage.js';

/** Networks with scores of each step behind every wrapper. */

const play = (
  task: TaskKind,
  simulator: SimulatorName,
  damage?: Damage,
  architecture: 'stream' | 'folded' = 'stream',
) =>
  inFolder((folder) => {
    const { design, hardware } = stepDesign(task, undefined, undefined, architecture);
    const { channels } = hardware.model.input;
    const monitor = monitorHardware(hardware, { hopSamples: 6 }, 'test');
    const core = generated(design, hardware);
    writeTree(folder, design.name, new Map([...core.tree, ...monitorFiles(monitor, core.identity)]), false);
    if (damage !== undefined) change(folder, damage);
    const codes = noise(hardware.model, 3).flat();
    const steady = steadySamples(codes, channels, monitor.cyclesPerSample);
    // An electrode without contact flags the windows that hold it; their steps are given all the same.
    const events = steady.map((event, i) => ({ ...event, leadOff: i === 60 }));
    return simulateMonitor(monitor, { folder, simulator, events, quick: true });
  });

describe('a continuing signal', { timeout: 180_000 }, () => {
  test.each(STEP_TASKS.flatMap((task) => SIMULATORS.map((simulator) => [task, simulator] as const)))(
    '%s: every step of every window, in %s',
    async (task, simulator) => {
      const result = await play(task, simulator);
      expect(result.failures).toEqual([]);
      const { hardware } = stepDesign(task);
      const steps = stepsOf(hardware)!.steps;
      expect(result.windows).toBeGreaterThan(10);
      expect(result.scores).toBe(result.windows * steps * hardware.model.classes.length);
      expect(result.flagged).toBeGreaterThan(1);
      if (task === 'classes') {
        const said = Object.values(result.classes!).reduce((sum, n) => sum + n, 0);
        expect(said).toBe(result.classified * steps);
      }
    },
  );

  test.each(STEP_TASKS)('%s, folded: every step of every window, each result in its cycle', async (task) => {
    expect((await play(task, 'icarus', undefined, 'folded')).failures).toEqual([]);
  });

  const TOP = 'bitbeat_own__monitor.v';
  test.each([
    ['classes', 'step_valid_o   <= score_valid_o && step_last', 'step_valid_o   <= score_valid_o && score_last'],
    ['classes', 'position_o <= position', "position_o <= position + 1'b1"],
    ['labels', 'labels_o <= core_labels', 'labels_o <= ~core_labels'],
    ['values', 'if (score_valid_o) values_o', 'if (score_valid_o && step_last) values_o'],
    ['values', 'if (score_valid_o || done) index_o', 'if (done) index_o'],
  ] as const)('%s: a defect is noticed: %s', async (task, text, by) => {
    const { failures } = await play(task, 'icarus', { file: TOP, text, by });
    expect(failures[0] ?? '').toMatch(/^step \(index, position, \w+\) \d+: expected/);
  });
});

const onBus = <T>(
  task: TaskKind,
  bus: Bus,
  use: (folder: string, built: ReturnType<typeof stepDesign>) => Promise<T>,
) =>
  inFolder(async (folder) => {
    const built = stepDesign(task);
    writeTree(folder, 'own', busTree(generated(built.design, built.hardware), bus), false);
    return await use(folder, built);
  });

describe('the C driver', { timeout: 120_000 }, () => {
  test.each(STEP_TASKS)('%s: reads every step that Verilator computes', (task) =>
    onBus(task, 'wishbone', async (folder, { hardware }) => {
      const set = setOf(noise(hardware.model, 5), 2);
      expect(await driverTest(hardware, folder, set)).toEqual({ name: 'C driver', outcome: 'passed', message: null });
      change(folder, { file: 'bitbeat_own__step_queue.v', text: 'write_q[PB-1:0]', by: 'write_q[PB:1]' });
      const { message } = await driverTest(hardware, folder, set);
      expect(message).toMatch(/^fragment 0: expected step \d+, .*; got step \d+, /);
    }),
  );

  test.each(STEP_TASKS)('%s on AXI compiles without one warning', (task) =>
    onBus(task, 'axi', async (folder) => {
      await expect(compileDriver('own', folder)).resolves.toContain('bitbeat.o');
    }),
  );
});

const problem = await busBenchProblem();

describe.skipIf(problem !== null)('against the bus clients of cocotbext', { timeout: 240_000 }, () => {
  const played = (task: TaskKind, bus: Bus, tests = '', damage?: Damage) =>
    onBus(task, bus, async (folder, { design, hardware }) => {
      if (damage !== undefined) change(folder, damage);
      const map = designRegisters(generated(design, hardware), bus);
      const set = setOf(noise(hardware.model, 2), 2);
      const results = await simulateBus(hardware, map, { folder, bus, set, tests });
      return results.filter(({ outcome }) => outcome !== 'skipped');
    });

  test.each([
    ['classes', 'axi'],
    ['classes', 'wishbone'],
    ['labels', 'axi'],
    ['values', 'wishbone'],
  ] as const)('%s, %s: every test', async (task, bus) => {
    const results = await played(task, bus);
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(results.length).toBe(bus === 'axi' ? 12 : 9);
  });

  test.each([
    [
      'a full queue that takes steps',
      'full_queue',
      'bitbeat_own__supervisor.v',
      'wait_i && result_i',
      "wait_i && 1'b0",
    ],
    [
      'a position that is that of the next',
      'classify$',
      'bitbeat_own__axi.v',
      '.said_i({class_index, position})',
      ".said_i({class_index, position ^ 5'd1})",
    ],
    [
      'fragments that are counted by step',
      'classify$',
      'bitbeat_own__supervisor.v',
      'ended && step_q == LAST_STEP[TB-1:0]',
      'ended',
    ],
    [
      'a step that is not given free',
      'full_queue',
      'bitbeat_own__registers.v',
      'status_result_pop_o = status_ones[1]',
      "status_result_pop_o = 1'b0",
    ],
  ] as const)('found: %s', async (_, tests, file, text, by) => {
    const results = await played('classes', 'axi', tests, { file, text, by });
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed']);
  });
});

describe('a board', { timeout: 240_000 }, () => {
  const onBoard = (task: TaskKind, samples: number, damage?: Damage) =>
    inFolder(async (folder) => {
      const { design, hardware } = stepDesign(task, undefined, samples);
      const { tree, cyclesPerBit } = boardBench(generated(design, hardware), null);
      writeTree(folder, design.name, tree, false);
      if (damage !== undefined) change(folder, damage);
      const board = await startBoard(hardware, { folder, cyclesPerBit, quick: true });
      const told: StreamedFragment[] = [];
      try {
        const built = { design, hardware, budget: null };
        const set = setOf(noise(hardware.model, 3), hardware.model.input.channels);
        const settings = { port: board.port, baud: 115_200, timeout: 20_000, check: true, anyModel: false };
        const on = (one: StreamedFragment) => void told.push(one);
        return { told, ...(await streamFragments(streamedDesign(built), set, { ...settings, on })) };
      } finally {
        await board.stop().catch(() => {});
      }
    });

  test.each([
    ['classes', 40, 1],
    ['labels', 60, 2],
  ] as const)('%s, windows of %i: every step of every fragment, in %i answers', async (task, samples, pages) => {
    const { told, failures, compared, device } = await onBoard(task, samples);
    const { hardware } = stepDesign(task, undefined, samples);
    const { model } = hardware;
    const { steps } = stepsOf(hardware)!;
    expect(failures).toEqual([]);
    expect(device).toMatchObject({ protocol: 2, pages });
    expect(compared).toBe(3 * steps * model.classes.length);
    expect(told.map((one) => [one.class, one.steps!.length])).toEqual(told.map(() => [null, steps]));
    const interpreter = new Interpreter(model);
    const [codes] = noise(model, 1);
    const right = interpreter.steps(codes!).map((scores) => saidOf(model, [...scores], argmax(scores)));
    expect(told[0]!.steps).toEqual(right);
  });

  test('found: a class that is that of the step before', async () => {
    const text = '.end_i(step_last_o), .class_o(class_o)';
    const { failures } = await onBoard('classes', 40, {
      file: 'bitbeat_own.v',
      text,
      by: '.end_i(score_last_o), .class_o(class_o)',
    });
    expect(failures[0]).toMatch(/^0: step \d+: class \d+, scores .*, expected class \d+, scores /);
  });

  test('steps that the link cannot carry are refused with every figure, and what to use', () => {
    const { design, hardware } = stepDesign('labels');
    const last = hardware.layers.at(-1)!;
    const layers = [...hardware.layers.slice(0, -1), { ...last, lengths: { ...last.lengths, output: 10_000 } }];
    const large = { ...hardware, layers } as typeof hardware;
    expect(() => boardIdentity(generated(design, large))).toThrow(
      /too many steps with 5 scores of \d+ bits for the UART's link \(found 10000\); allowed: up to \d+; try: a shorter window, or the design on a bus/,
    );
  });
});

test('in a line: steps in a row of which the same is said', () => {
  const said = (name: string) => ({ class: name });
  expect(stepsText(['a', 'a', 'b', 'a', 'a', 'a'].map(said))).toBe('0-1 a, 2 b, 3-5 a');
  const { model } = stepDesign('labels').hardware;
  const labels = [
    [1, 0, 0, 0, 0],
    [1, 0, 0, 0, 0],
    [0, -800, 0, -40, 0],
  ].map((scores) => saidOf(model, scores, 0));
  expect(stepsText(labels)).toBe('0-1 label 0 + label 1 + label 3, 2 no label');
  const { model: values } = stepDesign('values').hardware;
  expect(
    stepsText(
      [
        [128, 0],
        [-64, 256],
      ].map((scores) => saidOf(values, scores, 0)),
    ),
  ).toBe('value 0 -0.5 to 1 beats/min, value 1 0 to 2 hPa');
});

test('a package: its own bench passes, its expectations are of each step, its data sheet says where steps lie', async () => {
  for (const task of STEP_TASKS) {
    const { design, hardware } = stepDesign(task);
    const { tree, runs } = await makePackage({ design, hardware, budget: null }, { simulator: 'icarus', fragments: 2 });
    const { fragments } = JSON.parse(tree.get('bench/expected.json')!);
    const key = { classes: 'class', labels: 'labels', values: 'values' }[task];
    expect(fragments.map((one: Record<string, unknown[]>) => [one.scores!.length, one[key]!.length])).toEqual([
      [18, 18],
      [18, 18],
    ]);
    expect(runs[0]!.layerCycles).toEqual(hardware.layerCycles);
    const sheet = tree.get('DATASHEET.md')!;
    expect(sheet).toContain('of each of 18 steps, one step after the other');
    expect(sheet).toContain('Step p is of samples 2p - 2 to 2p + 6 of the window');
    expect(sheet).toContain('| `step_last_o` | output | 1 |');
    expect(tree.get('doc/timing.svg')).toContain('position_o[4:0]');
  }
}, 120_000);
