import { type Lemma, PDR } from './lemma.js';

/** Of what lies between two clocks. */
export const CLOCK_LEMMAS: readonly Lemma[] = [
  {
    name: 'async-fifo',
    statement:
      'A queue between two clocks gives the beats it has taken, all, once and in order, for any edges of both clocks, whatever the pauses and resets; a beat that it offers stays until it is taken; it takes none without a place for it; the pointers that cross change in one bit at a time.',
    checker: 'formal_async_fifo',
    module: 'bb_async_fifo',
    cases: [
      { WIDTH: 1, DEPTH: 4 },
      { WIDTH: 2, DEPTH: 4 },
    ],
    engine: PDR,
    clocks: 'several',
    defects: [
      {
        module: 'bb_async_fifo',
        find: 'write_gray_q <= write_next ^ (write_next >> 1)',
        replace: 'write_gray_q <= write_next',
      },
      { module: 'bb_async_fifo', find: '{~read_seen[AW:AW-1], read_seen[AW-2:0]}', replace: '~read_seen' },
      { module: 'bb_async_fifo', find: '!empty && (!valid_q || ready_i)', replace: '!empty' },
      { module: 'bb_async_fifo', find: 'open_q && !full', replace: '!full' },
    ],
  },
];
