import { streamHardware } from '../../generator/arch/stream/stream.js';
import { generated } from '../../generator/emit/generated.js';
import { withTemplateNames } from '../../generator/emit/modules.js';
import { grouping, groupWeights } from '../../generator/model/grouping.js';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { layerLengths, usedPositions } from '../../generator/network/shapes.js';
import { type Random, random } from '../../generator/support/random.js';
import { drawPlan, type RandomNetwork, realise } from '../../generator/verify/fuzz/random-model.js';
import { type ModuleBench, payload } from './module-bench.js';

/** Benches of the modules: random parameters and data, and what must come out by the formula of each. */

const ceilDivide = (a: number, b: number) => Math.ceil(a / b);
export const bitsOf = (largest: number) => Math.max(1, largest.toString(2).length);
export const draw = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i));

/** Resets at any time: two epochs are cut short, one runs to its end, one is cut, one runs to its end. */
export const cutsWithin = (rng: Random, cycles: number): (number | null)[] => [
  rng.integer(1, Math.min(60, cycles)),
  rng.integer(1, cycles),
  null,
  rng.integer(1, 2 * cycles),
  null,
];

export const parameters = (values: Record<string, number | string>) =>
  Object.entries(values)
    .map(([name, value]) => `.${name}(${value})`)
    .join(', ');

export function argmaxBench(rng: Random): ModuleBench {
  const classes = rng.integer(1, 20);
  const bits = rng.integer(2, 12);
  const max = 2 ** (bits - 1);
  const classBits = bitsOf(classes - 1);
  const fragments = () => draw(4, () => draw(classes, () => rng.integer(-max, rng.integer(0, 1) ? max - 1 : -max + 2)));
  const epochs = draw(5, fragments);
  return {
    instance: `  wire [${classBits - 1}:0] class_index;
  bb_argmax #(.CLASSES(${classes}), .BITS(${bits})) dut (
    .clk_i(clk), .rst_ni(rst_n), .score_i(scores_data[${bits - 1}:0]), .take_i(scores_valid && scores_ready),
    .end_i(scores_data[${bits}]), .class_o(class_index)
  );
  assign class_valid  = scores_valid && scores_data[${bits}];
  assign class_data   = class_index;
  assign scores_ready = !scores_data[${bits}] || class_ready;`,
    inputs: [
      {
        name: 'scores',
        bits: bits + 1,
        beats: epochs.map((all) =>
          all.flatMap((scores) => scores.map((s, i) => payload([i === classes - 1, 1], [s, bits]))),
        ),
      },
    ],
    outputs: [
      {
        name: 'class',
        bits: classBits,
        beats: epochs.map((all) => all.map((scores) => BigInt(scores.indexOf(Math.max(...scores))))),
      },
    ],
    cuts: cutsWithin(rng, 4 * classes),
  };
}

export function labelsBench(rng: Random): ModuleBench {
  const labels = rng.integer(1, 9);
  const bits = rng.integer(2, 12);
  const max = 2 ** (bits - 1);
  // Of every score one is above, at and below it; some are out of reach.
  const thresholds = draw(labels, () => rng.integer(-max - 1, max - 1));
  const near = (threshold: number) => Math.max(-max, Math.min(max - 1, threshold + rng.integer(-1, 1)));
  const score = (i: number) => (rng.integer(0, 1) ? near(thresholds[i]!) : rng.integer(-max, max - 1));
  const epochs = draw(5, () => draw(4, () => draw(labels, score)));
  // The first lowest.
  const packed = payload(...thresholds.map((threshold): [number, number] => [threshold, bits + 1]).reverse());
  const set = (scores: readonly number[]) =>
    payload(...scores.map((s, i): [boolean, number] => [s > thresholds[i]!, 1]).reverse());
  return {
    instance: `  wire [${labels - 1}:0] labels;
  bb_labels #(.LABELS(${labels}), .BITS(${bits}), .THRESHOLDS(${labels * (bits + 1)}'h${packed.toString(16)})) dut (
    .clk_i(clk), .rst_ni(rst_n), .score_i(scores_data[${bits - 1}:0]), .take_i(scores_valid && scores_ready),
    .end_i(scores_data[${bits}]), .labels_o(labels)
  );
  assign set_valid    = scores_valid && scores_data[${bits}];
  assign set_data     = labels;
  assign scores_ready = !scores_data[${bits}] || set_ready;`,
    inputs: [
      {
        name: 'scores',
        bits: bits + 1,
        beats: epochs.map((all) => all.flatMap((own) => own.map((s, i) => payload([i === labels - 1, 1], [s, bits])))),
      },
    ],
    outputs: [{ name: 'set', bits: labels, beats: epochs.map((all) => all.map(set)) }],
    cuts: cutsWithin(rng, 4 * labels),
  };
}

