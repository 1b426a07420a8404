import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { bitsOf, cutsWithin, draw, parameters } from './draws.js';
import { drawWindow, writtenBeats } from './windows.js';

/** Benches of the engine that takes all taps of a channel at once. */

/** All positions that a tile reads of a channel in one read; what comes out is kept here, as the module never stops. */
export function wideWindowBench(rng: Random): ModuleBench {
  // Many channels have memories of another kind.
  const channels = rng.integer(0, 3) === 0 ? 24 : rng.integer(1, 4);
  const bits = rng.integer(1, 5);
  const signed = rng.integer(0, 1);
  const window = drawWindow(rng, () => rng.integer(1, 6));
  const { kernel, stride, dilation, lanes, padding, positions, tiles, segment } = window;
  const isRead = new Set(draw(lanes * kernel, (i) => Math.floor(i / kernel) * stride + (i % kernel) * dilation));
  const cb = bitsOf(channels - 1);
  const epochs = draw(5, () =>
    draw(3, () => draw(channels, () => draw(positions, () => rng.integer(0, 2 ** bits - 1)))),
  );
  const reads = epochs.map((all) =>
    all.map(() => draw(tiles, () => rng.shuffle(draw(channels + 2, (i) => i % channels)))),
  );
  const stored = (value: number) => (signed === 1 ? value ^ (2 ** (bits - 1)) : value);
  return {
    instance: `  wire tile_ready;
  wire [${segment * bits - 1}:0] x;
  reg [2:0] age;
  reg [${segment * bits - 1}:0] held;
  // As in the engine, a cycle goes by between the sight of a tile and its first read.
  reg seen;
  always @(posedge clk) seen <= rst_n && tile_ready;
  wire may_read = tile_ready && seen && age == 3'd0;
  wire reads = read_valid && may_read;
  always @(posedge clk)
    if (!rst_n) age <= 3'd0;
    else if (reads) age <= 3'd1;
    else if (age == 3'd1 || age == 3'd2) age <= age + 3'd1;
    else if (out_ready) age <= 3'd0;
  always @(posedge clk) if (age == 3'd2) held <= x;
  bb_wide_window #(${parameters({ CHANNELS: channels, BITS: bits, X_SIGNED: signed, ...window.parameters })}) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data[${bits - 1}:0]), .last_i(in_data[${bits}]), .valid_i(in_valid),
    .ready_o(in_ready), .read_i(reads), .channel_i(read_data[${cb - 1}:0]), .data_o(x),
    .tile_ready_o(tile_ready), .tile_done_i(reads && read_data[${cb}])
  );
  assign read_ready = may_read;
  assign out_valid  = age == 3'd3;
  assign out_data   = held;`,
    inputs: [
      {
        name: 'in',
        bits: bits + 1,
        beats: epochs.map((all) => all.flatMap((values) => writtenBeats(rng, values, window.burst, bits))),
      },
      {
        name: 'read',
        bits: cb + 1,
        beats: reads.map((all) =>
          all.flat(1).flatMap((own) => own.map((channel, i) => payload([i === own.length - 1, 1], [channel, cb]))),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits: segment * bits,
        beats: epochs.map((all, e) =>
          all.flatMap((values, f) =>
            reads[e]![f]!.flatMap((own, tile) =>
              own.map((channel) =>
                draw(segment, (j) =>
                  isRead.has(j) ? stored(values[channel]![tile * lanes * stride + j - padding] ?? 0) : 0,
                ).reduceRight((word, x) => (word << BigInt(bits)) | BigInt(x), 0n),
              ),
            ),
          ),
        ),
      },
    ],
    cuts: cutsWithin(rng, 3 * channels * (positions + 4 * tiles)),
  };
}

/** Passes of a lane one after the other without a pause; a sum is taken in the cycle in which it is ready. */
export function wideLaneBench(rng: Random): ModuleBench {
  const bits = rng.integer(1, 8);
  const kernel = rng.integer(1, 20);
  const steps = rng.integer(1, 5);
  const sumBits = bitsOf(steps * kernel * (2 ** bits - 1));
  const levels = Math.ceil(Math.log2(kernel));
  const delay = levels + Number(steps > 1);
  const width = kernel * (bits + 2);
  const [sums, words]: [bigint[], bigint[]] = [[], []];
  for (let pass = 0; pass < 40; pass++) {
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      const taps = draw(kernel, () => ({
        x: rng.integer(0, 2 ** bits - 1),
        negative: rng.integer(0, 1) === 1,
        counts: rng.integer(0, 3) > 0,
      }));
      for (const { x, negative, counts } of taps) sum += counts ? (negative ? 2 ** bits - 1 - x : x) : 0;
      const field = (of: (tap: (typeof taps)[number]) => [number | boolean, number]) =>
        payload(...taps.map(of).reverse());
      const parts = [field((t) => [t.counts, 1]), field((t) => [t.negative, 1]), field((t) => [t.x, bits])] as const;
      const word = (((parts[0] << BigInt(kernel)) | parts[1]) << BigInt(kernel * bits)) | parts[2];
      words.push((BigInt(step === steps - 1) << BigInt(width + 1)) | (BigInt(step === 0) << BigInt(width)) | word);
    }
    sums.push(BigInt(sum));
  }
  return {
    instance: `  reg [${delay + 1}:0] first, last;
  always @(posedge clk) begin
    first <= rst_n ? {first, in_valid && in_data[${width}]} : 0;
    last  <= rst_n ? {last, in_valid && in_data[${width + 1}]} : 0;
  end
  reg [${width - 1}:0] taps;
  always @(posedge clk) taps <= in_data[${width - 1}:0];
  bb_wide_lane #(${parameters({ BITS: bits, KERNEL: kernel, S_BITS: sumBits, ONE_STEP: Number(steps === 1) })}) dut (
    .clk_i(clk), .x_i(taps[${kernel * bits - 1}:0]), .negative_i(taps[${kernel * bits} +: ${kernel}]),
    .tap_i(taps[${kernel * bits + kernel} +: ${kernel}]), .first_i(first[${levels}]), .s_o(out_data)
  );
  assign in_ready  = 1'b1;
  assign out_valid = last[${delay}];`,
    inputs: [{ name: 'in', bits: width + 2, beats: [words], eager: true }],
    outputs: [{ name: 'out', bits: sumBits, beats: [sums], eager: true }],
    cuts: [null],
  };
}

