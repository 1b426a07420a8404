import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import type { ClockGate } from '../../../generator/config/clock-gates.js';
import type { Design } from '../../../generator/config/design.js';
import { findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { gatedBoardBench } from '../../../generator/emit/wrappers/gated-board-bench.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { defaultGuard } from '../../../generator/model/guard.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { playGatedBoard } from '../../../generator/simulate/wrappers/gated-board.js';
import { crystalClocks } from '../../../generator/simulate/wrappers/gated-board-clocks.js';
import { buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { change, type Damage } from './damage.js';

/** The whole tops of boards with a crystal around a gated monitor: its divider, converter, button, pins and line. */

/** A hop of two windows and some. */
const HOP = 74;
const BOARDS = { ulx3s: 'ecp5', tangnano20k: 'gowin' } as const satisfies Record<string, ClockGate>;
type BoardName = keyof typeof BOARDS;

function small(board: BoardName) {
  const { design, hardware } = buildTinyFolded();
  const { input } = hardware.model;
  const model = { ...hardware.model, input: { ...input, guard: defaultGuard(input) } };
  const monitor = {
    hopSamples: HOP,
    clockHz: findBoard(board, 'test').clockHz,
    gated: { intakeHz: 28_800, gate: BOARDS[board] },
  };
  const own = { ...design, name: 'small', monitor, folding: { lanes: 1, tapsPerLookup: 1 } } as Design;
  return generated(own, buildHardware(own, model, 'test'));
}

const play = (board: BoardName, simulator: SimulatorName, damage?: Damage, every = false) =>
  inFolder(async (folder) => {
    const core = small(board);
    const { tree, top } = gatedBoardBench(core, findBoard(board, 'test'));
    writeTree(folder, core.design.name, tree, false);
    if (damage !== undefined) change(folder, damage);
    if (top.clocks.kind !== 'crystal') throw new Error('no crystal');
    const clocks = crystalClocks(top, top.clocks.divide, every);
    return playGatedBoard(top, { folder, simulator, clocks, quick: true });
  });

describe('every result, at the pins and on the line', { timeout: 120_000 }, () => {
  test.each<[BoardName, SimulatorName]>([
    ['ulx3s', 'icarus'],
    ['ulx3s', 'verilator'],
    ['tangnano20k', 'icarus'],
    ['tangnano20k', 'verilator'],
  ])('%s, %s', async (board, simulator) => {
    const result = await play(board, simulator);
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ resets: 3 });
    expect(result.results).toBeGreaterThan(6);
    // One is cut short by the button.
    expect(result.frames).toBe(result.results - 1);
  });
});