export function outputBench(rng: Random): ModuleBench {
  const scores = rng.integer(1, 9);
  const first = rng.integer(0, scores - 1);
  const count = rng.integer(1, scores - first);
  const width = rng.integer(1, 4);
  const word = () => rng.integer(0, 2 ** width - 1);
  const epochs = draw(5, () => draw(4, () => draw(scores, word)));
  const mine = (i: number) => i >= first && i < first + count;
  const isLast = (i: number) => i === first + count - 1;
  return {
    // What is said is looked at with the last score of all alone.
    instance: `  wire [${width - 1}:0] said;
  bb_output #(.SCORES(${scores}), .FIRST(${first}), .COUNT(${count}), .WIDTH(${width})) dut (
    .clk_i(clk), .rst_ni(rst_n), .take_i(scores_valid && scores_ready),
    .mine_o(out_data[${width + 1}]), .last_o(out_data[${width}]), .found_i(scores_data[${width - 1}:0]), .said_o(said)
  );
  assign out_data[${width - 1}:0] = scores_data[${width}] ? said : ${width}'d0;
  assign out_valid    = scores_valid;
  assign scores_ready = out_ready;`,
    inputs: [
      {
        name: 'scores',
        bits: width + 1,
        beats: epochs.map((all) =>
          all.flatMap((own) => own.map((found, i) => payload([i === scores - 1, 1], [found, width]))),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits: width + 2,
        beats: epochs.map((all) =>
          all.flatMap((own) =>
            own.map((_, i) => {
              const said = i === scores - 1 ? own[first + count - 1]! : 0;
              return payload([mine(i), 1], [isLast(i), 1], [said, width]);
            }),
          ),
        ),
      },
    ],
    cuts: cutsWithin(rng, 4 * scores),
  };
}

export function stepsBench(rng: Random): ModuleBench {
  const outputs = rng.integer(1, 5);
  const steps = rng.integer(1, 20);
  const positionBits = bitsOf(steps - 1);
  const beats = draw(steps * outputs, (i) => ({ step: Math.floor(i / outputs), last: (i + 1) % outputs === 0 }));
  const given = beats.map((_, i) => payload([i === beats.length - 1, 1]));
  const expected = beats.map(({ step, last }) => payload([last, 1], [step, positionBits]));
  const epochs = <T>(all: T[]) => draw(5, () => draw(3, () => all).flat());
  return {
    instance: `  bb_steps #(.OUTPUTS(${outputs}), .STEPS(${steps})) dut (
    .clk_i(clk), .rst_ni(rst_n), .take_i(scores_valid && scores_ready), .end_i(scores_data[0]),
    .last_o(steps_data[${positionBits}]), .position_o(steps_data[${positionBits - 1}:0])
  );
  assign steps_valid  = scores_valid;
  assign scores_ready = steps_ready;`,
    inputs: [{ name: 'scores', bits: 1, beats: epochs(given) }],
    outputs: [{ name: 'steps', bits: positionBits + 1, beats: epochs(expected) }],
    cuts: cutsWithin(rng, 2 * outputs * steps),
  };
}

/** A module without registers: what comes out in the same cycle. */
function combinational(instance: string, inBits: number, outBits: number, pairs: [bigint, bigint][]): ModuleBench {
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
  const limit = 2 ** (bits - 1);
  const epochs = draw(5, () => draw(40 * samples, () => rng.integer(0, 2 ** codeBits - 1)));
  const expected = (code: number, i: number) =>
    payload(
      [(i + 1) % samples === 0, 1],
      [Math.min(limit - 1, Math.max(-limit, Math.floor((code - zero) / 2 ** shift))), bits],
    );
  return {
    instance: `  bb_input #(${parameters({ CODE_BITS: codeBits, ZERO: zero, SHIFT: shift, BITS: bits, SAMPLES: samples })}) dut (
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

export function channelInputBench(rng: Random): ModuleBench {
  const channels = rng.integer(2, 9);
  const codeBits = rng.integer(1, 14);
  const zeros = draw(channels, () => rng.integer(0, 2 ** codeBits - 1));
  const shifts = draw(channels, () => rng.integer(0, 15));
  const bits = rng.integer(2, 16);
  const samples = channels * rng.integer(1, 4);
  const limit = 2 ** (bits - 1);
  const epochs = draw(5, () => draw(20 * samples, () => rng.integer(0, 2 ** codeBits - 1)));
  const expected = (code: number, i: number) => {
    const channel = i % channels;
    const x = Math.floor((code - zeros[channel]!) / 2 ** shifts[channel]!);
    return payload([(i + 1) % samples === 0, 1], [Math.min(limit - 1, Math.max(-limit, x)), bits]);
  };
  const vector = (values: number[], width: number) => `{${values.map((v) => `${width}'d${v}`).reverse()}}`;
  const sizes = parameters({ CHANNELS: channels, CODE_BITS: codeBits, BITS: bits, SAMPLES: samples });
  return {
    instance: `  bb_channel_input #(${sizes}, .ZEROS(${vector(zeros, codeBits)}), .SHIFTS(${vector(shifts, 4)})) dut (
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

/** Accumulators of all sizes, both signs. */
function accumulator(rng: Random, bits: number): number {
  const max = 2 ** rng.integer(0, bits - 1);
  return rng.integer(-max, max - 1);
}

export function requantised(acc: number, shift: number, bits: number, signed = false): bigint {
  const min = signed ? -(2 ** (bits - 1)) : 0;
  return BigInt(Math.min(min + 2 ** bits - 1, Math.max(min, Math.floor(acc / 2 ** shift))));
}

/** Value of a pooling window. */
export const pooledValue = (window: readonly number[], sum: boolean) =>
  sum ? window.reduce((a, b) => a + b, 0) : Math.max(...window);

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

interface PlacedBeat {
  channel: number;
  position: number;
  /** No more of this channel in this tile. */
  last: boolean;
  /** No more of this fragment. */
  end: boolean;
}

/** Beats of a fragment: tile by tile, in a tile channel by channel, in a channel position by position. */
export function inOrder(
  channels: number,
  positions: number,
  tileOf: (position: number) => number,
  tiles: number,
): PlacedBeat[] {
  const beats: PlacedBeat[] = [];
  for (let tile = 0; tile < tiles; tile++) {
    const own = draw(positions, (p) => p).filter((p) => tileOf(p) === tile);
    for (let channel = 0; channel < channels; channel++)
      for (const position of own) beats.push({ channel, position, last: position === own.at(-1), end: false });
  }
  beats.at(-1)!.end = true;
  return beats;
}

/** Beats of a fragment as a producer gives them that has up to `burst` positions of a channel in a row. */
function inBursts(rng: Random, channels: number, positions: number, burst: number): PlacedBeat[] {
  const block = new Array<number>(positions);
  for (let p = 0, b = 0; p < positions; b++) {
    const length = Math.min(rng.integer(1, burst), positions - p);
    block.fill(b, p, p + length);
    p += length;
  }
  return inOrder(channels, positions, (p) => block[p]!, positions);
}

type Fragment = number[][];

/** Reads of a window buffer, tile by tile: every tap and channel in random order, the last with the end of the tile. */
function windowReads(rng: Random, channels: number, kernel: number) {
  const reads = draw(channels * kernel, (i) => ({ channel: Math.floor(i / kernel), tap: i % kernel }));
  return rng.shuffle(reads);
}

export function windowBench(rng: Random): ModuleBench {
  const channels = rng.integer(1, 4);
  const bits = rng.integer(1, 5);
  const kernel = rng.integer(1, 6);
  const stride = rng.integer(1, 3);
  const dilation = rng.integer(1, 4);
  const reach = (kernel - 1) * dilation + 1;
  const lanes = 2 ** rng.integer(0, 3);
  const padding = rng.integer(0, reach + 4);
  const outputs = rng.integer(1, 12);
  const burst = rng.integer(1, 4);
  const positions = Math.max(1, (outputs - 1) * stride + reach - 2 * padding + rng.integer(0, 3));
  const tiles = ceilDivide(outputs, lanes);
  // Rows for the last tile, which takes all that are left, for a burst, and beside it for the next one's.
  const rowPositions = lanes * stride;
  const tileRows = Math.floor(((lanes - 1) * stride + reach - 1) / rowPositions) + 1;
  const fragmentRows = Math.max(tiles - 1 + tileRows, ceilDivide(padding + positions, rowPositions));
  const needed = fragmentRows - tiles + 1 + Math.floor((rowPositions + burst - 2) / rowPositions) + tileRows;
  const rows = Math.max(2, 2 ** bitsOf(needed - 1));
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
  bb_window #(${parameters({ CHANNELS: channels, BITS: bits, POSITIONS: positions, PADDING: padding, KERNEL: kernel, STRIDE: stride, DILATION: dilation, LANES: lanes, TILES: tiles, TILE_ROWS: tileRows, FRAGMENT_ROWS: fragmentRows, ROWS: rows })}) dut (
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
        beats: epochs.map((all) =>
          all.flatMap((values) =>
            inBursts(rng, channels, positions, burst).map(({ channel, position, last }) =>
              payload([last, 1], [values[channel]![position]!, bits]),
            ),
          ),
        ),
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

/** All positions that a tile reads of a channel in one read; what comes out is kept here, as the module never stops. */
export function wideWindowBench(rng: Random): ModuleBench {
  // Many channels have memories of another kind.
  const channels = rng.integer(0, 3) === 0 ? 24 : rng.integer(1, 4);
  const bits = rng.integer(1, 5);
  const signed = rng.integer(0, 1);
  const kernel = rng.integer(1, 6);
  const stride = rng.integer(1, 3);
  const dilation = rng.integer(1, 4);
  const reach = (kernel - 1) * dilation + 1;
  const lanes = rng.integer(1, 6);
  const padding = rng.integer(0, reach + 4);
  const outputs = rng.integer(1, 12);
  const burst = rng.integer(1, 4);
  const positions = Math.max(1, (outputs - 1) * stride + reach - 2 * padding + rng.integer(0, 3));
  const tiles = ceilDivide(outputs, lanes);
  const rowPositions = lanes * stride;
  const segment = (lanes - 1) * stride + reach;
  const isRead = new Set(draw(lanes * kernel, (i) => Math.floor(i / kernel) * stride + (i % kernel) * dilation));
  const tileRows = ceilDivide(segment, rowPositions);
  const fragmentRows = Math.max(tiles - 1 + tileRows, ceilDivide(padding + positions, rowPositions));
  const needed = fragmentRows - tiles + 1 + Math.floor((rowPositions + burst - 2) / rowPositions) + tileRows;
  const rows = Math.max(2, 2 ** bitsOf(needed - 1));
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
  bb_wide_window #(${parameters({ CHANNELS: channels, BITS: bits, X_SIGNED: signed, POSITIONS: positions, PADDING: padding, KERNEL: kernel, STRIDE: stride, DILATION: dilation, LANES: lanes, TILES: tiles, TILE_ROWS: tileRows, FRAGMENT_ROWS: fragmentRows, ROWS: rows })}) dut (
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
        beats: epochs.map((all) =>
          all.flatMap((values) =>
            inBursts(rng, channels, positions, burst).map(({ channel, position, last }) =>
              payload([last, 1], [values[channel]![position]!, bits]),
            ),
          ),
        ),
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
                  isRead.has(j) ? stored(values[channel]![tile * rowPositions + j - padding] ?? 0) : 0,
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

/** One layer's accumulators, then its stream, from the formula of the integer model. */
function layerOutput(layer: IntegerLayer, input: Fragment, conv: number, output: number): Fragment {
  const { groups } = grouping(layer, layer.structure);
  let alpha = 0;
  let sign = 0;
  return draw(layer.outChannels, (o) => {
    const acc = new Array<number>(conv).fill(layer.bias[o]!);
    for (let g = 0; g < groups; g++)
      for (let i = 0; i < layer.bitwidths[o * groups + g]!; i++) {
        const a = layer.alphas[alpha++]!;
        for (const w of groupWeights(layer, layer.structure, g)) {
          const beta = layer.signs[sign++] === 1 ? -1 : 1;
          const [c, k] = [Math.floor(w / layer.kernel), w % layer.kernel];
          for (let t = 0; t < conv; t++) acc[t]! += a * beta * (input[c]![t * layer.stride + k - layer.padding] ?? 0);
        }
      }
    const { requant, pool } = layer;
    if (requant === null) return acc;
    const half = requant.shift > 0 ? 2 ** (requant.shift - 1) : 0;
    const y = acc.map((a) => Number(requantised(a + half, requant.shift, requant.bits)));
    if (pool === null) return y;
    return draw(output, (p) => {
      const window = y.slice(p * pool.stride, p * pool.stride + pool.kernel);
      return pool.kind === 'sum' ? window.reduce((sum, v) => sum + v, 0) : Math.max(...window);
    });
  });
}

/** A random network of the integer format whose engines take few cycles. */
const smallNetwork = (rng: Random): RandomNetwork =>
  realise({ ...drawPlan(random(rng.integer(0, 2 ** 30)), 6000), fragments: 3 });

/** One engine of a random network as the generated top instantiates it. */
export function engineBench(module: 'bb_layer' | 'bb_single' | 'bb_wide') {
  return (rng: Random): ModuleBench => {
    for (;;) {
      const bench = anyEngine(smallNetwork(rng), module, rng);
      if (bench !== null) return bench;
    }
  };
}

/** Any lanes that take all taps at once: no power of two, no more than the layer's positions. */
export function wideFolding(model: IntegerModel, rng: Random) {
  const lengths = layerLengths(model);
  const lanes = model.layers.map((layer, i) => rng.integer(1, Math.min(12, usedPositions(layer, lengths[i]!.output))));
  return { lanes, tapsPerCycle: 'kernel' as const };
}

function anyEngine(network: RandomNetwork, module: string, rng: Random): ModuleBench | null {
  const { model } = network;
  const folding = module === 'bb_wide' ? wideFolding(model, rng) : { lanes: network.lanes };
  const { lanes } = folding;
  const hardware = streamHardware('random', model, folding, 'bench');
  const tree = withTemplateNames(
    generated({ name: 'random', model: 'model.alq.json', architecture: 'stream', folding }, hardware).tree,
  );
  const instances = [
    ...tree.get('rtl/bitbeat_random.v')!.matchAll(/^ {2}(bb_\w+) #\(\n([^;]*?)\n {2}\) layer_(\w+) \(/gm),
  ];
  const mine = instances.filter(
    ([, name, , instance]) => name === module && model.layers.some((l) => l.name === instance),
  );
  if (mine.length === 0) return null;
  const [, , text, name] = mine[rng.integer(0, mine.length - 1)]!;
  const at = model.layers.findIndex((layer) => layer.name === name);
  const layer = model.layers[at]!;
  const before = model.layers[at - 1];
  const { input, conv, output } = layerLengths(model)[at]!;
  const [xBits, outBits] = [Number(/\.X_BITS\((\d+)\)/.exec(text!)![1]), Number(/\.OUT_BITS\((\d+)\)/.exec(text!)![1])];
  const top =
    before === undefined
      ? 2 ** (xBits - 1) - 1
      : (2 ** before.requant!.bits - 1) * (before.pool?.kind === 'sum' ? before.pool.kernel : 1);
  const bottom = before === undefined ? -(2 ** (xBits - 1)) : 0;
  const burst = before === undefined ? 1 : ceilDivide(lanes[at - 1]!, before.pool?.stride ?? 1);
  const pick = [() => rng.integer(bottom, top), () => top, () => bottom];
  const epochs = draw(5, () =>
    draw(2, () => draw(layer.inChannels, () => draw(input, () => pick[Math.max(0, rng.integer(-3, 2))]!()))),
  );
  const { kernel = 1, stride = 1 } = layer.pool ?? {};
  const tileOf = (p: number) => Math.floor((p * stride + kernel - 1) / lanes[at]!);
  const tiles = tileOf(output - 1) + 1;
  return {
    instance: `  ${module} #(
${text!.replace(/\{MEM, "(.*)"\}/g, '"mem/$1"')}
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data[${xBits - 1}:0]), .last_i(in_data[${xBits}]),
    .end_i(in_data[${xBits + 1}]), .valid_i(in_valid), .ready_o(in_ready), .data_o(out_data[${outBits - 1}:0]),
    .last_o(out_data[${outBits}]), .end_o(out_data[${outBits + 1}]), .valid_o(out_valid), .ready_i(out_ready)
  );`,
    inputs: [
      {
        name: 'in',
        bits: xBits + 2,
        beats: epochs.map((all) =>
          all.flatMap((values) =>
            inBursts(rng, layer.inChannels, input, burst).map(({ channel, position, last, end }) =>
              payload([end, 1], [last, 1], [values[channel]![position]!, xBits]),
            ),
          ),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits: outBits + 2,
        beats: epochs.map((all) =>
          all.flatMap((values) => {
            const expected = layerOutput(layer, values, conv, output);
            return inOrder(layer.outChannels, output, tileOf, tiles).map(({ channel, position, last, end }) =>
              payload([end, 1], [last, 1], [expected[channel]![position]!, outBits]),
            );
          }),
        ),
      },
    ],
    cuts: cutsWithin(rng, hardware.latencyCycles),
    files: new Map([...tree].filter(([path]) => path.startsWith('mem/'))),
    patience: 20 * hardware.latencyCycles + 1000,
  };
}
