import { BUS_LEMMAS } from './bus-lemmas.js';
import { CLOCK_LEMMAS } from './clock-lemmas.js';
import { COPIES_LEMMAS } from './copies-lemmas.js';
import { JOIN_LEMMAS } from './join-lemmas.js';
import { type Lemma, PDR } from './lemma.js';
import { LOW_POWER_LEMMAS } from './low-power-lemmas.js';

const WINDOW_CASES = [
  { CHANNELS: 1, POSITIONS: 4, PADDING: 1, KERNEL: 3, STRIDE: 1, LANES: 1, TILES: 4, ROWS: 4, BURST: 1 },
  { CHANNELS: 2, POSITIONS: 4, PADDING: 1, KERNEL: 3, STRIDE: 1, LANES: 2, TILES: 2, ROWS: 4, BURST: 1 },
  { CHANNELS: 1, POSITIONS: 5, PADDING: 0, KERNEL: 3, STRIDE: 2, LANES: 1, TILES: 2, ROWS: 4, BURST: 1 },
  { CHANNELS: 2, POSITIONS: 3, PADDING: 0, KERNEL: 2, STRIDE: 1, LANES: 1, TILES: 2, ROWS: 4, BURST: 2 },
] as const;

const RING_CASES = [
  { CHANNELS: 1, POSITIONS: 4, UNUSED: 0, PADDING: 1, AFTER: 1, KERNEL: 3, STRIDE: 1, TILES: 4, ROWS: 4, BURST: 1 },
  { CHANNELS: 2, POSITIONS: 4, UNUSED: 0, PADDING: 0, AFTER: 0, KERNEL: 2, STRIDE: 2, TILES: 2, ROWS: 2, BURST: 1 },
  { CHANNELS: 1, POSITIONS: 4, UNUSED: 2, PADDING: 0, AFTER: 0, KERNEL: 1, STRIDE: 3, TILES: 2, ROWS: 4, BURST: 1 },
  { CHANNELS: 2, POSITIONS: 3, UNUSED: 0, PADDING: 1, AFTER: 0, KERNEL: 2, STRIDE: 1, TILES: 3, ROWS: 4, BURST: 2 },
].map((shape) => ({ ...shape, RING: 1, LANES: 1 }));

const POOL_CASES = [
  { CHANNELS: 2, LANES: 1, KERNEL: 2, STRIDE: 2, POSITIONS: 4, TILES: 5 },
  { CHANNELS: 1, LANES: 2, KERNEL: 3, STRIDE: 2, POSITIONS: 5, TILES: 3 },
  { CHANNELS: 2, LANES: 2, KERNEL: 3, STRIDE: 1, POSITIONS: 5, TILES: 3 },
  { CHANNELS: 3, LANES: 2, KERNEL: 2, STRIDE: 3, POSITIONS: 5, TILES: 3 },
  { CHANNELS: 2, LANES: 4, KERNEL: 4, STRIDE: 4, POSITIONS: 4, TILES: 1 },
] as const;

/** Width of the largest sum of `kernel` values of `bits` bits. */
const sumBits = (kernel: number, bits: number) => (kernel * (2 ** bits - 1)).toString(2).length;

/** Numbers of `bits` bits each, signed, the first one lowest. */
const packed = (values: readonly number[], bits: number) =>
  values.reduce((all, value, i) => all + (value < 0 ? value + 2 ** bits : value) * 2 ** (bits * i), 0);

