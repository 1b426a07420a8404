import { expect, test } from 'vitest';
import { type Random, random } from '../../generator/support/random.js';
import { engineBench } from './benches/engines.js';
import { addBench, concatBench, fifoBench, forkBench } from './benches/joins.js';
import { laneBench, requantBench } from './benches/lanes.js';
import { channelInputBench, inputBench, sliceBench } from './benches/ports.js';
import { argmaxBench, labelsBench, outputBench, stepsBench } from './benches/scores.js';
import { wideLaneBench, wideQueueBench, wideWindowBench } from './benches/wide.js';
import { poolBench, windowBench } from './benches/windows.js';
import { type Damage, type ModuleBench, runBench } from './module-bench.js';

/** Random parameters, data, pauses on both sides and resets at any time, in 4-state simulation. */

const RUNS = Number(process.env.BITBEAT_BENCHES ?? 4);
const FIRST = Number(process.env.BITBEAT_BENCH_SEED ?? 1);

interface Case {
  module: string;
  bench: (rng: Random) => ModuleBench;
  /** A defect of the module that its bench must notice: [text, in its place]. */
  defect: [find: string, replace: string];
}

const CASES: Case[] = [
  { module: 'bb_argmax', bench: argmaxBench, defect: ['if (!rst_ni) index_q', "if (1'b0) index_q"] },
  { module: 'bb_labels', bench: labelsBench, defect: ['{score_i[BITS-1], score_i}', "{1'b0, score_i}"] },
  { module: 'bb_output', bench: outputBench, defect: ['place < COUNT_C[IB:0]', 'place <= COUNT_C[IB:0]'] },
  { module: 'bb_steps', bench: stepsBench, defect: ["end_i ? {PB{1'b0}} : ", ''] },
  { module: 'bb_input', bench: inputBench, defect: ['>>> PLACES', '>> PLACES'] },
  { module: 'bb_channel_input', bench: channelInputBench, defect: ["      channel_q <= {NB{1'b0}};\n", ''] },
  {
    module: 'bb_register_slice',
    bench: sliceBench,
    defect: ['!stay || (ready_q && !take)', '!stay'],
  },
  { module: 'bb_requant', bench: requantBench, defect: ['ACC_BITS-2 : SHIFT', 'ACC_BITS-2 : 1+SHIFT'] },
  { module: 'bb_lane', bench: laneBench, defect: ['add_i && negative_i', 'negative_i'] },
  { module: 'bb_pool', bench: poolBench, defect: ['tile_phase_q <= {PB', 'phase_q <= {PB'] },
  { module: 'bb_pool_windows', bench: poolBench, defect: ['fresh || more', 'more'] },
  { module: 'bb_fork', bench: forkBench, defect: ['{READERS{valid_i}} & ~done_q', '{READERS{valid_i}}'] },
  { module: 'bb_fifo', bench: fifoBench, defect: ['(!valid_q || ready_i)', '!valid_q || ready_i'] },
  { module: 'bb_concat', bench: concatBench, defect: ['ends && last_stream', 'ends'] },
  { module: 'bb_add', bench: addBench, defect: ['HALF[ACC_BITS-1:0]', "{ACC_BITS{1'b0}}"] },
  { module: 'bb_add_pool', bench: addBench, defect: ['begun ? TILE_C[XB-1:0] :', ''] },
  { module: 'bb_rows', bench: windowBench, defect: ['space && is_data', 'is_data'] },
  { module: 'bb_window', bench: windowBench, defect: ['wraps = BANK <', 'wraps = BANK <='] },
  { module: 'bb_layer', bench: engineBench('bb_layer'), defect: ['if (out_valid && en)', 'if (out_valid)'] },
  { module: 'bb_sum_tree', bench: wideLaneBench, defect: ['PAIRS*(BITS+1)-1', 'PAIRS*(BITS+1)-2'] },
  { module: 'bb_wide_lane', bench: wideLaneBench, defect: ['^ {BITS{negative_i[k]}}', '^ {BITS{negative_i[0]}}'] },
  { module: 'bb_wide_window', bench: wideWindowBench, defect: ['read_row + ROW[RB-1:0]', 'read_row'] },
  { module: 'bb_wide_queue', bench: wideQueueBench, defect: ["words_q != {NB{1'b0}} &&", ''] },
  { module: 'bb_wide_scaler', bench: engineBench('bb_wide'), defect: ['<= add_q && add_last_q', '<= add_q'] },
  { module: 'bb_wide', bench: engineBench('bb_wide'), defect: ['if (out_valid && leave)', 'if (out_valid)'] },
  { module: 'bb_single', bench: engineBench('bb_single'), defect: ['if (!rst_ni) output_q', "if (1'b0) output_q"] },
];

/** What the first of `runs` instances with a failure reports; none: an empty list. */
async function failures({ bench }: Case, runs: number, damage?: Damage) {
  for (let seed = FIRST; seed < FIRST + runs; seed++) {
    const rng = random(seed);
    const found = await runBench(bench(rng), rng, damage);
    if (found.length > 0) return [`seed ${seed}`, ...found];
  }
  return [];
}

test.each(CASES)(`$module: ${RUNS} random instances`, { timeout: 60_000 + RUNS * 10_000 }, async (given) => {
  expect(await failures(given, RUNS)).toEqual([]);
});

test.each(CASES)('$module with a defect is noticed', { timeout: 120_000 }, async (given) => {
  const [find, replace] = given.defect;
  expect(await failures(given, 20, { file: `${given.module}.v`, find, replace })).not.toEqual([]);
});
