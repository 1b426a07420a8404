import { describe, expect, test } from 'vitest';
import { copiesHardware } from '../../../generator/arch/copies.js';
import type { Hardware } from '../../../generator/arch/hardware.js';
import type { Design } from '../../../generator/config/design.js';
import { generated } from '../../../generator/emit/generated.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { codesPerWindow } from '../../../generator/network/input.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { dealt, simulateCopies } from '../../../generator/simulate/wrappers/copies.js';
import { random } from '../../../generator/support/random.js';
import { buildTiny, buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { tinyWith } from '../../emit/with-ports.js';
import { quickDesign } from '../quick-design.js';
import { severalDesign } from '../several-design.js';
import { setOf } from '../simulate-network.js';
import { signal, slidingDesign, windowsOf } from '../sliding-network.js';
import { stepDesign } from '../step-design.js';
import { change, type Damage } from './damage.js';

type Made = { design: Design; hardware: Hardware };

/** Codes of which no two windows are alike. */
function noise({ model: { input } }: Hardware, windows: number): number[][] {
  const rng = random(windows);
  const top = 2 ** input.codeBits - 1;
  return Array.from({ length: windows }, () =>
    Array.from({ length: codesPerWindow(input) }, () => rng.integer(0, top)),
  );
}

interface Settings {
  simulator?: SimulatorName;
  stall?: number;
  damage?: Damage;
  windows?: number[][];
}

const play = (
  { design, hardware }: Made,
  copies: number,
  { simulator = 'icarus', stall = 0, damage, windows = noise(hardware, 3 * copies) }: Settings = {},
) =>
  inFolder((folder) => {
    writeTree(folder, design.name, generated({ ...design, copies }, hardware).tree, false);
    if (damage !== undefined) change(folder, damage);
    const set = setOf(windows, hardware.model.input.channels);
    const wrapper = copiesHardware(hardware, copies, 'test');
    return simulateCopies(wrapper, { folder, simulator, set, stall, quick: true });
  });

const REGISTERED = tinyWith('tiny', { registered: true, reset: 'async-low' }, (own) => ({ ...own, parity: true }));
const ASYNCHRONOUS = tinyWith('tiny-folded', { registered: false, reset: 'async-low' });
const HIGH = tinyWith('tiny', { registered: false, reset: 'sync-high' });

/** A design, its copies, and whether Verilator plays it too: compiling takes longest. */
const DESIGNS: readonly [string, Made, number, boolean?][] = [
  ['stream', buildTiny(), 3, true],
  ['folded', buildTinyFolded(), 2, true],
  ['registered ports, a reset without a clock, parity', REGISTERED, 2, true],
  ['a reset without a clock, folded', ASYNCHRONOUS, 2],
  ['a reset that is active high, 16 copies', HIGH, 16],
  ['scores of each step', stepDesign('classes'), 5],
  ['scores that take longer at the port than at the cores', quickDesign(), 16, true],
  ['labels of each step', stepDesign('labels'), 2],
  ['a value', stepDesign('values', { registered: true, reset: 'sync-low' }, undefined, 'folded'), 2],
  ['several outputs of windows', severalDesign('window', 'stream'), 2],
  ['several outputs of steps', severalDesign('step', 'folded'), 3, true],
];

describe.each(DESIGNS)('%s', (_, made, copies, compiled = false) => {
  const { hardware } = made;

  test.each<[SimulatorName, number]>([
    ['icarus', 0],
    ['icarus', 5],
    ...(compiled ? [['verilator', 5] satisfies [SimulatorName, number]] : []),
  ])('%s, pauses %i: every score of every window, by its copy', { timeout: 180_000 }, async (simulator, stall) => {
    const result = await play(made, copies, { simulator, stall });
    expect(result.failures).toEqual([]);
    expect(result.fragments).toBe(3 * copies);
    const scores = result.streams.filter(({ name }) => name.endsWith(`, ${hardware.layers.at(-1)!.name}`));
    expect(scores).toHaveLength(copies);
    for (const { values } of scores) expect(values).toBe(3 * copiesHardware(hardware, copies, 'test').beats);
  });
});

test('windows of each copy share work with those before', { timeout: 120_000 }, async () => {
  const made = slidingDesign(4);
  expect(made.hardware.shared).not.toBeNull();
  const windows = windowsOf(signal, 36, 4, 9);
  for (const stall of [0, 3]) expect((await play(made, 3, { windows, stall })).failures).toEqual([]);
});

test('as many times the windows of one core in its time', { timeout: 120_000 }, async () => {
  const made = buildTiny();
  const [one, copies] = [made.hardware.intervalCycles, 8];
  const { cyclesCounted, cyclesOfOneCore } = await play(made, copies, { windows: noise(made.hardware, 8 * copies) });
  expect(cyclesOfOneCore).toBeGreaterThan(63 * one);
  expect(cyclesCounted).toBeLessThan(cyclesOfOneCore / copies + one);
});

describe('a defect is noticed', { timeout: 120_000 }, () => {
  const [TOP, TURNS] = ['bitbeat_tiny__copies.v', 'bitbeat_tiny__round_robin.v'];
  test.each<[string, number, string, string, string, RegExp]>([
    ['the number of the next copy', 0, TOP, '.data_i({turn,', ".data_i({turn + 2'd1,", /copy 1, dense1: .* differ/],
    ['scores of another copy', 0, TOP, '{20{who[k]}}', '{20{who[(k + 1) % 3]}}', /copy 0, dense1: .* differ/],
    ['a turn that ends within a window', 0, TURNS, '!open_q || end_i', "1'b1", /in one piece/],
    ['one copy whose turn never comes', 0, TURNS, '~grant_o', "~grant_o & ~3'd2", /no score came any more/],
    ['the end of a window that gets lost', 0, TOP, 'port_last, picked', "1'b0, picked", /in one piece/],
    ['samples of copy 0 for all', 0, TOP, 'sample_i[i*11', 'sample_i[0*11', /copy 1, dense1: .* differ/],
    ['a score that does not wait', 2, TOP, '.ready_i(score_ready_i)', ".ready_i(1'b1)", /did not stay/],
  ])('%s', async (_, stall, file, text, by, message) => {
    const { failures } = await play(buildTiny(), 3, { damage: { file, text, by }, stall });
    expect(failures.join('\n')).toMatch(message);
  });

  test('a window that begins to leave before all of it has come, while others wait', async () => {
    const damage = { file: 'bitbeat_own__window_store.v', text: "windows_q != 2'd0", by: 'valid_o' };
    const { failures } = await play(stepDesign('labels'), 2, { damage });
    expect(failures.join('\n')).toMatch(/in one piece/);
  });
});

test.each([
  [
    4,
    2,
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    5,
    2,
    [
      [0, 1, 2],
      [2, 3, 4],
    ],
  ],
  [3, 3, [[0], [1], [2]]],
  [
    7,
    3,
    [
      [0, 1, 2],
      [2, 3, 4],
      [4, 5, 6],
    ],
  ],
])('%i windows to %i copies: each window, as many for each', (windows, copies, shares) => {
  expect(dealt(windows, copies)).toEqual(shares);
});

test('fewer windows than copies are refused', async () => {
  const made = buildTiny();
  await expect(play(made, 3, { windows: noise(made.hardware, 2) })).rejects.toThrow(
    /fewer windows than copies of tiny.* 3 or more.*--fragments 3/s,
  );
});
