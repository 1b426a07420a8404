import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { inOrder } from './beats.js';
import { bitsOf, cutsWithin, draw, parameters } from './draws.js';
import { pooledValue, requantised } from './formulas.js';

/** Benches of the modules between engines, and of the add: random streams, and what must come out. */

export function forkBench(rng: Random): ModuleBench {
  const readers = rng.integer(2, 4);
  const bits = rng.integer(1, 9);
  const names = draw(readers, (r) => `reader${r}`);
  const beats = draw(5, () => draw(50, () => BigInt(rng.integer(0, 2 ** bits - 1))));
  const all = (net: string) => `{${names.map((name) => `${name}_${net}`).reverse()}}`;
  return {
    instance: `  bb_fork #(.READERS(${readers})) dut (
    .clk_i(clk), .rst_ni(rst_n), .valid_i(in_valid), .ready_o(in_ready), .valid_o(${all('valid')}),
    .ready_i(${all('ready')})
  );
${names.map((name) => `  assign ${name}_data = in_data;`).join('\n')}`,
    inputs: [{ name: 'in', bits, beats }],
    outputs: names.map((name) => ({ name, bits, beats })),
    cuts: cutsWithin(rng, 60),
  };
}

export function fifoBench(rng: Random): ModuleBench {
  const bits = rng.integer(1, 20);
  const depth = rng.integer(2, 9);
  const beats = draw(5, () => draw(80, () => BigInt(rng.integer(0, 2 ** bits - 1))));
  return {
    instance: `  bb_fifo #(.WIDTH(${bits}), .DEPTH(${depth})) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data), .valid_i(in_valid), .ready_o(in_ready),
    .data_o(out_data), .valid_o(out_valid), .ready_i(out_ready)
  );
  // As many beats as it has places, and no more, are held.
  integer held;
  always @(posedge clk) begin
    held <= !rst_n ? 0 : held + (in_valid && in_ready) - (out_valid && out_ready);
    if (rst_n && held > ${depth + 1}) $display("FAIL %0d beats are held", held);
  end
  reg [5:0] still;
  always @(posedge clk) begin
    still <= !rst_n || (in_valid && in_ready) || out_ready ? 0 : still + 1;
    if (still == 3 && in_valid && !in_ready && held < ${depth + 1}) $display("FAIL a place stays empty");
  end`,
    inputs: [{ name: 'in', bits, beats }],
    outputs: [{ name: 'out', bits, beats }],
    cuts: cutsWithin(rng, 80),
  };
}

/** Positions of a fragment in tiles of any lengths. */
function anyTiles(rng: Random, positions: number): number[] {
  const tiles: number[] = [];
  for (let left = positions; left > 0; left -= tiles.at(-1)!) tiles.push(Math.min(left, rng.integer(1, 4)));
  return tiles;
}

/** Tiles as a producer of so many lanes gives them: the first and the last may be shorter. */
function regularTiles(rng: Random, positions: number): number[] {
  const tile = rng.integer(1, 4);
  const tiles = [Math.min(positions, rng.integer(1, tile))];
  for (let left = positions - tiles[0]!; left > 0; left -= tiles.at(-1)!) tiles.push(Math.min(left, tile));
  return tiles;
}

const tileOf = (tiles: readonly number[]) => {
  const places = tiles.flatMap((length, tile) => new Array<number>(length).fill(tile));
  return (position: number) => places[position]!;
};

type Fragment = number[][];
const anyFragment = (channels: number, positions: number, any: () => number): Fragment =>
  draw(channels, () => draw(positions, any));

/** Beats of a fragment of these tiles. */
function streamOf(values: Fragment, tiles: readonly number[], bits: number): bigint[] {
  const [{ length: positions }] = values as [number[]];
  return inOrder(values.length, positions, tileOf(tiles), tiles.length).map(({ channel, position, last, end }) =>
    payload([end, 1], [last, 1], [values[channel]![position]!, bits]),
  );
}

