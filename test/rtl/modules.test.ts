import { expect, test } from 'vitest';
import type { Random } from '../../generator/config/random.js';
import { random } from '../../generator/config/random.js';
import { type ModuleBench, runBench } from './module-bench.js';
import { argmaxBench, engineBench, inputBench, laneBench, poolBench, requantBench, windowBench } from './modules.js';

/** Random parameters, data, pauses on both sides and resets at any time, in 4-state simulation. */

const RUNS = Number(process.env.BITBEAT_BENCHES ?? 6);
const FIRST = Number(process.env.BITBEAT_BENCH_SEED ?? 1);

const BENCHES: [string, (chance: Random) => ModuleBench][] = [
  ['bb_argmax', argmaxBench],
  ['bb_input', inputBench],
  ['bb_requant', requantBench],
  ['bb_lane', laneBench],
  ['bb_pool', poolBench],
  ['bb_window', windowBench],
  ['bb_layer', engineBench('bb_layer')],
  ['bb_single', engineBench('bb_single')],
];

test.each(BENCHES)(`%s: ${RUNS} random instances`, { timeout: 60_000 + RUNS * 10_000 }, async (_, bench) => {
  for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
    const chance = random(seed);
    expect({ seed, failures: await runBench(bench(chance), chance) }).toEqual({ seed, failures: [] });
  }
});
