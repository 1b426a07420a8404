import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { monitorHardware } from '../../../generator/arch/monitor.js';
import { type Bus, MAX_LABELS } from '../../../generator/arch/registers.js';
import { generated } from '../../../generator/emit/generated.js';
import { boardBench } from '../../../generator/emit/wrappers/board-bench.js';
import { busTree, designRegisters } from '../../../generator/emit/wrappers/bus.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { streamedDesign } from '../../../generator/emit/wrappers/uart.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { type Said, saidText, stepsText } from '../../../generator/link/said.js';
import { type StreamedFragment, streamFragments } from '../../../generator/link/stream.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { hardwareReport } from '../../../generator/report/layers.js';
import { makePackage } from '../../../generator/report/package.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { startBoard } from '../../../generator/simulate/wrappers/board.js';
import { busBenchProblem, simulateBus } from '../../../generator/simulate/wrappers/bus.js';
import { compileDriver, driverTest } from '../../../generator/simulate/wrappers/driver.js';
import { simulateMonitor, steadySamples } from '../../../generator/simulate/wrappers/monitor.js';
import { inFolder } from '../../emit/tiny.js';
import { type Architecture, KINDS, PERS, type Per, severalDesign } from '../several-design.js';
import { setOf } from '../simulate-network.js';
import { noise } from '../step-design.js';
import { change, type Damage } from './damage.js';

/** Networks of several outputs behind every wrapper. */

describe('a continuing signal', { timeout: 180_000 }, () => {
  const play = (per: Per, architecture: Architecture, simulator: SimulatorName, damage?: Damage) =>
    inFolder((folder) => {
      const { design, hardware } = severalDesign(per, architecture);
      const monitor = monitorHardware(hardware, { hopSamples: 6 }, 'test');
      const core = generated(design, hardware);
      writeTree(folder, design.name, new Map([...core.tree, ...monitorFiles(monitor, core.identity)]), false);
      if (damage !== undefined) change(folder, damage);
      const steady = steadySamples(noise(hardware.model, 6).flat(), 2, monitor.cyclesPerSample);
      // An electrode without contact flags the windows that hold it.
      const events = steady.map((event, i) => ({ ...event, leadOff: i === 60 }));
      return simulateMonitor(monitor, { folder, simulator, events, quick: true });
    });

  test.each(KINDS)('%s, %s: every output of every window, in Verilator', async (per, architecture) => {
    const result = await play(per, architecture, 'verilator');
    expect(result.failures).toEqual([]);
    expect(result.windows).toBeGreaterThan(10);
    expect(result.flagged).toBeGreaterThan(1);
    const { beat, rate, noise: labels } = result.outputs!;
    const said = Object.values(beat!.classes!).reduce((sum, n) => sum + n, 0);
    expect(said % result.classified).toBe(0);
    expect(Object.keys(beat!.classes!).length).toBeGreaterThan(1);
    expect(Object.keys(labels!.labels!).length).toBe(2);
    for (const [low, high] of Object.values(rate!.values!)) expect(low).toBeLessThan(high);
  });

  test.each(PERS)('%s, in Icarus', async (per) => {
    expect((await play(per, 'folded', 'icarus')).failures).toEqual([]);
  });

  const TOP = 'bitbeat_own__monitor.v';
  test.each([
    ['window', '.take_i(score_valid_o && mine_noise)', '.take_i(score_valid_o)'],
    ['window', 'if (score_valid_o && mine_rate) rate_values_q', 'if (score_valid_o) rate_values_q'],
    ['window', 'beat_class_q <= core_beat_class', 'beat_class_q <= core_rhythm_class'],
    ['step', 'if (score_valid_o && mine_rate) rate_values_o', 'if (score_valid_o && step_last) rate_values_o'],
    ['step', 'noise_labels_o <= core_noise_labels', 'noise_labels_o <= ~core_noise_labels'],
  ] as const)('%s: a defect is noticed: %s', async (per, text, by) => {
    const { failures } = await play(per, 'folded', 'icarus', { file: TOP, text, by });
    expect(failures[0] ?? '').toMatch(/^(result|step) \(index, .*\) \d+: expected/);
  });
});

const onBus = <T>(
  per: Per,
  architecture: Architecture,
  bus: Bus,
  use: (folder: string, built: ReturnType<typeof severalDesign>) => Promise<T>,
) =>
  inFolder(async (folder) => {
    const built = severalDesign(per, architecture);
    writeTree(folder, 'own', busTree(generated(built.design, built.hardware), bus), false);
    return await use(folder, built);
  });

