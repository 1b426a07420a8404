import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { monitorHardware } from '../../../generator/arch/monitor.js';
import { stepsOf } from '../../../generator/arch/steps.js';
import { generated } from '../../../generator/emit/generated.js';
import { monitorFiles } from '../../../generator/emit/wrappers/monitor.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import type { TaskKind } from '../../../generator/network/task.js';
import { SIMULATORS, type SimulatorName } from '../../../generator/simulate/simulators.js';
import { simulateMonitor, steadySamples } from '../../../generator/simulate/wrappers/monitor.js';
import { inFolder } from '../../emit/tiny.js';
import { noise, STEP_TASKS, stepDesign } from '../step-design.js';

/** Networks with scores of each step behind every wrapper. */

interface Damage {
  file: string;
  text: string;
  by: string;
}

function change(folder: string, { file, text, by }: Damage) {
  const path = join(folder, 'rtl', file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(text);
  writeFileSync(path, before.replace(text, by));
}

const play = (task: TaskKind, simulator: SimulatorName, damage?: Damage) =>
  inFolder((folder) => {
    const { design, hardware } = stepDesign(task);
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
