import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { BOARD_NAMES, findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { boardBench } from '../../../generator/emit/wrappers/board-bench.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { boardSession, pinsOf } from '../../../generator/simulate/wrappers/board-session.js';
import { playSession } from '../../../generator/simulate/wrappers/session.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { inFolder } from '../../emit/tiny.js';
import { change, type Damage } from './damage.js';

/** What is wrong at the pins of a small design on a board, or behind the bare UART, that is damaged. */
const play = (name: string | null, damage?: Damage) =>
  inFolder(async (folder) => {
    const { design, hardware } = buildDesign(name === null ? 'sim/mutation/line.json' : 'sim/mutation/ends.json');
    const core = generated(design, hardware);
    const board = name === null ? null : findBoard(name, 'board');
    const { tree, cyclesPerBit } = boardBench(core, board, { clockHz: 256, baud: 10 });
    writeTree(folder, design.name, tree, false);
    if (damage !== undefined) change(folder, damage);
    const session = boardSession(core, board, cyclesPerBit);
    const simulator = name === null ? 'icarus' : 'verilator';
    const run = { folder, simulator, quick: true } as const;
    return { checks: session.checks, failures: (await playSession(session, design.name, run)).failures };
  });

describe('a session at the pins', { timeout: 120_000 }, () => {
  // With a divided clock and other pins, with a button, and a level beside the LEDs.
  test.each([null, 'fomu', 'icebreaker', 'ulx3s'])('%s does what it must', async (board) => {
    const { checks, failures } = await play(board);
    expect(failures).toEqual([]);
    expect(checks).toBeGreaterThan(12);
  });

  test.each<[string | null, [file: string, text: string, by: string], RegExp]>([
    [null, ['bitbeat_line__uart.v', '|flat', '&flat'], /^result 2: flags/],
    [null, ['bitbeat_line__uart_tx.v', "line_q <= 1'b1;", ';'], /^status: .* no byte/],
    [
      null,
      ['bitbeat_line__uart.v', '.CYCLES(CYCLES)) receiver', '.CYCLES(CYCLES / 2)) receiver'],
      /^status: no answer/,
    ],
    ['ulx3s', ['bitbeat_ends__ulx3s.v', "wifi_gpio0_o = 1'b1", "wifi_gpio0_o = 1'b0"], /^pins at the start: /],
    ['ulx3s', ['bitbeat_ends__ulx3s.v', '.hold_i(button_i)', ".hold_i(1'b0)"], /^pins while the button is pressed: /],
    ['ulx3s', ['bitbeat_ends__power_on.v', 'done && !hold', 'done || !hold'], /before the reset is over: is answered/],
  ])('%s with %j fails', async (board, [file, text, by], message) => {
    expect((await play(board, { file, text, by })).failures.join('\n')).toMatch(message);
  });
});

test('LEDs of every board: their order, and which are lit by 0', () => {
  const pins = (name: string) => {
    const board = findBoard(name, 'board');
    return [
      { result: 1, work: 0, error: 0 },
      { result: 0, work: 1, error: 1 },
    ].map((lit) => pinsOf(board, lit));
  };
  const three = ['001', '110'];
  const inverse = ['110', '001'];
  expect(Object.fromEntries(BOARD_NAMES.map((name) => [name, pins(name)]))).toEqual({
    ...{ icebreaker: ['011', '100'], hx8k: three, artya7: three },
    // The pins of the LEDs, and one behind them that is always high.
    ...{ ulx3s: ['0011', '1101'], 'ulx3s-85f': ['0011', '1101'], upduino: ['1101', '0011'] },
    ...{ icesugar: inverse, orangecrab: inverse, tangnano9k: inverse, tangnano20k: inverse },
    ...{ crosslinknx: inverse, certusnx: inverse, machxo3lf: inverse },
    ...{ fomu: ['110000', '001000'], colorlighti5: ['0', '1'], gatematea1: ['0', '1'] },
  });
});

test('bitbeat board --check: PASS and what was looked at', { timeout: 120_000 }, async () => {
  const { code, stdout } = await bitbeat('board', '--check', '--design', 'sim/mutation/said.json', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ design: 'said', board: null, failures: [], pass: true });
});