test.each(PERS)('%s: a register an output, behind the hashes; scores at a multiple of their size', (per) => {
  const { design, hardware } = severalDesign(per, 'stream');
  const { registers, blocks } = designRegisters(generated(design, hardware), null);
  const said = registers.filter(({ offset }) => offset >= 0x80).map(({ name, offset }) => [name, offset]);
  const scores = blocks.find(({ name }) => name === 'scores')!;
  const layout = registers.find(({ name }) => name === 'version')!.fields.find(({ name }) => name === 'layout')!.reset;
  expect([said, scores.offset, scores.words, layout]).toEqual(
    {
      window: [
        [
          ['rhythm_class', 0x80],
          ['noise_labels', 0x84],
          ['beat_class', 0x88],
        ],
        ...[0xc0, 9, 3],
      ],
      step: [
        [
          ['noise_labels', 0x80],
          ['beat_class', 0x84],
        ],
        ...[0xa0, 7, 4],
      ],
    }[per],
  );
});

test('more labels than a register holds: refused by the output', () => {
  const { design, hardware } = severalDesign('window', 'folded');
  const count = MAX_LABELS + 1;
  const outputs = [
    { name: 'rhythm', count: 2, task: { kind: 'classes' as const } },
    { name: 'noise', count, task: { kind: 'labels' as const } },
  ];
  const classes = Array.from({ length: count + 2 }, (_, i) => `${i}`);
  const many = { ...hardware, model: { ...hardware.model, classes, task: { kind: 'several' as const, outputs } } };
  expect(() => designRegisters(generated(design, many as typeof hardware), null)).toThrow(
    /own\.alq\.json: outputs\[1\]\.task\.names: too many labels for their register on a bus \(found 33\)/,
  );
});

describe('the C driver', { timeout: 120_000 }, () => {
  test.each(PERS)('%s: reads what Verilator computes', (per) =>
    onBus(per, 'stream', 'wishbone', async (folder, { hardware }) => {
      const set = setOf(noise(hardware.model, 5), 2);
      expect(await driverTest(hardware, folder, set)).toEqual({ name: 'C driver', outcome: 'passed', message: null });
      change(folder, { file: 'bitbeat_own__registers.v', text: 'beat_class_i', by: 'unknown_i' });
      change(folder, { file: 'bitbeat_own__registers.v', text: 'beat_class_i', by: '~unknown_i' });
      change(folder, { file: 'bitbeat_own__wb.v', text: '.beat_class_i', by: '.unknown_i' });
      expect(await driverTest(hardware, folder, set)).toMatchObject({ outcome: 'failed' });
    }),
  );

  test.each(PERS)('%s on AXI compiles without one warning; names, places and scales by output', (per) =>
    onBus(per, 'folded', 'axi', async (folder) => {
      await expect(compileDriver('own', folder)).resolves.toContain('bitbeat.o');
      const header = readFileSync(join(folder, 'sw/bitbeat_own_registers.h'), 'utf8');
      const first = { window: 5, step: 5 }[per];
      expect(header).toContain(`#define BITBEAT_OWN_RATE_FIRST ${first}u`);
      expect(header).toContain('#define BITBEAT_OWN_BEAT_CLASSES 3u');
      expect(header).toContain('#define BITBEAT_OWN_NOISE_LABEL_THRESHOLDS');
      expect(header).toContain(`#define BITBEAT_OWN_RATE_VALUE_SCALE ${{ window: '0.125', step: '1.0' }[per]}`);
      expect(readFileSync(join(folder, 'sw/bitbeat_own.h'), 'utf8')).toContain('uint32_t beat_class;');
    }),
  );
});

const problem = await busBenchProblem();

