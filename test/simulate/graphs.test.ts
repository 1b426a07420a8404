import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { layerSizings } from '../../generator/arch/sizing.js';
import { laneGroups } from '../../generator/arch/stream/groups.js';
import { lanesOfGroups } from '../../generator/arch/stream/lanes.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { type Random, random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';
import { anyCodes, anyEnded } from '../model/random-network.js';
import { setOf } from './simulate-network.js';

/** Random graphs with any lanes that fit together: every value and every cycle, 4-state; with pauses every value. */

const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 14);
const SEED = Number(process.env.BITBEAT_NETWORK_SEED ?? 1);

/** Any lanes whose orders fit, of engines of both kinds of taps. */
function anyFolding(model: IntegerNetwork, rng: Random) {
  const taps = rng.integer(0, 2) === 0 ? ('kernel' as const) : 1;
  const groups = laneGroups(layerSizings(model), taps, model.per === 'step');
  const chosen = groups.map(({ ways }) => {
    const way = ways[rng.integer(0, ways.length - 1)]!;
    return way.map((choices) => choices[rng.integer(0, choices.length - 1)]!);
  });
  return { lanes: lanesOfGroups(groups, chosen), ...(taps === 'kernel' ? { tapsPerCycle: taps } : {}) };
}

function network(index: number) {
  const seed = 1000 * SEED + index;
  const model = fc.sample(
    anyEnded.filter(({ per }) => per === undefined),
    { seed, numRuns: 1 },
  )[0]!;
  const rng = random(seed);
  const folding = anyFolding(model, rng);
  const ports = { registered: rng.integer(0, 3) === 0 };
  const design = { name: 'random', model: 'model.alq.json', architecture: 'stream' as const, folding, ports };
  return { design, model, fragments: fc.sample(anyCodes, { seed, numRuns: 6 }) };
}

test.each(Array.from({ length: NETWORKS }, (_, index) => index))('graph %i', { timeout: 120_000 }, async (index) => {
  const { design, model, fragments } = network(index);
  const hardware = buildHardware(design, model, 'test');
  await inFolder(async (folder) => {
    writeTree(folder, 'random', generated(design, hardware).tree, false);
    const stimuli = { set: setOf(fragments, model.input.channels) };
    for (const stall of [0, 1 + index]) {
      const settings = {
        folder,
        simulator: 'icarus' as const,
        stimuli,
        stall,
        processes: 1,
        quick: true,
        waves: false,
      };
      const { failures, layers } = await simulate(hardware, settings);
      expect(failures).toEqual([]);
      expect(layers.every(({ values }) => values > 0)).toBe(true);
    }
  });
});
