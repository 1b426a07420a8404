import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { stepCycles, stepsOf } from '../../generator/arch/steps.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { decisionOf } from '../../generator/model/decision.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import type { TaskKind } from '../../generator/network/task.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { SIMULATORS, type SimulatorName } from '../../generator/simulate/simulators.js';
import { inFolder } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';
import { noise, STEP_TASKS, stepDesign } from './step-design.js';

/** Scores of each step at the ports of the core, with the position and what they say. */

interface Settings {
  simulator?: SimulatorName;
  /** Seeds of pauses, a run each. */
  stalls?: readonly number[];
  ports?: Ports;
  architecture?: Design['architecture'];
  /** Replaces a text of a generated file. */
  damage?: readonly [file: string, sound: string, broken: string];
}

const COUNT = 5;

const play = (task: TaskKind, { simulator = 'icarus', stalls = [0], ports, architecture, damage }: Settings = {}) =>
  inFolder(async (folder) => {
    const { design, hardware } = stepDesign(task, ports, undefined, architecture);
    writeTree(folder, design.name, generated(design, hardware).tree, false);
    if (damage !== undefined) {
      const [path, sound, broken] = damage;
      const text = readFileSync(join(folder, path), 'utf8');
      expect(text).toContain(sound);
      writeFileSync(join(folder, path), text.replace(sound, broken));
    }
    const set = setOf(noise(hardware.model, COUNT), hardware.model.input.channels);
    const settings = { folder, simulator, stimuli: { set }, processes: 1, quick: true, waves: false };
    const results: SimulationResult[] = [];
    for (const stall of stalls) results.push(await simulate(hardware, { ...settings, stall }));
    return results;
  });

test('windows in which what is said changes from step to step', () => {
  for (const task of STEP_TASKS) {
    const { model } = stepDesign(task).hardware;
    const interpreter = new Interpreter(model);
    for (const codes of noise(model, COUNT)) {
      const said = interpreter.steps(codes).map((scores) => JSON.stringify(decisionOf(model, scores)));
      expect(said.length).toBe(18);
      expect(new Set(said).size).toBeGreaterThan(2);
    }
  }
});

describe.each(STEP_TASKS)('%s', (task) => {
  const { hardware } = stepDesign(task);
  const outputs = hardware.model.classes.length;
  const { steps } = stepsOf(hardware)!;

  test.each(SIMULATORS)('%s: every score, step and decision, and every cycle; with pauses too', async (simulator) => {
    for (const result of await play(task, { simulator, stalls: [0, 3, 7] })) {
      expect(result.failures).toEqual([]);
      const compared = (values: number) => expect.objectContaining({ values, mismatches: 0 });
      expect(result.layers.at(-1)).toMatchObject({ values: COUNT * steps * outputs, mismatches: 0 });
      expect(result.step).toEqual(compared(COUNT * steps * outputs));
      expect(result.class).toEqual(task === 'classes' ? compared(COUNT * steps) : null);
      expect(result.labels).toEqual(task === 'labels' ? compared(COUNT * steps) : null);
    }
  });

  test.each<Ports>([
    { registered: true, reset: 'sync-high' },
    { registered: true, reset: 'async-low' },
    { registered: false, reset: 'async-low' },
  ])('ports %j: the same, with and without pauses', async (ports) => {
    for (const { failures } of await play(task, { ports, stalls: [0, 5] })) expect(failures).toEqual([]);
  });

  test('cycles of each step: the last is that of the window, the first long before', () => {
    const cycles = stepCycles(hardware)!;
    expect(cycles).toHaveLength(steps);
    expect(cycles.at(-1)).toBe(hardware.latencyCycles);
    expect(cycles[0]! * 3).toBeLessThan(hardware.latencyCycles);
    expect(cycles.every((cycle, i) => i === 0 || cycle > cycles[i - 1]!)).toBe(true);
  });
});

const TOP = 'rtl/bitbeat_own.v';
test.each([
  [
    'classes',
    'the class of the window',
    [TOP, '.end_i(step_last_o), .class_o', '.end_i(score_last_o), .class_o'],
    /^class: .* step 1:/,
  ],
  [
    'labels',
    'the labels of the window',
    [TOP, '.end_i(step_last_o), .labels_o', '.end_i(score_last_o), .labels_o'],
    /^labels: .* step 1:/,
  ],
  [
    'values',
    'a position that goes on over windows',
    ['rtl/bitbeat_own__steps.v', "end_i ? {PB{1'b0}} : ", ''],
    /^step: .* fragment 1 step 0:/,
  ],
  ['values', 'a step that ends too early', ['rtl/bitbeat_own__steps.v', '= OUTPUTS - 1', '= 0'], /^step: .* step 0:/],
] as const)('%s, found: %s', async (task, _, damage, message) => {
  const [{ failures }] = (await play(task, { damage })) as [SimulationResult];
  expect(failures[0]).toMatch(message);
});

test('a step in another cycle than predicted is found', async () => {
  const { design, hardware } = stepDesign('classes');
  await inFolder(async (folder) => {
    writeTree(folder, design.name, generated(design, hardware).tree, false);
    const scoreCycles = hardware.scoreCycles!.map((cycle, i) => cycle + Number(i === 11));
    const { input } = hardware.model;
    const stimuli = { set: setOf(noise(hardware.model, 1), input.channels) };
    const other = { ...hardware, scoreCycles };
    const { failures } = await simulate(other, { folder, simulator: 'icarus', stimuli, processes: 1, waves: false });
    expect(failures).toEqual([expect.stringMatching(/^step 3: \d+ cycles counted, \d+ predicted$/)]);
  });
});

describe('folded: the same ports around one engine for all layers', () => {
  test.each(STEP_TASKS)('%s: every score, step and decision; with pauses too', async (task) => {
    for (const ports of [undefined, { registered: true, reset: 'async-low' as const }])
      for (const { failures, step } of await play(task, {
        architecture: 'folded',
        stalls: [0, 3],
        ...(ports && { ports }),
      }))
        expect([failures, step!.mismatches]).toEqual([[], 0]);
  });
});

test('more lanes in the last layer are refused', () => {
  const { design, hardware } = stepDesign('classes');
  const build = (own: Partial<Design>) => () =>
    buildHardware({ ...design, ...own } as Design, hardware.model, 'my.json');
  expect(build({ folding: { lanes: [2, 2] } })).toThrow(
    'my.json: folding.lanes: layer dense gives the scores of each position, so position by position: in rows of 1',
  );
});
