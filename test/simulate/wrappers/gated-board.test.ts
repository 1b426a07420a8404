import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import type { Design } from '../../../generator/config/design.js';
import { findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { gatedBoardBench } from '../../../generator/emit/wrappers/gated-board-bench.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { classSent } from '../../../generator/link/said.js';
import { defaultGuard } from '../../../generator/model/guard.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { playGatedBoard } from '../../../generator/simulate/wrappers/gated-board.js';
import {
  OSCILLATORS,
  type Oscillators,
  oscillatorClocks,
  SLOW_IS_FAST,
  SLOW_IS_SLOW,
} from '../../../generator/simulate/wrappers/gated-board-clocks.js';
import { gatedBoardScript } from '../../../generator/simulate/wrappers/gated-board-session.js';
import { bitbeat } from '../../cli/run-in-process.js';
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
    return playGatedBoard(top, { folder, simulator, clocks: oscillatorClocks(top, oscillators), quick: true });
  });

test('windows of more than one class, so that a wrong one shows', () => {
  const core = small();
  const { top } = gatedBoardBench(core, findBoard('icebreaker', 'test'));
  const { samples } = gatedBoardScript(top);
  const last = samples.slice(samples.findLastIndex(({ resets }) => resets) + 1).map(({ code }) => code);
  const { model } = core.hardware;
  const window = model.input.samples;
  const interpreter = new Interpreter(model);
  const classes = new Set<number>();
  for (let start = 0; start + window <= last.length; start += HOP)
    classes.add(classSent(model, [...interpreter.steps(last.slice(start, start + window))[0]!]));
  expect(classes.size).toBeGreaterThan(1);
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

test('no host: a board that would be served is refused before anything is written', async () => {
  const design = 'configs/targets/ecg17-small-folded-gated-up5k.json';
  const { code, stderr } = await bitbeat('board', '--board', 'icebreaker', '--design', design);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--board: the top of a monitor with two clocks takes its samples from a converter/);
});

describe('defects are found', { timeout: 120_000 }, () => {
  const TOP = 'bitbeat_small__icebreaker.v';
  const FRAMES = 'bitbeat_small__result_frames.v';
  test.each<[string, Damage, RegExp, Oscillators?]>([
    [
      'a wrong bit of the class at the pins',
      { file: TOP, text: 'class_index}', by: '~class_index}' },
      /^result at the pins/,
    ],
    [
      'a wrong bit of the class on the line',
      { file: TOP, text: '.class_i(class_index)', by: '.class_i(~class_index)' },
      /^frame /,
    ],
    [
      'an oscillator that is let through too early',
      { file: TOP, text: 'request && awake_q', by: 'request' },
      /^SB_HFOSC is let through before it is stable/,
      SLOW_IS_FAST,
    ],
    [
      'one that loses its power at once',
      { file: TOP, text: ' || held_q', by: '' },
      /^SB_HFOSC loses its power while it is let through/,
    ],
    [
      'one that never stops',
      { file: TOP, text: 'request && awake_q', by: '(request && awake_q) || through_q' },
      /the fast clock has \d+ edges/,
      { ...OSCILLATORS, fastHalf: 20 * OSCILLATORS.fastHalf },
    ],
    [
      'every second result is not sent',
      { file: TOP, text: '.result_i(result)', by: '.result_i(result && !led_o)' },
      /^frame /,
    ],
    ['a frame with another check sum', { file: FRAMES, text: "32'hedb88320", by: "32'hedb88321" }, /bad frames/],
    ['a bit that is too long', { file: TOP, text: '.CYCLES(8)', by: '.CYCLES(9)' }, /no byte|bad frames/],
    ['an index that lags', { file: TOP, text: '.index_i(index)', by: ".index_i(index - 32'd1)" }, /^frame /],
    [
      'a lead-off pin that goes nowhere',
      { file: TOP, text: '.lead_off_i(lead_off_i)', by: ".lead_off_i(1'b0)" },
      /^result at the pins/,
    ],
    [
      'a button that goes nowhere',
      { file: TOP, text: '.hold_i(!button_ni)', by: ".hold_i(1'b0)" },
      /^the button at \d+ does/,
    ],
    ['an LED that stands', { file: TOP, text: 'changes_q <= !changes_q', by: "changes_q <= 1'b1" }, /led_o is 1/],
    ['a red LED that is lit', { file: TOP, text: '~|status', by: '|status' }, /^led_error_no/],
    [
      'a converter that is read upside down',
      { file: 'bitbeat_small__serial_adc.v', text: 'sdata_i}', by: '!sdata_i}' },
      /^result at the pins/,
    ],
  ])('%s', async (_, damage, message, oscillators) => {
    const { failures } = await play('icarus', oscillators, damage);
    expect(
      failures.some((one) => message.test(one)),
      failures.slice(0, 5).join('\n'),
    ).toBe(true);
  });

  test('an oscillator too early in Verilator, which knows no unknown levels', async () => {
    const early = { file: TOP, text: 'request && awake_q', by: 'request' };
    const { failures } = await play('verilator', SLOW_IS_FAST, early);
    expect(failures.join()).toContain('SB_HFOSC is let through before it is stable');
  });

  test('a fast oscillator far too slow: windows are dropped, the red LED and the next frame say so', async () => {
    const { failures } = await play('icarus', { ...OSCILLATORS, fastHalf: 800 * OSCILLATORS.fastHalf });
    expect(failures.join('\n')).toMatch(/led_error_no is lit/);
    expect(failures.join('\n')).toMatch(/^frame .* got \d+ \d 1 \d status 4 lost 0/m);
  });
});
