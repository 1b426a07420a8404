import { type Lemma, PDR } from './lemma.js';

/** Of what streams that several read, or that are joined, pass through. */
export const JOIN_LEMMAS: readonly Lemma[] = [
  {
    name: 'fork',
    statement:
      'A fork offers every beat of a stream to every reader until this takes it, once; a beat leaves the stream in the cycle in which the last reader takes it, whatever the pauses and resets.',
    checker: 'formal_fork',
    module: 'bb_fork',
    cases: [{ READERS: 2 }, { READERS: 3 }, { READERS: 5 }],
    engine: PDR,
    defects: [
      { module: 'bb_fork', find: '{READERS{valid_i}} & ~done_q', replace: '{READERS{valid_i}}' },
      { module: 'bb_fork', find: '&(done_q | ready_i)', replace: '|(done_q | ready_i)' },
    ],
  },
  {
    name: 'fifo',
    statement:
      'A queue gives the beats it has taken, all, once and in order, in two cycles if none waits before them; a beat that it offers stays until it is taken; it takes one unless its memory is full; its memory is never read and written at one word at once.',
    checker: 'formal_fifo',
    module: 'bb_fifo',
    cases: [
      { WIDTH: 1, DEPTH: 2 },
      { WIDTH: 2, DEPTH: 3 },
      { WIDTH: 1, DEPTH: 5 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_fifo', find: "words_q != {NB{1'b0}} && (!valid_q || ready_i)", replace: '!valid_q || ready_i' },
      { module: 'bb_fifo', find: 'words_q != DEPTH_C[NB-1:0]', replace: "1'b1" },
    ],
  },
  {
    name: 'concat',
    statement:
      'Streams of one order become one: tile by tile all beats of the first, then all of the next, each once, unchanged and in the cycle in which it is taken.',
    checker: 'formal_concat',
    module: 'bb_concat',
    cases: [
      { STREAMS: 2, BITS: 1, FIRST: 1, LATER: 2 },
      { STREAMS: 2, BITS: 2, FIRST: 3, LATER: 1 },
      { STREAMS: 3, BITS: 1, FIRST: 2, LATER: 1 },
    ],
    engine: PDR,
    defects: [{ module: 'bb_concat', find: 'if (last_channel) stream_q', replace: 'stream_q' }],
  },
  {
    name: 'add',
    statement:
      'An add takes both operands in one cycle and gives clamp(((a << i) + (b << j) + half) >> shift) of each pair, all, once and in order, unsigned or signed; a value that it offers stays until it is taken.',
    checker: 'formal_add',
    module: 'bb_add',
    cases: [
      { A_BITS: 2, A_SIGNED: 0, A_SHIFT: 0, B_BITS: 2, B_SIGNED: 1, B_SHIFT: 1, ACC_BITS: 5, SHIFT: 1, Y_BITS: 2 },
      { A_BITS: 3, A_SIGNED: 1, A_SHIFT: 0, B_BITS: 2, B_SIGNED: 0, B_SHIFT: 0, ACC_BITS: 4, SHIFT: 0, Y_BITS: 3 },
      { A_BITS: 3, A_SIGNED: 1, A_SHIFT: 1, B_BITS: 3, B_SIGNED: 1, B_SHIFT: 0, ACC_BITS: 6, SHIFT: 2, Y_BITS: 2 },
    ].flatMap((sizes) => [0, 1].map((signed) => ({ ...sizes, Y_SIGNED: signed }))),
    engine: PDR,
    defects: [
      { module: 'bb_add', find: 'HALF[ACC_BITS-1:0]', replace: "{ACC_BITS{1'b0}}" },
      { module: 'bb_add', find: 'if (out_valid && en) begin', replace: 'if (out_valid) begin' },
    ],
  },
];
