import { type Lemma, PDR } from './lemma.js';

/** Of the port that several cores share. */
export const COPIES_LEMMAS: readonly Lemma[] = [
  {
    name: 'turns',
    statement:
      'A turn at a shared port is that of one who has asked, and stays until its owner ends it; no cycle is lost while another asks, and nobody waits for more than one turn of each other, whatever the requests and resets.',
    checker: 'formal_round_robin',
    module: 'bb_round_robin',
    cases: [{ REQUESTS: 2 }, { REQUESTS: 3 }, { REQUESTS: 5 }],
    engine: PDR,
    defects: [
      { module: 'bb_round_robin', find: '!open_q || end_i', replace: "1'b1" },
      { module: 'bb_round_robin', find: 'i[TB-1:0] > owner', replace: 'i[TB-1:0] < owner' },
    ],
  },
];
