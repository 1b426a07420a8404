import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sizeDesign } from '../../generator/arch/built-design.js';
import type { GivenDesign } from '../../generator/config/design.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { simulateSignal } from '../../generator/simulate/signal.js';
import { random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';

const WINDOWS = 30;

const built = (continuing: boolean) => {
  const folding = { cyclesPerLayer: 1200, ...(continuing ? { continuing: true as const } : {}) };
  const given: GivenDesign = { name: 'signal', model: 'sim/mutation/graph.alq.json', architecture: 'stream', folding };
  return sizeDesign(given, 'signal.json');
};

const rng = random(3);

/** Codes of a signal, window by window. */
function windows({ samples, channels }: { samples: number; channels: number }) {
  const one = () => Array.from({ length: samples * channels }, () => rng.integer(0, 255));
  return setOf(Array.from({ length: WINDOWS }, one), channels);
}

test('a signal as a whole: every score and class of every step, and the cycle of the last', () =>
  inFolder(async (folder) => {
    const { design, hardware } = built(true);
    const set = windows(hardware.model.input);
    writeTree(folder, 'signal', generated(design, hardware).tree, false);
    const run = () => simulateSignal(hardware, { folder, simulator: 'icarus', set });
    const found = await run();
    expect(found.streams.map(({ mismatches, first }) => [mismatches, first])).toEqual(
      found.streams.map(() => [0, null]),
    );
    const { samples, steps, cyclesPredicted, cyclesCounted, pass } = found;
    expect(steps).toBeGreaterThan(0.9 * (samples / 2));
    expect([cyclesPredicted, pass]).toEqual([cyclesCounted, true]);

    const image = join(folder, 'mem/bitbeat_signal__scores_weights.hex');
    const text = readFileSync(image, 'utf8');
    const turned = text.replace(/[0-9a-f](?=\n)/, (digit) => (Number.parseInt(digit, 16) ^ 1).toString(16));
    writeFileSync(image, turned);
    const wrong = await run();
    expect(wrong.pass).toBe(false);
    expect(wrong.streams[0]!.mismatches).toBeGreaterThan(0);
  }));

test('a design of windows is refused', () =>
  inFolder(async (folder) => {
    const { hardware } = built(false);
    const set = windows(hardware.model.input);
    await expect(simulateSignal(hardware, { folder, simulator: 'icarus', set })).rejects.toThrow(
      'signal: folding.continuing: the design takes windows, not a signal without an end',
    );
  }));
