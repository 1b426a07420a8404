import { ceilDivide } from '../../../generator/support/integers.js';
import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { type Fragment, inBursts, inOrder, windowReads } from './beats.js';
import { bitsOf, cutsWithin, draw, parameters } from './draws.js';
import { pooledValue } from './formulas.js';

/** Benches of windows and pools. */

export function poolBench(rng: Random): ModuleBench {
  const channels = rng.integer(1, 5);
  const lanes = 2 ** rng.integer(0, 3);
  const kernel = rng.integer(1, 6);
  const stride = rng.integer(1, 5);
  const windows = rng.integer(1, 6);
  const sum = kernel > 1 ? rng.integer(0, 1) : 0;
  const bits = rng.integer(1, 6);
  const positions = (windows - 1) * stride + kernel;
  const tiles = ceilDivide(positions, lanes);
  const signed = rng.integer(0, 1);
  const sumBits = signed === 1 ? bits + Math.ceil(Math.log2(kernel)) : bitsOf(kernel * (2 ** bits - 1));
  const outBits = sum === 1 ? sumBits : bits;
  const min = signed === 1 ? -(2 ** (bits - 1)) : 0;
  const epochs = draw(5, () =>
    draw(3, () => draw(channels, () => draw(tiles * lanes, () => rng.integer(min, min + 2 ** bits - 1)))),
  );
  const given = (values: number[][]) =>
    draw(tiles, (t) => values.flatMap((own) => own.slice(t * lanes, (t + 1) * lanes))).flat();
  const expected = (values: number[][]) => {
    const outputs = inOrder(channels, windows, (w) => Math.floor((w * stride + kernel - 1) / lanes), tiles);
    return outputs.map(({ channel, position, last, end }) => {
      const window = values[channel]!.slice(position * stride, position * stride + kernel);
      const value = pooledValue(window, sum === 1);
      return payload([end, 1], [last, 1], [value, outBits]);
    });
  };
  return {
    instance: `  // As in a layer, an enabled cycle goes by between a reset and the first value.
  reg primed;
  always @(posedge clk) primed <= rst_n && (primed || out_ready);
  bb_pool #(${parameters({ CHANNELS: channels, BITS: bits, SIGNED: signed, SUM: sum, OUT_BITS: outBits, LANES: lanes, KERNEL: kernel, STRIDE: stride, POSITIONS: positions, TILES: tiles })}) dut (
    .clk_i(clk), .rst_ni(rst_n), .en_i(out_ready), .valid_i(in_valid && primed === 1'b1), .data_i(in_data),
    .valid_o(out_valid), .data_o(out_data[${outBits - 1}:0]), .last_o(out_data[${outBits}]),
    .end_o(out_data[${outBits + 1}])
  );
  assign in_ready = out_ready && primed === 1'b1;`,
    inputs: [{ name: 'in', bits, beats: epochs.map((all) => all.flatMap(given).map(BigInt)) }],
    outputs: [{ name: 'out', bits: outBits + 2, beats: epochs.map((all) => all.flatMap(expected)) }],
    cuts: cutsWithin(rng, 3 * channels * tiles * lanes),
  };
}

