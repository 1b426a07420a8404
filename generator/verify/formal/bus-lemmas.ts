import { type Lemma, PDR } from './lemma.js';

/** What stands between a bus and a network. */
export const BUS_LEMMAS: readonly Lemma[] = [
  {
    name: 'axil',
    statement:
      'Behind AXI4-Lite every write whose address and data were taken is done once, with what came and in the order in which it came, and answered once; every read is done once and answered once, with what the registers gave; an answer stays, valid and payload, until it is taken; nothing is taken that has no place, whatever the pauses and resets.',
    checker: 'formal_axil',
    module: 'bb_axil',
    cases: [{ AW: 4 }],
    engine: PDR,
    defects: [
      { module: 'bb_axil', find: 'address_q && data_q && (!s_axil_bvalid', replace: "address_q && data_q && (1'b1" },
      { module: 'bb_axil', find: 'if (s_axil_wready) begin', replace: 'if (s_axil_wvalid) begin' },
      { module: 'bb_axil', find: 's_axil_arready = !s_axil_rvalid', replace: "s_axil_arready = 1'b1" },
    ],
  },
  {
    name: 'wishbone',
    statement:
      'Behind Wishbone every access that is asked for is done once, in its first cycle, and answered once, in the next: by ack, or by err where the registers refuse it, with what they gave, whatever the pauses and resets.',
    checker: 'formal_wishbone',
    module: 'bb_wishbone',
    cases: [{ AW: 4 }],
    engine: PDR,
    defects: [
      { module: 'bb_wishbone', find: 'wb_stb_i && !answer_q', replace: 'wb_stb_i' },
      // What no client of its bench does: it asks in the first cycle after a reset.
      { module: 'bb_wishbone', find: "if (!rst_ni) answer_q <= 1'b0;", replace: 'if (!rst_ni) ;' },
      { module: 'bb_wishbone', find: 'write_q ? write_error_q', replace: 'wb_we_i ? write_error_q' },
    ],
  },
  {
    name: 'samples',
    statement:
      'The FIFO of samples gives what was pushed since the last clear, all, once, in order and two cycles after its push if none waits before it; a sample that it offers stays until it is taken; it tells how many places are free.',
    checker: 'formal_samples',
    module: 'bb_sample_fifo',
    cases: [
      { WIDTH: 1, DEPTH: 2 },
      { WIDTH: 2, DEPTH: 4 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_sample_fifo', find: '&& (!valid_o || ready_i);', replace: "&& (!valid_o || 1'b1);" },
      { module: 'bb_sample_fifo', find: 'fetch || (valid_o && !ready_i)', replace: 'fetch || valid_o' },
      { module: 'bb_sample_fifo', find: 'PLACES[AW:0] - stored', replace: "PLACES[AW:0] - stored + 1'b1" },
    ],
  },
  {
    name: 'step-queue',
    statement:
      'The queue of steps gives what was said of each since the last clear, all, once, in order and two cycles after it came if none waits before it, with the place that was named for it then and that no other has meanwhile; it stays until it is given free; it tells how many it holds and when it is full; of no step it says 0.',
    checker: 'formal_step_queue',
    module: 'bb_step_queue',
    cases: [
      { WIDTH: 1, PLACES: 2 },
      { WIDTH: 2, PLACES: 4 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_step_queue', find: 'if (pop_i && valid_o) read_q', replace: 'if (pop_i) read_q' },
      { module: 'bb_step_queue', find: 'oldest & {WIDTH{valid_o}}', replace: 'oldest' },
      {
        module: 'bb_step_queue',
        find: 'end else if (clear_i) begin',
        replace: "end else if (1'b0) begin",
      },
    ],
  },
  {
    name: 'supervisor',
    statement:
      'Between source, network and sink no sample and no score is lost or repeated; scores of a fragment that have been offered leave to their end before anything is cleared, whatever the host asks for; a result is all scores of one fragment, taken while none is held, every other one is told as overrun, and there is none where scores wait; fragments done and fragments under way are counted.',
    checker: 'formal_supervisor',
    module: 'bb_supervisor',
    cases: [
      { SAMPLES: 3, SCORES: 3, CLASS_BITS: 2, WAIT: 0, FLYING: 2 },
      { SAMPLES: 1, SCORES: 1, CLASS_BITS: 1, WAIT: 0, FLYING: 3 },
      { SAMPLES: 2, SCORES: 4, CLASS_BITS: 2, WAIT: 1, FLYING: 2 },
    ],
    engine: PDR,
    defects: [
      { module: 'bb_supervisor', find: 'pass   = packet_q || !', replace: 'pass   = !' },
      { module: 'bb_supervisor', find: 'clear_i && !packet_q && !clear_o', replace: 'clear_i && !clear_o' },
      { module: 'bb_supervisor', find: '? !result_i : hold_q', replace: '? !result_i : !result_i' },
      {
        module: 'bb_supervisor',
        find: 'sample_ready_i && open;\n  assign mis',
        replace: 'sample_ready_i;\n  assign mis',
      },
      { module: 'bb_supervisor', find: '|| (wait_i && result_i)', replace: '' },
    ],
  },
];
