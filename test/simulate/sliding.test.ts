import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import type { FoldedHardware } from '../../generator/arch/folded/hardware.js';
import { sharedWork } from '../../generator/arch/folded/sliding.js';
import { completions } from '../../generator/arch/rhythm.js';
import { type Design, readDesign } from '../../generator/config/design.js';
import { openSignals } from '../../generator/data/open.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { readIntegerModel } from '../../generator/model/file.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { inFolder } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';
import { signal, slidingDesign, windowsOf } from './sliding-network.js';

/** Windows of one continuing signal, one after the other, on an engine that takes work over from the one before. */

function run(
  { design, hardware }: { design: Design; hardware: FoldedHardware },
  windows: number[][],
  { simulator = 'icarus', stall = 0, damage = () => {} }: Partial<Settings> = {},
) {
  return inFolder(async (folder) => {
    writeTree(folder, design.name, generated(design, hardware).tree, false);
    damage(folder);
    const stimuli = { set: setOf(windows) };
    return await simulate(hardware, { folder, simulator, stimuli, stall, processes: 1, quick: true, waves: false });
  });
}

interface Settings {
  simulator: SimulatorName;
  stall: number;
  damage: (folder: string) => void;
}

const WINDOWS = 5;
const tiny = (hop: number) => windowsOf(signal, 36, hop, WINDOWS);
const alone = slidingDesign(undefined).hardware;

describe.each([
  ['4 lanes, a hop of a position', 4, {}, 2],
  ['4 lanes, a hop of a tile', 8, {}, 2],
  ['4 lanes, no padding: nothing to compute again at the start', 4, {}, 0],
  ['2 lanes, every tap on its own', 12, { lanes: 2, tapsPerLookup: 1 as const }, 2],
])('%s', (_, hop, folding, padding) => {
  const built = slidingDesign(hop, folding, padding);

  test('every value and every cycle, and fewer cycles than a window on its own', async () => {
    expect(built.hardware.shared).not.toBeNull();
    const whole = slidingDesign(undefined, folding, padding).hardware;
    expect(built.hardware.intervalCycles).toBeLessThan(whole.intervalCycles);
    const result = await run(built, tiny(hop));
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ fragments: WINDOWS, cycleMismatches: 0 });
    expect(result.intervalCounted).toBe(built.hardware.intervalCycles);
    // The first window is one on its own, but for rows that lie elsewhere: some steps between them are longer.
    expect(Math.abs(completions(built.hardware, 1)[0]! - completions(whole, 1)[0]!)).toBeLessThanOrEqual(4);
    // The first layer's values are moved, not stored again: those of all others are compared in every window.
    const perWindow = built.hardware.layers.map(({ shape, lengths }) => shape.outChannels * lengths.output);
    expect(result.layers.map(({ values }) => values)).toEqual([0, ...perWindow.slice(1).map((n) => WINDOWS * n)]);
  });

  test('ports that pause at random: every value', async () => {
    expect((await run(built, tiny(hop), { stall: 7 })).failures).toEqual([]);
  });
});

test('a hop that cannot be shared: every window whole, with the reason', async () => {
  const built = slidingDesign(6);
  expect(sharedWork(built.hardware.layers[0]!, built.design.folding)).toEqual({
    shared: null,
    reason: "a hop of 6 is no multiple of conv1's 4 samples; 8 is",
  });
  expect(built.hardware.shared).toBeNull();
  expect(built.hardware.intervalCycles).toBe(alone.intervalCycles);
  expect((await run(built, tiny(6))).failures).toEqual([]);
});

describe('found', () => {
  const built = slidingDesign(8);

  test('windows that are not a hop apart', async () => {
    const { failures } = await run(built, tiny(4));
    expect(failures.join()).toMatch(/conv2: \d+ of \d+ values differ/);
  });

  test('work taken over from one place beside it', async () => {
    const shift = built.hardware.shared!.shift + 1;
    const broken = slidingDesign(4 * shift);
    const { failures } = await run(built, tiny(8), {
      damage: (folder) => {
        const tree = generated(broken.design, broken.hardware).tree;
        writeFileSync(join(folder, 'mem/bitbeat_sliding__program.hex'), tree.get('mem/bitbeat_sliding__program.hex')!);
        const top = 'rtl/bitbeat_sliding.v';
        expect(readFileSync(join(folder, top), 'utf8')).toContain('PROGRAM_END');
        writeFileSync(join(folder, top), tree.get(top)!);
      },
    });
    expect(failures.join()).toMatch(/values differ/);
  });
});

test('ecg17-small, a window of 10 s every second: every value and every cycle', { timeout: 240_000 }, async () => {
  const hopSamples = 360;
  const { model: file } = readDesign('configs/designs/ecg17-small-folded.json');
  const model = readIntegerModel(file);
  const folding = { lanes: 8, tapsPerLookup: 4 as const };
  const build = (own: object) => {
    const design = { name: 'sliding', model: 'model.alq.json', architecture: 'folded' as const };
    const whole = { ...design, folding: { ...folding, ...own } };
    return { design: whole, hardware: buildHardware(whole, model, 'test') as FoldedHardware };
  };
  const built = build({ hopSamples });
  const set = openSignals(process.env.BITBEAT_DATA, { windows: 34, seed: 2 });
  const codes = [3, 30].flatMap((index) => [...windowCodes(set, index)]);
  const windows = windowsOf(codes, model.input.samples, hopSamples, 3);
  const result = await run(built, windows, { simulator: 'verilator' });
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({ fragments: 3, cycleMismatches: 0, intervalCounted: built.hardware.intervalCycles });
  expect(built.hardware.intervalCycles).toBeLessThan(0.8 * build({}).hardware.intervalCycles);
});