export function concatBench(rng: Random): ModuleBench {
  const streams = rng.integer(2, 4);
  const bits = rng.integer(1, 6);
  const channels = draw(streams, () => rng.integer(1, 5));
  const positions = rng.integer(1, 9);
  const countBits = bitsOf(Math.max(...channels));
  const names = draw(streams, (s) => `in${s}`);
  const epochs = draw(5, () =>
    draw(3, () => {
      const parts = channels.map((n) => anyFragment(n, positions, () => rng.integer(0, 2 ** bits - 1)));
      return { tiles: anyTiles(rng, positions), parts };
    }),
  );
  const all = (of: (name: string) => string) => `{${names.map(of).reverse()}}`;
  return {
    instance: `  bb_concat #(
    .STREAMS(${streams}), .BITS(${bits}), .CB(${countBits}),
    .CHANNELS({${channels.map((n) => `${countBits}'d${n}`).reverse()}})
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(${all((name) => `${name}_data[${bits - 1}:0]`)}),
    .last_i(${all((name) => `${name}_data[${bits}]`)}), .end_i(${all((name) => `${name}_data[${bits + 1}]`)}),
    .valid_i(${all((name) => `${name}_valid`)}), .ready_o(${all((name) => `${name}_ready`)}),
    .data_o(out_data[${bits - 1}:0]), .last_o(out_data[${bits}]), .end_o(out_data[${bits + 1}]),
    .valid_o(out_valid), .ready_i(out_ready)
  );`,
    inputs: names.map((name, s) => ({
      name,
      bits: bits + 2,
      beats: epochs.map((list) => list.flatMap(({ tiles, parts }) => streamOf(parts[s]!, tiles, bits))),
    })),
    outputs: [
      {
        name: 'out',
        bits: bits + 2,
        beats: epochs.map((list) => list.flatMap(({ tiles, parts }) => streamOf(parts.flat(), tiles, bits))),
      },
    ],
    cuts: cutsWithin(rng, 60),
  };
}

/** A sum of two streams, requantised and pooled. */
export function addBench(rng: Random): ModuleBench {
  const operand = () => {
    const signed = rng.integer(0, 1) === 1;
    const bits = rng.integer(signed ? 2 : 1, 7);
    const [min, max] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
    return { bits, signed, min: min!, max: max!, shift: rng.integer(0, 4) };
  };
  const [a, b] = [operand(), operand()];
  const requant = rng.integer(0, 3) > 0 ? { shift: rng.integer(0, 5), bits: rng.integer(2, 8) } : null;
  const signed = rng.integer(0, 1) === 1;
  const half = requant !== null && requant.shift > 0 ? 2 ** (requant.shift - 1) : 0;
  const most = Math.max(
    a.max * 2 ** a.shift + b.max * 2 ** b.shift + half,
    -(a.min * 2 ** a.shift) - b.min * 2 ** b.shift,
  );
  const accBits = bitsOf(most) + 1;
  const yBits = requant?.bits ?? accBits;
  const pooled = requant !== null && rng.integer(0, 3) > 0;
  const pool = pooled
    ? { sum: rng.integer(0, 1), kernel: rng.integer(1, 4), stride: rng.integer(1, 4) }
    : { sum: 0, kernel: 1, stride: 1 };
  const windows = rng.integer(1, 5);
  const used = (windows - 1) * pool.stride + pool.kernel;
  const positions = used + (pooled ? rng.integer(0, pool.stride - 1) : 0);
  const channels = rng.integer(1, 4);
  const tiles = regularTiles(rng, positions);
  const sums = pool.sum === 1 && pool.kernel > 1;
  const outBits = !sums
    ? yBits
    : signed
      ? yBits + Math.ceil(Math.log2(pool.kernel))
      : bitsOf(pool.kernel * (2 ** yBits - 1));
  const epochs = draw(5, () =>
    draw(3, () => [a, b].map(({ min, max }) => anyFragment(channels, positions, () => rng.integer(min, max)))),
  );
  const expected = ([x, y]: Fragment[]) => {
    const values = draw(channels, (c) => {
      const acc = draw(positions, (p) => x![c]![p]! * 2 ** a.shift + y![c]![p]! * 2 ** b.shift + half);
      const codes =
        requant === null ? acc : acc.map((v) => Number(requantised(v, requant.shift, requant.bits, signed)));
      return draw(windows, (w) => pooledValue(codes.slice(w * pool.stride, w * pool.stride + pool.kernel), sums));
    });
    const of = (w: number) => tileOf(tiles)(w * pool.stride + pool.kernel - 1);
    return inOrder(channels, windows, of, tiles.length).map(({ channel, position, last, end }) =>
      payload([end, 1], [last, 1], [values[channel]![position]!, outBits]),
    );
  };
  const set = parameters({
    ...{ A_BITS: a.bits, A_SIGNED: Number(a.signed), A_SHIFT: a.shift, B_BITS: b.bits, B_SIGNED: Number(b.signed) },
    ...{ B_SHIFT: b.shift, CHANNELS: channels, ACC_BITS: accBits, REQUANT: Number(requant !== null) },
    ...{ REQUANT_SHIFT: requant?.shift ?? 0, Y_BITS: yBits, Y_SIGNED: Number(signed), POOL_SUM: Number(sums) },
    ...{ POOL_KERNEL: pool.kernel, POOL_STRIDE: pool.stride, POSITIONS: used, FIRST: tiles[0]! },
    ...{ TILE: Math.max(...tiles), OUT_BITS: outBits },
  });
  const ports = (name: string, { bits }: { bits: number }) =>
    `.${name}_data_i(${name}_data[${bits - 1}:0]), .${name}_last_i(${name}_data[${bits}]), .${name}_end_i(${name}_data[${bits + 1}]),
    .${name}_valid_i(${name}_valid), .${name}_ready_o(${name}_ready)`;
  const beats = (which: number, { bits }: { bits: number }) =>
    epochs.map((list) => list.flatMap((operands) => streamOf(operands[which]!, tiles, bits)));
  return {
    instance: `  bb_add #(${set}) dut (
    .clk_i(clk), .rst_ni(rst_n), ${ports('a', a)},
    ${ports('b', b)},
    .data_o(out_data[${outBits - 1}:0]), .last_o(out_data[${outBits}]), .end_o(out_data[${outBits + 1}]),
    .valid_o(out_valid), .ready_i(out_ready)
  );
  always @(posedge clk) if (rst_n && (a_valid && a_ready) !== (b_valid && b_ready)) $display("FAIL one operand alone");`,
    inputs: [
      { name: 'a', bits: a.bits + 2, beats: beats(0, a) },
      { name: 'b', bits: b.bits + 2, beats: beats(1, b) },
    ],
    outputs: [{ name: 'out', bits: outBits + 2, beats: epochs.map((list) => list.flatMap(expected)) }],
    cuts: cutsWithin(rng, channels * positions * 3),
  };
}
