import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { inFolder } from '../emit/tiny.js';
import { graphNetwork } from './graph-stream.js';
import { setOf } from './simulate-network.js';

/** Random graphs with any lanes that fit together: every value and every cycle, 4-state; with pauses every value. */

const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 14);
const SEED = Number(process.env.BITBEAT_NETWORK_SEED ?? 1);

test.each(Array.from({ length: NETWORKS }, (_, index) => index))('graph %i', { timeout: 120_000 }, async (index) => {
  const { design, model, fragments } = graphNetwork(1000 * SEED + index);
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