export function wideQueueBench(rng: Random): ModuleBench {
  const maxOf = rng.integer(1, 4);
  const values = maxOf * rng.integer(1, 4);
  const bits = rng.integer(1, 6);
  const slots = rng.integer(1, 4);
  const held = 2 ** rng.integer(1, 3);
  const outputs = 24;
  const left = (slots * values) / maxOf;
  const epochs = draw(5, () => draw(outputs, () => draw(slots * values, () => rng.integer(0, 2 ** bits - 1))));
  return {
    instance: `  // As in the engine: no output channel begins while there may be no room for it.
  integer begun, ended, slot, left;
  wire output_done;
  wire room = begun - ended < ${held} || slot != 0;
  assign in_ready = room;
  always @(posedge clk)
    if (!rst_n) begin
      begun <= 0;
      ended <= 0;
      slot  <= 0;
      left  <= 1;
    end else begin
      if (out_valid && out_ready) left <= left + 1;
      if (in_valid && in_ready) slot <= slot == ${slots - 1} ? 0 : slot + 1;
      if (in_valid && in_ready && slot == 0) begun <= begun + 1;
      if (output_done) ended <= ended + 1;
    end
  bb_wide_queue #(${parameters({ VALUES: values, MAX_OF: maxOf, BITS: bits, SLOTS: slots, HELD: held })}) dut (
    .clk_i(clk), .rst_ni(rst_n), .valid_i(in_valid && in_ready), .data_i(in_data),
    .en_i(out_ready), .valid_o(out_valid), .data_o(out_data), .done_o(output_done)
  );
  assign ends_valid = output_done;
  assign ends_data  = left;`,
    inputs: [
      {
        name: 'in',
        bits: values * bits,
        beats: epochs.map((all) =>
          all.flatMap((own) =>
            draw(slots, (s) =>
              payload(
                ...own
                  .slice(s * values, (s + 1) * values)
                  .map((v) => [v, bits] as const)
                  .reverse(),
              ),
            ),
          ),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits,
        beats: epochs.map((all) =>
          all.flatMap((own) => draw(left, (i) => BigInt(Math.max(...own.slice(i * maxOf, (i + 1) * maxOf))))),
        ),
      },
      {
        name: 'ends',
        bits: 16,
        beats: epochs.map((all) => all.map((_, i) => BigInt((i + 1) * left))),
        eager: true,
      },
    ],
    cuts: cutsWithin(rng, outputs * slots * values),
  };
}