describe.skipIf(problem !== null)('against the bus clients of cocotbext', { timeout: 240_000 }, () => {
  const played = (per: Per, architecture: Architecture, bus: Bus, tests = '', damage?: Damage) =>
    onBus(per, architecture, bus, async (folder, { design, hardware }) => {
      if (damage !== undefined) change(folder, damage);
      const map = designRegisters(generated(design, hardware), bus);
      const set = setOf(noise(hardware.model, damage === undefined ? 2 : 8), 2);
      const results = await simulateBus(hardware, map, { folder, bus, set, tests });
      return results.filter(({ outcome }) => outcome !== 'skipped');
    });

  test.each([
    ['window', 'folded', 'axi', 11],
    ['window', 'stream', 'wishbone', 8],
    ['step', 'stream', 'axi', 12],
    ['step', 'folded', 'wishbone', 9],
  ] as const)('%s, %s, %s: every test', async (per, architecture, bus, count) => {
    const results = await played(per, architecture, bus);
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(results.length).toBe(count);
  });

  test.each([
    ['window', 'labels of the scores before', '.FIRST(3), .COUNT(2)', '.FIRST(0), .COUNT(2)'],
    [
      'window',
      'TUSER in another order',
      '{output_beat_class, output_noise_labels',
      '{output_noise_labels, output_beat_class',
    ],
    [
      'step',
      'outputs exchanged in the queue',
      '.said_o({result_beat_class, result_noise_labels',
      '.said_o({result_noise_labels, result_beat_class',
    ],
  ] as const)('%s, found: %s', async (per, _, text, by) => {
    const results = await played(per, 'folded', 'axi', 'classify$', { file: 'bitbeat_own__axi.v', text, by });
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed']);
  });
});

describe('a board', { timeout: 240_000 }, () => {
  const onBoard = (per: Per, damage?: Damage) =>
    inFolder(async (folder) => {
      const { design, hardware } = severalDesign(per, 'stream');
      const { tree, cyclesPerBit } = boardBench(generated(design, hardware), null);
      writeTree(folder, design.name, tree, false);
      if (damage !== undefined) change(folder, damage);
      const board = await startBoard(hardware, { folder, cyclesPerBit, quick: true });
      const told: StreamedFragment[] = [];
      try {
        const set = setOf(noise(hardware.model, 3), 2);
        const settings = { port: board.port, baud: 115_200, timeout: 20_000, check: true, anyModel: false };
        const on = (one: StreamedFragment) => void told.push(one);
        const built = { design, hardware, budget: null };
        return { told, ...(await streamFragments(streamedDesign(built), set, { ...settings, on })) };
      } finally {
        await board.stop().catch(() => {});
      }
    });

  test.each(PERS)('%s: every output of every fragment', async (per) => {
    const { told, failures, compared } = await onBoard(per);
    const { model } = severalDesign(per, 'stream').hardware;
    const scores = new Interpreter(model).steps(noise(model, 1)[0]!);
    expect(failures).toEqual([]);
    expect(compared).toBe(3 * scores.length * model.classes.length);
    const said: Said = told[0]!.steps?.[0] ?? told[0]!;
    const beat = said.outputs!.find(({ name }) => name === 'beat')!;
    const first = { window: 6, step: 2 }[per];
    const own = [...scores[0]!].slice(first, first + 3);
    expect(beat.class).toBe(model.classes[first + own.indexOf(Math.max(...own))]);
    const text = told[0]!.steps === undefined ? saidText(told[0]!) : stepsText(told[0]!.steps);
    expect(text).toMatch(
      /^rhythm: output \d; noise: .*; rate: .* beats\/min .*; beat: output \d$|^noise: .*; beat: .*; rate: .* hPa$/,
    );
  });

  test('found: another class over the line', async () => {
    const { failures } = await onBoard('window', {
      ...{ file: 'bitbeat_own__uart.v', text: 'output_rhythm_class};', by: 'output_beat_class};' },
    });
    expect(failures[0]).toMatch(/^\d: class \d+, scores .*, expected class \d+, scores /);
  });
});

test.each(PERS)(
  '%s, a package: its own bench passes, its expectations and data sheet are by output',
  async (per) => {
    const { design, hardware } = severalDesign(per, 'folded');
    const { tree } = await makePackage({ design, hardware, budget: null }, { simulator: 'icarus', fragments: 2 });
    const { outputs, fragments } = JSON.parse(tree.get('bench/expected.json')!);
    expect(outputs.beat.first).toBe({ window: 6, step: 2 }[per]);
    expect(outputs.noise.thresholds).toEqual([-700, 400]);
    expect(Object.keys(fragments[0].outputs)).toEqual(Object.keys(outputs));
    const sheet = tree.get('DATASHEET.md')!;
    expect(sheet).toContain('| `beat_class_o` | output | 2 |');
    expect(sheet).toContain('### Output noise\nA label holds where its score is above its threshold');
    expect(tree.get('doc/timing.svg')).toContain('beat_class_o[1:0]');
    expect(hardwareReport(hardware)).toContain('beat: The class is the one of the largest score');
  },
  120_000,
);
