import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';
import { anyEnded } from '../model/random-network.js';
import { anyFolding } from './graph-stream.js';
import { setOf } from './simulate-network.js';

/** Random graphs that give scores of each step, on signals without an end: every value and every cycle of a long piece. */

const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 11);
const SEED = Number(process.env.BITBEAT_NETWORK_SEED ?? 1);
const SAMPLES = 1500;

function continuingDesign(seed: number) {
  const [drawn] = fc.sample(
    anyEnded.filter(({ per }) => per === 'step'),
    { seed, numRuns: 1 },
  );
  const model: IntegerNetwork = {
    ...{ ...drawn!, task: { kind: 'values' } },
    input: { ...drawn!.input, samples: SAMPLES },
  };
  const rng = random(seed);
  const folding = { ...anyFolding(drawn!, rng), continuing: true as const };
  const ports = { registered: rng.integer(0, 3) === 0 };
  const design = { name: 'random', model: 'model.alq.json', architecture: 'stream' as const, folding, ports };
  const codes = Array.from({ length: SAMPLES * model.input.channels }, () => rng.integer(0, 255));
  return { design, model, codes };
}

test.each(Array.from({ length: NETWORKS }, (_, index) => index))('signal %i', { timeout: 120_000 }, async (index) => {
  const { design, model, codes } = continuingDesign(1000 * SEED + index);
  const hardware = buildHardware(design, model, 'test');
  await inFolder(async (folder) => {
    writeTree(folder, 'random', generated(design, hardware).tree, false);
    const stimuli = { set: setOf([codes], model.input.channels) };
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
