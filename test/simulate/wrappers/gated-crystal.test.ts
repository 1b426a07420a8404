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

function small(board: BoardName, sampleRateHz?: number) {
  const { design, hardware } = buildTinyFolded();
  const input = { ...hardware.model.input, ...(sampleRateHz !== undefined && { sampleRateHz }) };
  const model = { ...hardware.model, input: { ...input, guard: defaultGuard(input) } };
  const monitor = {
    hopSamples: HOP,
    clockHz: findBoard(board, 'test').clockHz,
    gated: { intakeHz: 28_800, gate: BOARDS[board] },
  };
  const own = { ...design, name: 'small', monitor, folding: { lanes: 1, tapsPerLookup: 1 } } as Design;
  return generated(own, buildHardware(own, model, 'test'));
}

const played = (board: BoardName, simulator: SimulatorName, damage?: Damage) =>
  inFolder(async (folder) => {
    const core = small(board);
    const { tree, top } = gatedBoardBench(core, findBoard(board, 'test'));
    writeTree(folder, core.design.name, tree, false);
    if (damage !== undefined) change(folder, damage);
    return playGatedBoard(top, { folder, simulator, quick: true });
  });

describe('every result, at the pins and on the line', { timeout: 120_000 }, () => {
  test.each<[BoardName, SimulatorName]>([
    ['ulx3s', 'icarus'],
    ['ulx3s', 'verilator'],
    ['tangnano20k', 'icarus'],
    ['tangnano20k', 'verilator'],
  ])('%s, %s', async (board, simulator) => {
    const result = await played(board, simulator);
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ resets: 3 });
    expect(result.results).toBeGreaterThan(6);
    // One is cut short by the button.
    expect(result.frames).toBe(result.results - 1);
  });
});

test('edges of the crystal that are left out change nothing', { timeout: 240_000 }, () =>
  inFolder(async (folder) => {
    // Samples as quickly as the converter can: the crystal is simulated whole.
    const core = small('ulx3s', 1600);
    const { tree, top } = gatedBoardBench(core, findBoard('ulx3s', 'test'));
    writeTree(folder, core.design.name, tree, false);
    const run = { folder, simulator: 'verilator' } as const;
    const few = await playGatedBoard(top, { ...run, clocks: crystalClocks(top) });
    expect(few.failures).toEqual([]);
    expect(await playGatedBoard(top, { ...run, clocks: crystalClocks(top, true) })).toEqual(few);
  }),
);

describe('defects are found', { timeout: 120_000 }, () => {
  const top = (board: BoardName) => `bitbeat_small__${board}.v`;
  const [ULX3S, TANG] = [top('ulx3s'), top('tangnano20k')];
  const GATED = 'bitbeat_small__gated.v';
  const enable = 'core_enable = ask_seen != answer || !fast_released';
  test.each<[string, BoardName, Damage, RegExp]>([
    [
      'a gate that never closes',
      'ulx3s',
      { file: GATED, text: enable, by: "core_enable = 1'b1" },
      /^the core's clock runs though it is not asked for/,
    ],
    [
      'a gate that is passed by',
      'tangnano20k',
      { file: 'bitbeat_small__clock_gate_gowin.v', text: '.CE(enable_i)', by: ".CE(enable_i || 1'b1)" },
      /^the core's clock runs though it is not asked for/,
    ],
    [
      'a gate that stays open while a window is asked for',
      'ulx3s',
      { file: GATED, text: enable, by: 'core_enable = clock_request_o || !fast_released' },
      /the fast clock has \d+ edges/,
    ],
    [
      'a gate that opens in a reset only',
      'ulx3s',
      { file: GATED, text: enable, by: 'core_enable = !fast_released' },
      /^a window is not done/,
    ],
    [
      'a slow clock too fast',
      'ulx3s',
      { file: ULX3S, text: '.DIVIDE(868)', by: '.DIVIDE(860)' },
      /^the slow clock stands/,
    ],
    ['a slow clock too slow', 'tangnano20k', { file: TANG, text: '.DIVIDE(938)', by: '.DIVIDE(946)' }, /^samples \d+/],
    [
      'a level that is not held',
      'ulx3s',
      { file: ULX3S, text: "wifi_gpio0_o = 1'b1", by: "wifi_gpio0_o = 1'b0" },
      /^wifi_gpio0_o in reset 0: 0, expected 1/,
    ],
    [
      'a button that goes nowhere',
      'tangnano20k',
      { file: TANG, text: '.hold_i(button_i)', by: ".hold_i(1'b0)" },
      /^the button at \d+ does/,
    ],
    [
      'a button that is held without being pressed',
      'ulx3s',
      { file: ULX3S, text: '.hold_i(button_i)', by: '.hold_i(!button_i)' },
      /^no sample is taken/,
    ],
    [
      'an LED the other way round',
      'tangnano20k',
      { file: TANG, text: 'led_no = !changes_q', by: 'led_no = changes_q' },
      /^result 0 .*: led_no is 1|^led_no in reset/,
    ],
    [
      'an LED of errors that is lit',
      'ulx3s',
      { file: ULX3S, text: 'led_error_o = |status', by: 'led_error_o = ~|status' },
      /^led_error_o/,
    ],
    [
      'a wrong bit of the class on the line',
      'ulx3s',
      { file: ULX3S, text: '.class_i(class_index)', by: '.class_i(~class_index)' },
      /^frame /,
    ],
    [
      'a bit that is too long',
      'tangnano20k',
      { file: TANG, text: '.CYCLES(3)', by: '.CYCLES(4)' },
      /no byte|bad frames/,
    ],
    [
      'a lead-off pin that goes nowhere',
      'ulx3s',
      { file: ULX3S, text: '.lead_off_i(lead_off_i)', by: ".lead_off_i(1'b0)" },
      /^result at the pins/,
    ],
  ])('%s (%s)', async (_, board, damage, message) => {
    const { failures } = await played(board, 'icarus', damage);
    expect(
      failures.some((one) => message.test(one)),
      failures.slice(0, 5).join('\n'),
    ).toBe(true);
  });
});