export const LEMMAS: readonly Lemma[] = [
  {
    name: 'input',
    statement: 'The first activation is clamp((code - zero) >> shift) for every code.',
    checker: 'formal_input',
    module: 'bb_input',
    cases: [
      { CODE_BITS: 11, ZERO: 1024, SHIFT: 2, BITS: 8 },
      { CODE_BITS: 11, ZERO: 1024, SHIFT: 0, BITS: 12 },
      { CODE_BITS: 11, ZERO: 1000, SHIFT: 1, BITS: 4 },
      { CODE_BITS: 12, ZERO: 4095, SHIFT: 3, BITS: 10 },
      { CODE_BITS: 8, ZERO: 0, SHIFT: 8, BITS: 2 },
    ],
    engine: { name: 'z3' },
    defects: [{ module: 'bb_input', find: '>>> PLACES', replace: '>> PLACES' }],
  },
  {
    name: 'requantise',
    statement:
      'Requantisation is clamp(acc >> shift) to 0 .. 2^A - 1, or to -2^(A-1) .. 2^(A-1) - 1 where values keep their sign, for every accumulator.',
    checker: 'formal_requant',
    module: 'bb_requant',
    cases: [
      { ACC_BITS: 20, SHIFT: 8, BITS: 8 },
      { ACC_BITS: 17, SHIFT: 9, BITS: 4 },
      { ACC_BITS: 16, SHIFT: 11, BITS: 4 },
      { ACC_BITS: 12, SHIFT: 9, BITS: 8 },
      { ACC_BITS: 9, SHIFT: 8, BITS: 2 },
      { ACC_BITS: 9, SHIFT: 0, BITS: 2 },
      { ACC_BITS: 24, SHIFT: 0, BITS: 8 },
      { ACC_BITS: 32, SHIFT: 12, BITS: 6 },
    ].flatMap((sizes) => [0, 1].map((signed) => ({ ...sizes, SIGNED: signed }))),
    engine: { name: 'z3' },
    defects: [{ module: 'bb_requant', find: 'ACC_BITS-2 : SHIFT', replace: 'ACC_BITS-2 : 1+SHIFT' }],
  },
  {
    name: 'lane',
    statement:
      'A lane gives the signed sum of the taps since the pass began, modulo 2^S, for every x, every sign, any number of taps and any pauses.',
    checker: 'formal_lane',
    module: 'bb_lane',
    cases: [
      { BITS: 4, X_SIGNED: 1, S_BITS: 7 },
      { BITS: 4, X_SIGNED: 0, S_BITS: 7 },
      { BITS: 8, X_SIGNED: 1, S_BITS: 12 },
      { BITS: 8, X_SIGNED: 0, S_BITS: 13 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_lane', find: 'add_i && negative_i', replace: 'negative_i' }],
  },
  {
    name: 'pass-lanes',
    statement:
      'Lanes of the folded engine that multiply once a pass give, whenever no sum waits for another of its coefficient, what lanes give that multiply each sum: for any sums, signs, coefficients, inputs and biases, any pauses and resets.',
    checker: 'formal_pass_lanes',
    module: 'bb_folded_pass_lanes',
    cases: [
      // More bits than a lane keeps of a sum.
      { LANES: 1, SUM_BITS: 2, ACC_BITS: 4, ALPHA_BITS: 1 },
      { LANES: 2, SUM_BITS: 2, ACC_BITS: 4, ALPHA_BITS: 2 },
      { LANES: 1, SUM_BITS: 3, ACC_BITS: 5, ALPHA_BITS: 2 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_folded_pass_lane', find: 'last_i || full', replace: 'last_i' },
      { module: 'bb_folded_pass_lanes', find: '!add_i || magnitude != coefficient_q', replace: '!add_i' },
    ],
  },
  {
    name: 'argmax',
    statement:
      'With the last score of a fragment comes the lowest index of the largest signed score, whatever the pauses and resets.',
    checker: 'formal_argmax',
    module: 'bb_argmax',
    cases: [
      { CLASSES: 1, BITS: 3 },
      { CLASSES: 3, BITS: 4 },
      { CLASSES: 4, BITS: 3 },
      { CLASSES: 5, BITS: 3 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_argmax', find: '{score_i[BITS-1], score_i}', replace: "{1'b0, score_i}" }],
  },
  {
    name: 'labels',
    statement:
      'With the last score of a fragment comes, for every label, whether its signed score is above its threshold, whatever the pauses and resets.',
    checker: 'formal_labels',
    module: 'bb_labels',
    cases: [
      // The least threshold, a step below the least score, and the largest are among them.
      { LABELS: 1, BITS: 3, THRESHOLDS: packed([-1], 4) },
      { LABELS: 3, BITS: 3, THRESHOLDS: packed([-5, 3, 0], 4) },
      { LABELS: 4, BITS: 2, THRESHOLDS: packed([-3, 1, -1, -2], 3) },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_labels', find: '{score_i[BITS-1], score_i}', replace: "{1'b0, score_i}" },
      { module: 'bb_labels', find: 'index_q  <= end_i ?', replace: "index_q  <= 1'b0 ?" },
      { module: 'bb_labels', find: 'else if (take_i) begin', replace: 'else begin' },
    ],
  },
  {
    name: 'steps',
    statement:
      'Of every score of a fragment that is taken it is told whether it is the last of its step, and which step it is of, whatever the pauses and resets.',
    checker: 'formal_steps',
    module: 'bb_steps',
    cases: [
      { OUTPUTS: 1, STEPS: 1 },
      { OUTPUTS: 1, STEPS: 5 },
      { OUTPUTS: 2, STEPS: 4 },
      { OUTPUTS: 3, STEPS: 3 },
      // Of no other number here is 1 - OUTPUTS another one than OUTPUTS - 1 in as many bits.
      { OUTPUTS: 4, STEPS: 3 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_steps', find: "last_o ? {OB{1'b0}} : index_q", replace: 'index_q' },
      { module: 'bb_steps', find: "end_i ? {PB{1'b0}} : last_o", replace: 'last_o' },
      { module: 'bb_steps', find: 'else if (take_i) begin', replace: 'else begin' },
    ],
  },
  {
    name: 'output',
    statement:
      'Of several outputs each is told which scores are its own and which is the last of these; what comes with that is there with the last score of all, whatever the pauses and resets.',
    checker: 'formal_output',
    module: 'bb_output',
    cases: [
      { SCORES: 1, FIRST: 0, COUNT: 1, WIDTH: 1 },
      { SCORES: 5, FIRST: 1, COUNT: 3, WIDTH: 2 },
      { SCORES: 4, FIRST: 0, COUNT: 2, WIDTH: 1 },
      { SCORES: 7, FIRST: 3, COUNT: 4, WIDTH: 2 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_output', find: 'place < COUNT_C[IB:0]', replace: 'place <= COUNT_C[IB:0]' },
      { module: 'bb_output', find: 'else if (last_o)', replace: 'else if (!last_o)' },
      { module: 'bb_output', find: "COUNT_C[IB:0] - 1'b1", replace: 'COUNT_C[IB:0]' },
    ],
  },
  {
    name: 'slice',
    statement:
      'A register slice gives the beats it has taken, all, once, in order and in the next cycle if none waits before them; a beat that it offers stays, valid and payload, until it is taken; it takes one in every cycle unless it is full, whatever the pauses and resets.',
    checker: 'formal_slice',
    module: 'bb_register_slice',
    cases: [{ WIDTH: 1 }, { WIDTH: 4 }],
    engine: PDR,
    defects: [
      { module: 'bb_register_slice', find: 'full ? second_q : data_i', replace: 'data_i' },
      { module: 'bb_register_slice', find: '!stay || (ready_q && !take)', replace: '!stay' },
      { module: 'bb_register_slice', find: 'if (ready_q) second_q', replace: 'second_q' },
    ],
  },
  ...JOIN_LEMMAS,
  {
    name: 'pool-max',
    statement:
      'A max pool gives the largest value of every window, with the value that closes it and at no other time; its memory is never read and written at one word at once.',
    checker: 'formal_pool',
    module: 'bb_pool',
    cases: POOL_CASES.map((shape) => ({ ...shape, SUM: 0, BITS: 2, OUT_BITS: 2 })),
    engine: PDR,
    defects: [{ module: 'bb_pool_windows', find: 'value > running', replace: 'value < running' }],
  },
  {
    name: 'pool-sum',
    statement: 'A sum pool gives the exact sum of every window, with the value that closes it and at no other time.',
    checker: 'formal_pool',
    module: 'bb_pool',
    cases: POOL_CASES.map((shape) => ({ ...shape, SUM: 1, BITS: 2, OUT_BITS: sumBits(shape.KERNEL, 2) })),
    engine: PDR,
    defects: [{ module: 'bb_pool_windows', find: 'running + value', replace: 'running | value' }],
  },
  {
    name: 'window',
    statement:
      'The window buffer gives every tap the value that the stream brought for its channel and position, or 0 in the padding: no beat is lost, repeated, moved, or read before it came; its memory is never read and written at one word at once.',
    checker: 'formal_buffer',
    module: 'bb_window',
    cases: WINDOW_CASES,
    engine: PDR,
    defects: [{ module: 'bb_rows', find: 'space && is_data', replace: 'is_data' }],
  },
  {
    name: 'ring',
    statement:
      'The ring buffer of a one-lane engine gives every tap the value that the stream brought for its channel and position, or 0 in the padding: no beat is lost, repeated, moved, or read before it came; it knows the last position of a fragment; its memory is never read and written at one word at once.',
    checker: 'formal_buffer',
    module: 'bb_ring',
    cases: RING_CASES,
    engine: PDR,
    defects: [{ module: 'bb_ring', find: 'held_q != SLOTS_C[NB-1:0]', replace: "1'b1" }],
  },
  {
    name: 'requantise-any',
    statement:
      'Requantisation of the folded engine is clamp(acc >> shift, 0, 2^A - 1), from -2^A on where the sign is kept, for every accumulator, shift and A it can be set to.',
    checker: 'formal_requant_any',
    module: 'bb_requant_any',
    cases: [
      { ACC_BITS: 20, SHIFT_MIN: 9, SHIFT_MAX: 13, BITS_MIN: 4, BITS_MAX: 4 },
      { ACC_BITS: 18, SHIFT_MIN: 0, SHIFT_MAX: 11, BITS_MIN: 2, BITS_MAX: 8 },
      { ACC_BITS: 12, SHIFT_MIN: 8, SHIFT_MAX: 8, BITS_MIN: 3, BITS_MAX: 8 },
      { ACC_BITS: 24, SHIFT_MIN: 5, SHIFT_MAX: 6, BITS_MIN: 8, BITS_MAX: 8 },
      { ACC_BITS: 18, SHIFT_MIN: 0, SHIFT_MAX: 11, BITS_MIN: 1, BITS_MAX: 8, SIGNED: 1 },
      { ACC_BITS: 16, SHIFT_MIN: 3, SHIFT_MAX: 3, BITS_MIN: 7, BITS_MAX: 7, SIGNED: 1 },
    ],
    engine: { name: 'z3' },
    defects: [{ module: 'bb_requant_any', find: '<< BITS_MIN << bits_i', replace: '<< BITS_MIN' }],
  },
  {
    name: 'single-stall',
    statement:
      'A beat that a one-lane engine offers stays, valid and payload, until it is taken, for any input and any content of its weight memory.',
    checker: 'formal_stall',
    module: 'bb_single',
    cases: [
      { ENGINE: 0, CHANNELS: 1, POSITIONS: 4, KERNEL: 2, OUTPUTS: 2, POOL: 1, WORDS: 8 },
      { ENGINE: 0, CHANNELS: 2, POSITIONS: 4, KERNEL: 2, OUTPUTS: 2, POOL: 2, WORDS: 8 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_single', find: '(!closes || ready_i)', replace: '(!closes || ready_i || !alpha[0])' }],
  },
  {
    name: 'layer-stall',
    statement: 'A beat that an engine offers stays, valid and payload, until it is taken, for any input and weights.',
    checker: 'formal_stall',
    module: 'bb_layer',
    cases: [
      { ENGINE: 1, CHANNELS: 1, POSITIONS: 4, KERNEL: 2, LANES: 1, TILES: 3, OUTPUTS: 2, PASSES: 3 },
      { ENGINE: 1, CHANNELS: 2, POSITIONS: 5, KERNEL: 2, LANES: 2, TILES: 2, OUTPUTS: 2, PASSES: 3 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_layer', find: 'if (out_valid && en) begin', replace: 'if (out_valid) begin' }],
  },
  {
    name: 'wide-stall',
    statement:
      'A beat that an engine which takes all taps at once offers stays, valid and payload, until it is taken, for any input and weights; a slot comes to its queue only while there is a place for it.',
    checker: 'formal_stall',
    module: 'bb_wide',
    cases: [
      { ENGINE: 2, CHANNELS: 1, POSITIONS: 4, KERNEL: 2, LANES: 1, TILES: 3, OUTPUTS: 2, PASSES: 3 },
      { ENGINE: 2, CHANNELS: 2, POSITIONS: 5, KERNEL: 2, LANES: 2, TILES: 2, OUTPUTS: 2, PASSES: 3 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_wide', find: 'if (out_valid && leave) begin', replace: 'if (out_valid) begin' },
      { module: 'bb_wide', find: 'en = held_q != HELD_C[HB-1:0]', replace: "en = 1'b1" },
    ],
  },
  {
    name: 'wide-queue',
    statement:
      'The queue of an engine that takes all taps at once gives the largest of every MAX_OF neighbours of every slot that came, all, once, in order and two cycles after the slot if none waits before them; it tells the last value of an output channel; nothing is written over while at most HELD output channels are on their way.',
    checker: 'formal_queue',
    module: 'bb_wide_queue',
    cases: [
      { VALUES: 1, MAX_OF: 1, BITS: 2, SLOTS: 1, HELD: 2 },
      { VALUES: 2, MAX_OF: 1, BITS: 2, SLOTS: 1, HELD: 2 },
      { VALUES: 2, MAX_OF: 2, BITS: 2, SLOTS: 1, HELD: 2 },
      { VALUES: 1, MAX_OF: 1, BITS: 1, SLOTS: 3, HELD: 2 },
      { VALUES: 4, MAX_OF: 2, BITS: 1, SLOTS: 2, HELD: 2 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_wide_queue', find: '> largest)', replace: '< largest)' },
      { module: 'bb_wide_queue', find: 'if (word_end) slot_q <=', replace: 'slot_q <=' },
      { module: 'bb_wide_queue', find: '(!valid_q || (leaves && word_end))', replace: '(!valid_q || leaves)' },
    ],
  },
  {
    name: 'tree',
    statement: 'The tree of adders gives the sum of its values, ceil(log2(N)) cycles later.',
    checker: 'formal_tree',
    module: 'bb_sum_tree',
    cases: [
      { N: 1, BITS: 3 },
      { N: 2, BITS: 4 },
      { N: 3, BITS: 2 },
      { N: 5, BITS: 2 },
      { N: 9, BITS: 1 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_sum_tree', find: '2 * p + 1 < N', replace: '2 * p + 2 < N' }],
  },
  {
    name: 'folded-stall',
    statement:
      'A score that the folded engine offers stays, valid and payload, until it is taken, for any input and any content of its program and sign memories.',
    checker: 'formal_folded',
    module: 'bb_folded',
    collisions: true,
    cases: [
      { LANES: 2, TAPS: 1, PIXELWISE: 0 },
      { LANES: 2, TAPS: 2, PIXELWISE: 0 },
      { LANES: 2, TAPS: 4, PIXELWISE: 1 },
      { LANES: 2, TAPS: 2, PIXELWISE: 0, MORE: 1 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_folded_lanes', find: '!(shift_out_i && !stall_i)', replace: '!shift_out_i' }],
  },
  {
    name: 'guard',
    statement:
      'The flags of a window are those of its definition over all samples that have come of it, for any samples and pauses.',
    checker: 'formal_guard',
    module: 'bb_guard',
    cases: [
      { BITS: 3, LENGTH: 5, RANGE: 2, RUN: 2, WITHIN: 1, LOW: 1, HIGH: 6, SATURATED: 2, LEAD_OFF: 1 },
      { BITS: 2, LENGTH: 6, RANGE: 0, RUN: 3, WITHIN: 0, LOW: 0, HIGH: 3, SATURATED: 4, LEAD_OFF: 2 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_guard', find: 'first_i || high != high_q', replace: 'first_i' },
      { module: 'bb_guard', find: '(!first_i && off_q)', replace: 'off_q' },
    ],
  },
  {
    name: 'intake',
    statement:
      'Every window given is the last samples that were kept, oldest first and whole; one is given whenever it is due and the one before is done, else told as dropped; samples are refused exactly when they come too early, and missed exactly when they come too late.',
    checker: 'formal_intake',
    module: 'bb_intake',
    cases: [
      { WINDOW: 3, HOP: 2, DEPTH: 4, CYCLES: 2, TIMEOUT: 4 },
      { WINDOW: 2, HOP: 3, DEPTH: 2, CYCLES: 1, TIMEOUT: 3 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_intake', find: 'left_q     <= complete ? HOP_C', replace: 'left_q     <= start ? HOP_C' },
      { module: 'bb_intake', find: '(!valid_q || ready_i);', replace: "(!valid_q || 1'b1);" },
      { module: 'bb_intake', find: 'missing_o || overrun_o);', replace: 'missing_o);' },
    ],
  },
  ...BUS_LEMMAS,
  ...CLOCK_LEMMAS,
  ...COPIES_LEMMAS,
  ...LOW_POWER_LEMMAS,
  {
    name: 'single-reset',
    statement:
      'One cycle of reset makes a one-lane engine forget: two copies in any two states, reset together, take and give the same.',
    checker: 'formal_reset',
    module: 'bb_single',
    cases: [{ ENGINE: 0, CHANNELS: 1, POSITIONS: 3, KERNEL: 2, OUTPUTS: 2, POOL: 1, WORDS: 16 }],
    engine: { name: 'bmc', cycles: 30 },
    fixedRom: true,
    defects: [{ module: 'bb_single', find: 'if (!rst_ni) output_q', replace: "if (1'b0) output_q" }],
  },
  {
    name: 'layer-reset',
    statement:
      'One cycle of reset makes an engine with several lanes forget: two copies in any two states, reset together, take and give the same.',
    checker: 'formal_reset',
    module: 'bb_layer',
    cases: [{ ENGINE: 1, CHANNELS: 1, POSITIONS: 4, KERNEL: 2, LANES: 2, TILES: 2, OUTPUTS: 2, PASSES: 3 }],
    engine: { name: 'bmc', cycles: 24 },
    fixedRom: true,
    defects: [{ module: 'bb_scaler', find: "busy_q <= 1'b0;\n      lane_q", replace: 'lane_q' }],
  },
  {
    name: 'wide-reset',
    statement:
      'One cycle of reset makes an engine that takes all taps at once forget: two copies in any two states, reset together, take and give the same.',
    checker: 'formal_reset',
    module: 'bb_wide',
    cases: [{ ENGINE: 2, CHANNELS: 1, POSITIONS: 4, KERNEL: 2, LANES: 2, TILES: 2, OUTPUTS: 2, PASSES: 3 }],
    engine: { name: 'bmc', cycles: 24 },
    fixedRom: true,
    defects: [{ module: 'bb_wide', find: 'if (!rst_ni) word_q', replace: "if (1'b0) word_q" }],
  },
  {
    name: 'folded-reset',
    statement:
      'One cycle of reset makes a folded design forget: two copies in any two states, their memories included, reset together, take and give the same, over a whole fragment.',
    checker: 'formal_reset_folded',
    module: 'bb_folded',
    design: ({ LANES, TAPS }) => ({
      name: 'reset',
      model: 'sim/formal/reset.alq.json',
      architecture: 'folded',
      folding: { lanes: LANES!, tapsPerLookup: TAPS as 1 | 2 | 4 },
    }),
    cases: [
      { LANES: 2, TAPS: 1 },
      { LANES: 2, TAPS: 2 },
    ],
    engine: { name: 'bmc', cycles: 62 },
    collisions: true,
    defects: [{ module: 'bb_folded_fetch', find: "pc_q      <= {PA{1'b0}};", replace: 'pc_q      <= pc_q;' }],
  },
];
