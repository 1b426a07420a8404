import type { Random } from '../../../generator/support/random.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { bitsOf, cutsWithin, draw } from './draws.js';

/** Benches of the modules behind the last layer. */

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
