// Between a network and the registers by which a host controls it: lets samples in, lets scores
// out, holds one result for the host, counts cycles and fragments. Of a network with scores of each
// step a packet of scores is a step, and what is held are steps.
//
// Cycles of a fragment: from its first sample taken to its last score taken, both counted; where
// the fragment before ended later than that first sample, from the cycle after its end.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_supervisor #(
  parameter SAMPLES    = 3600,  // of a fragment
  parameter CLASS_BITS = 5,     // of a class, at least 1
  parameter STEPS      = 1      // packets of scores of a fragment, at least 1
) (
  input  wire                  clk_i,           // clock
  input  wire                  rst_ni,          // synchronous reset, active low
  // host
  input  wire                  run_i,           // take samples
  input  wire                  wait_i,          // scores wait while a result is held
  input  wire                  clear_i,         // begin anew, once no packet of scores is under way
  input  wire                  result_i,        // results are held, and no place is left
  input  wire                  frame_i,         // after a misplaced end no sample is taken
  output reg                   clear_o,         // network, status and samples are cleared
  output reg                   core_rst_no,     // reset of the network, active low: then, in reset
  output wire                  busy_o,          // a fragment is begun and its scores have not left
  output wire                  result_o,        // a result is held from the next cycle on
  output wire                  overrun_o,       // one came and was not, as another is
  output wire                  misplaced_o,     // sample_last_i came before the last sample
  output reg  [CLASS_BITS-1:0] class_o,         // class of the result
  output reg  [31:0]           cycles_o,        // of its fragment; of steps the last one done
  output reg  [31:0]           fragments_o,     // finished, results held or not
  output wire                  score_we_o,      // the score that passes is part of the result
  output wire [CLASS_BITS-1:0] score_index_o,   // its place, from 0
  // samples: source to network
  input  wire                  sample_valid_i,  // the source offers a sample
  input  wire                  sample_last_i,   // ends a fragment, says the source
  output wire                  sample_ready_o,  // it is taken, if offered
  output wire                  sample_valid_o,  // it is offered to the network
  input  wire                  sample_ready_i,  // the network takes it, if offered
  // scores: network to sink
  input  wire                  score_valid_i,   // the network offers a score
  input  wire                  score_last_i,    // it is the last of its packet
  input  wire [CLASS_BITS-1:0] class_i,         // with score_last_i: class of the fragment
  output wire                  score_ready_o,   // the score is taken, if offered
  output wire                  score_valid_o,   // it is offered to the sink
  input  wire                  score_ready_i    // the sink takes it, if offered
);

  localparam SB = SAMPLES > 1 ? $clog2(SAMPLES) : 1;
  localparam FB = 8;  // fragments in flight: far more than engines can hold windows of
  localparam [31:0] SAMPLES_1 = SAMPLES - 1;

  // ---- reset of the network -----------------------------------------------------------------
  // A register of its own, as it may be an asynchronous one: no logic drives
  // it. The network leaves it a cycle later than what is here.
  reg  packet_q;   // of scores, under way
  wire clear = clear_i && !packet_q && !clear_o;
  reg  running_q;  // as core_rst_no, which is looked at by nothing but resets

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      clear_o     <= 1'b0;
      core_rst_no <= 1'b0;
      running_q   <= 1'b0;
    end else begin
      clear_o     <= clear;
      core_rst_no <= !clear;
      running_q   <= !clear;
    end
  end

  // ---- samples ------------------------------------------------------------------------------
  reg  [SB-1:0] sample_q;
  wire open  = run_i && !frame_i && !clear_i && running_q;
  wire taken = sample_valid_o && sample_ready_i;
  wire ends  = sample_q == SAMPLES_1[SB-1:0];
  wire first = taken && sample_q == {SB{1'b0}};

  assign sample_valid_o = sample_valid_i && open;
  assign sample_ready_o = sample_ready_i && open;
  assign misplaced_o    = taken && sample_last_i && !ends;

  always @(posedge clk_i) begin
    if (!rst_ni) sample_q <= {SB{1'b0}};
    else if (clear_o) sample_q <= {SB{1'b0}};
    else if (taken) sample_q <= ends ? {SB{1'b0}} : sample_q + 1'b1;
  end

  // ---- scores -------------------------------------------------------------------------------
  // A packet that has been offered is never taken back: it passes to its end.
  wire pass   = packet_q || !(clear_i || !running_q || (wait_i && result_i));
  wire scored = score_valid_o && score_ready_i;
  wire ended = scored && score_last_i;
  wire done;  // of a fragment

  generate
    if (STEPS > 1) begin : gen_steps
      localparam TB = $clog2(STEPS);
      localparam [31:0] LAST_STEP = STEPS - 1;

      reg [TB-1:0] step_q;

      assign done = ended && step_q == LAST_STEP[TB-1:0];

      always @(posedge clk_i) begin
        if (!rst_ni) step_q <= {TB{1'b0}};
        else if (clear_o) step_q <= {TB{1'b0}};
        else if (ended) step_q <= done ? {TB{1'b0}} : step_q + 1'b1;
      end
    end else begin : gen_whole
      assign done = ended;
    end
  endgenerate

  assign score_valid_o = score_valid_i && pass;
  assign score_ready_o = score_ready_i && pass;

  always @(posedge clk_i) begin
    if (!rst_ni) packet_q <= 1'b0;
    else if (clear_o) packet_q <= 1'b0;
    else if (score_valid_o) packet_q <= !ended;
  end

  // ---- result -------------------------------------------------------------------------------
  // The first score of a packet decides whether all of it is held, so a result is never mixed.
  reg  [CLASS_BITS-1:0] score_q;
  reg                   hold_q;
  wire                  hold = score_q == {CLASS_BITS{1'b0}} ? !result_i : hold_q;

  assign score_we_o    = scored && hold;
  assign score_index_o = score_q;
  assign result_o      = ended && hold;
  assign overrun_o     = ended && !hold;

  always @(posedge clk_i) begin
    if (!rst_ni) score_q <= {CLASS_BITS{1'b0}};
    else if (clear_o) score_q <= {CLASS_BITS{1'b0}};
    else if (scored) score_q <= score_last_i ? {CLASS_BITS{1'b0}} : score_q + 1'b1;
  end

  always @(posedge clk_i) if (scored) hold_q <= hold;

  // ---- counters -----------------------------------------------------------------------------
  reg  [FB-1:0] flying_q;
  reg  [31:0]   cycle_q;

  assign busy_o = flying_q != {FB{1'b0}};

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      flying_q    <= {FB{1'b0}};
      cycle_q     <= 32'd0;
      class_o     <= {CLASS_BITS{1'b0}};
      cycles_o    <= 32'd0;
      fragments_o <= 32'd0;
    end else if (clear_o) begin
      flying_q    <= {FB{1'b0}};
      cycle_q     <= 32'd0;
      class_o     <= {CLASS_BITS{1'b0}};
      cycles_o    <= 32'd0;
      fragments_o <= 32'd0;
    end else begin
      flying_q <= flying_q + {{(FB - 1){1'b0}}, first} - {{(FB - 1){1'b0}}, done};
      if (done) cycle_q <= 32'd0;
      else if (busy_o || first) cycle_q <= cycle_q + 32'd1;
      if (done) fragments_o <= fragments_o + 32'd1;
      if (result_o) class_o <= class_i;
      if (STEPS > 1 ? done : result_o) cycles_o <= cycle_q + 32'd1;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (running_q && ((first && &flying_q) || (done && !busy_o))) begin
      $display("ERROR %m: %0d fragments in flight", flying_q);
      $finish;
    end
  end
`endif

endmodule

`default_nettype wire