/** A random window: what its module is told of it, and what a tile reads of a channel. */
export function drawWindow(rng: Random, drawLanes: () => number) {
  const kernel = rng.integer(1, 6);
  const stride = rng.integer(1, 3);
  const dilation = rng.integer(1, 4);
  const reach = (kernel - 1) * dilation + 1;
  const lanes = drawLanes();
  const padding = rng.integer(0, reach + 4);
  const outputs = rng.integer(1, 12);
  const burst = rng.integer(1, 4);
  const positions = Math.max(1, (outputs - 1) * stride + reach - 2 * padding + rng.integer(0, 3));
  const tiles = ceilDivide(outputs, lanes);
  // Rows for the last tile, which takes all that are left, for a burst, and beside it for the next one's.
  const rowPositions = lanes * stride;
  const segment = (lanes - 1) * stride + reach;
  const tileRows = ceilDivide(segment, rowPositions);
  const fragmentRows = Math.max(tiles - 1 + tileRows, ceilDivide(padding + positions, rowPositions));
  const needed = fragmentRows - tiles + 1 + Math.floor((rowPositions + burst - 2) / rowPositions) + tileRows;
  const rows = Math.max(2, 2 ** bitsOf(needed - 1));
  const sizes = { POSITIONS: positions, PADDING: padding, KERNEL: kernel, STRIDE: stride, DILATION: dilation };
  const memory = { LANES: lanes, TILES: tiles, TILE_ROWS: tileRows, FRAGMENT_ROWS: fragmentRows, ROWS: rows };
  const all = { kernel, stride, dilation, lanes, padding, burst, positions, tiles, segment };
  return { ...all, parameters: { ...sizes, ...memory } };
}

/** A fragment as it comes to a window: of each channel a burst of positions in turn. */
export const writtenBeats = (rng: Random, values: Fragment, burst: number, bits: number) =>
  inBursts(rng, values.length, values[0]!.length, burst).map(({ channel, position, last }) =>
    payload([last, 1], [values[channel]![position]!, bits]),
  );

export function windowBench(rng: Random): ModuleBench {
  const channels = rng.integer(1, 4);
  const bits = rng.integer(1, 5);
  const window = drawWindow(rng, () => 2 ** rng.integer(0, 3));
  const { kernel, stride, dilation, lanes, padding, positions, tiles } = window;
  const [cb, kb] = [bitsOf(channels - 1), bitsOf(kernel - 1)];
  const epochs = draw(5, () =>
    draw(3, () => draw(channels, () => draw(positions, () => rng.integer(0, 2 ** bits - 1)))),
  );
  const reads = epochs.map((all) => all.map(() => draw(tiles, () => windowReads(rng, channels, kernel))));
  const value = (values: Fragment, channel: number, position: number) => values[channel]![position - padding] ?? 0;
  return {
    instance: `  wire tile_ready;
  wire reads = read_valid && tile_ready;
  reg was_read;
  always @(posedge clk) if (!rst_n) was_read <= 1'b0; else if (out_ready) was_read <= reads;
  bb_window #(${parameters({ CHANNELS: channels, BITS: bits, ...window.parameters })}) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data[${bits - 1}:0]), .last_i(in_data[${bits}]), .valid_i(in_valid),
    .ready_o(in_ready), .en_i(out_ready), .read_i(reads), .channel_i(read_data[${cb + kb - 1}:${kb}]),
    .tap_i(read_data[${kb - 1}:0]), .data_o(out_data), .tile_ready_o(tile_ready),
    .tile_done_i(reads && read_data[${cb + kb}])
  );
  assign read_ready = tile_ready && out_ready;
  assign out_valid  = was_read;`,
    inputs: [
      {
        name: 'in',
        bits: bits + 1,
        beats: epochs.map((all) => all.flatMap((values) => writtenBeats(rng, values, window.burst, bits))),
      },
      {
        name: 'read',
        bits: cb + kb + 1,
        beats: reads.map((all) =>
          all
            .flat(1)
            .flatMap((own) =>
              own.map(({ channel, tap }, i) => payload([i === own.length - 1, 1], [channel, cb], [tap, kb])),
            ),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits: lanes * bits,
        beats: epochs.map((all, e) =>
          all.flatMap((values, f) =>
            reads[e]![f]!.flatMap((own, tile) =>
              own.map(({ channel, tap }) =>
                draw(lanes, (l) => value(values, channel, (tile * lanes + l) * stride + tap * dilation)).reduceRight(
                  (word, x) => (word << BigInt(bits)) | BigInt(x),
                  0n,
                ),
              ),
            ),
          ),
        ),
      },
    ],
    cuts: cutsWithin(rng, 3 * channels * (positions + kernel * tiles)),
  };
}
