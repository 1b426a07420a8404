import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { cutsWithin, draw, parameters } from './draws.js';
import { accumulator, requantised } from './formulas.js';
import { combinational } from './ports.js';

/** Benches of sums and of what they become. */

export function requantBench(rng: Random): ModuleBench {
  const accBits = rng.integer(2, 30);
  const shift = rng.integer(0, accBits + 1);
  const bits = rng.integer(1, 12);
  const signed = rng.integer(0, 1);
  const pairs = draw(400, (): [bigint, bigint] => {
    const acc = accumulator(rng, accBits);
    return [BigInt(acc), requantised(acc, shift, bits, signed === 1)];
  });
  const instance = `  bb_requant #(${parameters({ ACC_BITS: accBits, SHIFT: shift, BITS: bits, SIGNED: signed })}) dut (
    .acc_i(in_data), .y_o(out_data)
  );`;
  return combinational(instance, accBits, bits, pairs);
}

export function laneBench(rng: Random): ModuleBench {
  const bits = rng.integer(1, 10);
  const signed = rng.integer(0, 1);
  const sumBits = bits + rng.integer(1, 6);
  let sum = 0;
  const epochs = draw(5, () =>
    draw(60, (i): [bigint, bigint] => {
      const first = i === 0 || rng.integer(0, 9) === 0;
      const [add, negative] = [rng.integer(0, 4) > 0, rng.integer(0, 1) === 1];
      const x = rng.integer(0, 2 ** bits - 1) - signed * 2 ** (bits - 1);
      sum = (first ? 0 : sum) + (add ? (negative ? -x : x) : 0);
      return [payload([first, 1], [add, 1], [negative, 1], [x, bits]), payload([sum, sumBits])];
    }),
  );
  return {
    instance: `  bb_lane #(${parameters({ BITS: bits, X_SIGNED: signed, S_BITS: sumBits })}) dut (
    .clk_i(clk), .en_i(in_valid && in_ready), .first_i(in_data[${bits + 2}]), .add_i(in_data[${bits + 1}]),
    .negative_i(in_data[${bits}]), .x_i(in_data[${bits - 1}:0]), .s_o(out_data)
  );
  assign out_valid = in_valid;
  assign in_ready  = out_ready;`,
    inputs: [{ name: 'in', bits: bits + 3, beats: epochs.map((all) => all.map(([given]) => given)) }],
    outputs: [{ name: 'out', bits: sumBits, beats: epochs.map((all) => all.map(([, expected]) => expected)) }],
    cuts: cutsWithin(rng, 60),
  };
}
