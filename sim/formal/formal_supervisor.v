// Lemma: between source, network and sink no sample and no score is lost or repeated by
// bb_supervisor; scores of a fragment that have been offered leave to their end, whatever the host
// asks for meanwhile; a result is all scores of one fragment, the first that comes while none is held;
// every other one is told as overrun, and there is none where scores wait; fragments, and those under
// way, are counted.
//
// Assumed is what a network does: it offers scores of a fragment that was begun, SCORES of them, and
// a score that it offers stays until it is taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_supervisor #(
  parameter SAMPLES    = 3,
  parameter SCORES     = 3,
  parameter CLASS_BITS = 2,
  parameter WAIT       = 0,  // 1: scores wait while a result is held, always
  parameter FLYING     = 3   // fragments under way at once, at most
) (
  input wire                  clk_i,
  input wire                  rst_ni,
  input wire                  run_i,
  input wire                  wait_i,
  input wire                  clear_i,
  input wire                  read_i,  // the host lets the result go
  input wire                  frame_i,
  input wire                  sample_valid_i,
  input wire                  sample_last_i,
  input wire                  sample_ready_i,
  input wire                  score_valid_i,
  input wire [CLASS_BITS-1:0] class_i,
  input wire                  score_ready_i
);

  wire                  clear, core_rst_n, busy, result, overrun, misplaced, score_we;
  wire                  sample_ready, sample_valid, score_ready, score_valid;
  wire [CLASS_BITS-1:0] result_class, score_index;
  wire [31:0]           cycles, fragments;
  wire                  waits = WAIT != 0 || wait_i;
  reg                   held_q;     // a result is held
  reg  [7:0]            score_q;    // scores of the fragment that were taken
  wire                  last = score_q == SCORES - 1;

  bb_supervisor #(.SAMPLES(SAMPLES), .CLASS_BITS(CLASS_BITS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .run_i(run_i), .wait_i(waits), .clear_i(clear_i),
    .result_i(held_q), .frame_i(frame_i), .clear_o(clear), .core_rst_no(core_rst_n),
    .busy_o(busy), .result_o(result), .overrun_o(overrun), .misplaced_o(misplaced),
    .class_o(result_class), .cycles_o(cycles), .fragments_o(fragments), .score_we_o(score_we),
    .score_index_o(score_index), .sample_valid_i(sample_valid_i), .sample_last_i(sample_last_i),
    .sample_ready_o(sample_ready), .sample_valid_o(sample_valid), .sample_ready_i(sample_ready_i),
    .score_valid_i(score_valid_i), .score_last_i(last), .class_i(class_i),
    .score_ready_o(score_ready), .score_valid_o(score_valid), .score_ready_i(score_ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // ---- what source, network and sink have seen ------------------------------------------------------
  reg [7:0]            sample_q;   // samples of the fragment that were taken
  reg [7:0]            flying_q;   // fragments begun whose scores have not left
  reg                  offered_q;  // a score was offered to the sink and not taken
  reg                  waiting_q;  // the network offered one that was not taken
  reg                  packet_q;   // scores of a fragment were offered, and have not all left
  reg                  hold_q;     // they are those of the result
  reg                  first_q;    // none of them was taken
  reg [CLASS_BITS-1:0] class_q;    // of the last result
  reg [31:0]           count_q;    // fragments, in the cycle before
  reg                  done_q, quiet_q, clear_q;

  wire take  = sample_valid && sample_ready_i;
  wire give  = score_valid && score_ready_i;
  wire begun = take && sample_q == 8'd0;
  wire done  = give && last;
  wire hold  = score_q == 8'd0 ? !held_q : hold_q;

  always @* begin
    if (score_valid_i) assume (flying_q != 8'd0 && core_rst_n);
    if (waiting_q) assume (score_valid_i);
    if (flying_q == FLYING && sample_q == 8'd0) assume (!sample_ready_i);
  end

  always @(posedge clk_i) begin
    quiet_q   <= rst_ni;
    clear_q   <= rst_ni && clear;
    count_q   <= fragments;
    done_q    <= done;
    offered_q <= rst_ni && score_valid && !score_ready_i;
    waiting_q <= rst_ni && score_valid_i && !score_ready && !clear && core_rst_n;
    held_q    <= rst_ni && !clear && (result || (held_q && !read_i));
    if (result) class_q <= class_i;
    if (give) hold_q <= hold;
    if (!rst_ni || clear) begin
      sample_q <= 8'd0;
      score_q  <= 8'd0;
      flying_q <= 8'd0;
      packet_q <= 1'b0;
    end else begin
      if (take) sample_q <= sample_q == SAMPLES - 1 ? 8'd0 : sample_q + 8'd1;
      if (give) score_q <= last ? 8'd0 : score_q + 8'd1;
      flying_q <= flying_q + {7'd0, begun} - {7'd0, done};
      packet_q <= (score_valid || packet_q) && !done;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      // A beat passes on both sides or on none.
      assert ((sample_valid_i && sample_ready) == take);
      assert ((score_valid_i && score_ready) == give);
      if (take) assert (run_i && !frame_i && !clear_i);
      assert (misplaced == (take && sample_last_i && sample_q != SAMPLES - 1));
      // Scores that have been offered stay, and leave to the end before anything is cleared.
      if (offered_q) assert (score_valid);
      if (packet_q) assert (!clear && core_rst_n && score_valid == score_valid_i);
      if (score_valid && !packet_q) assert (!clear_i && !(waits && held_q));
      // The result, and what is none.
      assert (score_we == (give && hold));
      if (score_we) assert (score_index == score_q);
      assert (result == (done && hold));
      assert (overrun == (done && !hold));
      if (WAIT != 0) assert (!overrun);
      if (held_q) assert (result_class == class_q);
      // Counters.
      assert (busy == (flying_q != 8'd0));
      if (quiet_q) assert (fragments == (clear_q ? 32'd0 : count_q + {31'd0, done_q}));
    end
  end

endmodule

`default_nettype wire
