import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import type { Design } from '../../../generator/config/design.js';
import { findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { gatedBoardBench } from '../../../generator/emit/wrappers/gated-board-bench.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { playGatedBoard } from '../../../generator/simulate/wrappers/gated-board.js';
import {
  OSCILLATORS,
  type Oscillators,
  SLOW_IS_FAST,
  SLOW_IS_SLOW,
} from '../../../generator/simulate/wrappers/gated-board-session.js';
import { defaultGuard } from '../../../generator/model/guard.js';
import { buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { change, type Damage } from './damage.js';

/** The whole top of the iCEBreaker around a gated monitor: its oscillators, converter, button, pins and line. */

/** A hop of two windows and some, a little more than a frame on the line takes. */
const HOP = 74;
const MONITOR: Design['monitor'] = {
  hopSamples: HOP,
  clockHz: 6e6,
  gated: { intakeHz: 10_000, gate: 'oscillator', wakeMicroseconds: 300 },
};

function small() {
  const { design, hardware } = buildTinyFolded();
  const { input } = hardware.model;
  const model = { ...hardware.model, input: { ...input, guard: defaultGuard(input) } };
  const own: Design = { ...design, name: 'small', monitor: MONITOR, folding: { lanes: 1, tapsPerLookup: 1 } } as Design;
  return generated(own, buildHardware(own, model, 'test'));
}

const play = (simulator: SimulatorName, oscillators: Oscillators = OSCILLATORS, damage?: Damage) =>
  inFolder(async (folder) => {
    const core = small();
    const { tree, top } = gatedBoardBench(core, findBoard('icebreaker', 'test'));
    writeTree(folder, core.design.name, tree, false);
    if (damage !== undefined) change(folder, damage);
    return playGatedBoard(top, { folder, simulator, oscillators, quick: true });
  });

describe('every result, at the pins and on the line', { timeout: 120_000 }, () => {
  test.each<[SimulatorName, string, Oscillators]>([
    ['icarus', 'as they should be', OSCILLATORS],
    ['icarus', 'the slow one a tenth too fast', SLOW_IS_FAST],
    ['icarus', 'the slow one a tenth too slow', SLOW_IS_SLOW],
    ['verilator', 'as they should be', OSCILLATORS],
    ['verilator', 'the slow one a tenth too fast', SLOW_IS_FAST],
  ])('%s, oscillators: %s', async (simulator, _, oscillators) => {
    const result = await play(simulator, oscillators);
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ resets: 3 });
    expect(result.results).toBeGreaterThan(6);
    // Two are cut short by the button.
    expect(result.frames).toBe(result.results - 2);
  });
});
