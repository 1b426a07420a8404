import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { cutsWithin, draw, parameters } from './draws.js';

/** Benches of the modules at the input and of those at any port. */

/** A module without registers: what comes out in the same cycle. */
export function combinational(
  instance: string,
  inBits: number,
  outBits: number,
  pairs: [bigint, bigint][],
): ModuleBench {
  return {
    instance: `${instance}
  assign out_valid = in_valid;
  assign in_ready  = out_ready;`,
    inputs: [{ name: 'in', bits: inBits, beats: [pairs.map(([given]) => given)] }],
    outputs: [{ name: 'out', bits: outBits, beats: [pairs.map(([, expected]) => expected)] }],
    cuts: [null],
  };
}

export function inputBench(rng: Random): ModuleBench {
  const codeBits = rng.integer(1, 14);
  const zero = rng.integer(0, 2 ** codeBits - 1);
  const shift = rng.integer(0, 15);
  const bits = rng.integer(2, 16);
  const samples = rng.integer(1, 9);
  const own = parameters({ CODE_BITS: codeBits, ZERO: zero, SHIFT: shift, BITS: bits, SAMPLES: samples });
  return codeBench(rng, `bb_input #(${own})`, { zeros: [zero], shifts: [shift], codeBits, bits, samples });
}

export function channelInputBench(rng: Random): ModuleBench {
  const channels = rng.integer(2, 9);
  const codeBits = rng.integer(1, 14);
  const zeros = draw(channels, () => rng.integer(0, 2 ** codeBits - 1));
  const shifts = draw(channels, () => rng.integer(0, 15));
  const bits = rng.integer(2, 16);
  const samples = channels * rng.integer(1, 4);
  const vector = (values: number[], width: number) => `{${values.map((v) => `${width}'d${v}`).reverse()}}`;
  const sizes = parameters({ CHANNELS: channels, CODE_BITS: codeBits, BITS: bits, SAMPLES: samples });
  const own = `${sizes}, .ZEROS(${vector(zeros, codeBits)}), .SHIFTS(${vector(shifts, 4)})`;
  return codeBench(rng, `bb_channel_input #(${own})`, { zeros, shifts, codeBits, bits, samples });
}

/** What a converter's codes are to the network, channels in turn. */
function codeBench(
  rng: Random,
  module: string,
  of: { zeros: number[]; shifts: number[]; codeBits: number; bits: number; samples: number },
): ModuleBench {
  const { zeros, shifts, codeBits, bits, samples } = of;
  const limit = 2 ** (bits - 1);
  const epochs = draw(5, () => draw(40 * samples, () => rng.integer(0, 2 ** codeBits - 1)));
  const expected = (code: number, i: number) => {
    const channel = i % zeros.length;
    const x = Math.floor((code - zeros[channel]!) / 2 ** shifts[channel]!);
    return payload([(i + 1) % samples === 0, 1], [Math.min(limit - 1, Math.max(-limit, x)), bits]);
  };
  return {
    instance: `  ${module} dut (
    .clk_i(clk), .rst_ni(rst_n), .code_i(in_data), .take_i(in_valid && in_ready),
    .x_o(out_data[${bits - 1}:0]), .end_o(out_data[${bits}])
  );
  assign out_valid = in_valid;
  assign in_ready  = out_ready;`,
    inputs: [{ name: 'in', bits: codeBits, beats: epochs.map((codes) => codes.map(BigInt)) }],
    outputs: [{ name: 'out', bits: bits + 1, beats: epochs.map((codes) => codes.map(expected)) }],
    cuts: cutsWithin(rng, 100),
  };
}

export function sliceBench(rng: Random): ModuleBench {
  const bits = rng.integer(1, 20);
  const beats = draw(5, () => draw(60, () => BigInt(rng.integer(0, 2 ** bits - 1))));
  return {
    instance: `  bb_register_slice #(.WIDTH(${bits})) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data), .valid_i(in_valid), .ready_o(in_ready),
    .data_o(out_data), .valid_o(out_valid), .ready_i(out_ready)
  );`,
    inputs: [{ name: 'in', bits, beats }],
    outputs: [{ name: 'out', bits, beats }],
    cuts: cutsWithin(rng, 60),
  };
}
