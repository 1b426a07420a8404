
  // Put into bb_wide_queue in proofs of bb_wide (generator/verify/formal/formal.ts): what the lemma of the
  // queue assumes, that a slot comes only while there is a place for it.
  always @* if (rst_ni && valid_i) assert (words_q + valid_q < DEPTH);
