// Lemma: between a slow clock and one that is gated, for any edges of both, together or not, whatever
// the pauses and resets: each window that is asked for is worked on once and gives one result; its
// samples are the last WINDOW that were kept when it was asked for, oldest first, whole; while it is
// in work the clock is requested, and from the edge at which the request has come until the work is
// done the core has every edge; out of reset it has no other one.
//
// Assumed is what the generator computes DEPTH from: a sample that takes the place of another one
// comes after that has been taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_gated #(
  parameter WINDOW  = 2,
  parameter HOP     = 1,
  parameter DEPTH   = 3,
  parameter CYCLES  = 1,
  parameter TIMEOUT = 2
) (
  input wire slow_clk_i,
  input wire fast_clk_i,
  input wire rst_ni,
  input wire sample_i,
  input wire strobe_i,
  input wire ready_i,
  input wire done_i
);

  localparam AB = $clog2(DEPTH);

  wire          slow_rst_n, slow_released, fast_rst_n, fast_released, core_clk;
  wire          ask, ask_seen, answer, follows, lead_off, request, result, store, re;
  wire          busy, missing, overrun, sample, first, valid, open, core_rst_n;
  wire          index;
  wire [AB-1:0] place, oldest, raddr;
  wire          enable = ask_seen != answer || !fast_released;

  // As the wrapper connects them.
  bb_reset_sync slow_reset (
    .clk_i(slow_clk_i), .rst_ni(rst_ni), .rst_no(slow_rst_n), .released_o(slow_released)
  );
  bb_reset_sync fast_reset (
    .clk_i(fast_clk_i), .rst_ni(rst_ni), .rst_no(fast_rst_n), .released_o(fast_released)
  );
  bb_synchroniser ask_sync (
    .clk_i(fast_clk_i), .rst_ni(fast_rst_n), .data_i(ask), .data_o(ask_seen)
  );
  // The gate as its own lemma has it: the latch itself would be a loop here, which is never closed.
  reg open_q;
  always @($global_clock) if (!fast_clk_i) open_q <= enable;
  assign core_clk = fast_clk_i && open_q;
  bb_slow_intake #(
    .WINDOW(WINDOW), .HOP(HOP), .DEPTH(DEPTH), .CYCLES(CYCLES), .TIMEOUT(TIMEOUT), .INDEX_BITS(1)
  ) intake (
    .clk_i(slow_clk_i), .rst_ni(slow_rst_n), .strobe_i(strobe_i), .lead_off_i(1'b0),
    .store_o(store), .place_o(place), .ask_o(ask), .oldest_o(oldest), .follows_o(follows),
    .index_o(index), .lead_off_o(lead_off), .answer_i(answer), .request_o(request),
    .result_o(result), .busy_o(busy), .missing_o(missing), .overrun_o(overrun)
  );
  bb_two_clock_ram #(.WIDTH(1), .DEPTH(DEPTH)) ring (
    .write_clk_i(slow_clk_i), .we_i(store), .waddr_i(place), .wdata_i(sample_i),
    .read_clk_i(core_clk), .re_i(re), .raddr_i(raddr), .rdata_o(sample)
  );
  bb_window_reader #(.WINDOW(WINDOW), .DEPTH(DEPTH)) reader (
    .clk_i(core_clk), .rst_ni(fast_rst_n), .ask_i(ask_seen), .oldest_i(oldest),
    .follows_i(follows), .answer_o(answer), .re_o(re), .raddr_o(raddr), .first_o(first),
    .valid_o(valid), .ready_i(ready_i), .open_o(open), .done_i(done_i), .core_rst_no(core_rst_n)
  );

  // One step of the proof ago.
  reg started_q = 1'b0;
  reg running_q = 1'b0;  // no reset
  reg fast_before_q, released_q, work_before_q;
  always @($global_clock) begin
    started_q     <= 1'b1;
    running_q     <= rst_ni && started_q;
    fast_before_q <= fast_clk_i;
    released_q    <= fast_released;
    work_before_q <= ask_seen != answer;
  end
  always @* if (!started_q) assume (!rst_ni && !fast_clk_i && !slow_clk_i);

  // ---- what was kept and asked for, as the slow clock has it ----------------------------------
  reg [WINDOW-1:0] last_q, window_q;  // the newest in the low bit
  reg              ask_before_q;
  reg [2:0]        since_q;           // samples kept since it was asked for
  reg [1:0]        asked_q, ended_q;  // windows, modulo 4

  wire              fresh  = ask != ask_before_q;
  wire [WINDOW-1:0] window = fresh ? last_q : window_q;
  wire [2:0]        since  = fresh ? 3'd0 : since_q;

  always @(posedge slow_clk_i or negedge slow_rst_n) begin
    if (!slow_rst_n) begin
      ask_before_q <= 1'b0;
      asked_q      <= 2'd0;
      ended_q      <= 2'd0;
      since_q      <= 3'd0;
    end else begin
      ask_before_q <= ask;
      if (fresh) asked_q <= asked_q + 2'd1;
      if (result) ended_q <= ended_q + 2'd1;
      if (store && since != 3'd7) since_q <= since + 3'd1;
      else since_q <= since;
    end
  end
  always @(posedge slow_clk_i) begin
    if (store) last_q <= {last_q[WINDOW-2:0], sample_i};
    window_q <= window;
  end

  wire [1:0] asked = asked_q + {1'b0, fresh};

  // ---- what was taken, as the core's clock has it ----------------------------------------------
  reg [2:0] taken_q;  // samples of the window
  reg [1:0] done_q;   // windows, modulo 4

  always @(posedge core_clk or negedge fast_rst_n) begin
    if (!fast_rst_n) begin
      taken_q <= 3'd0;
      done_q  <= 2'd0;
    end else if (done_i) begin
      taken_q <= 3'd0;
      done_q  <= done_q + 2'd1;
    end else if (valid && ready_i) begin
      taken_q <= taken_q + 3'd1;
    end
  end

  wire work = ask_seen != answer;

  always @* begin
    // The work on a window ends when its samples have been taken.
    if (done_i) assume (work && taken_q == WINDOW);
    if (store && ask != answer && taken_q < WINDOW)
      assume ({2'd0, since} + 1 + WINDOW <= DEPTH + {2'd0, taken_q});
  end

  wire [WINDOW-1:0] turned = window << taken_q;

  always @* begin
    if (started_q && rst_ni) begin
      if (valid) begin
        assert (work && taken_q < WINDOW);
        assert (sample == turned[WINDOW-1]);
        assert (first == (taken_q == 3'd0));
      end
      if (work) assert (ask_seen == ask);
      if (ask != answer) assert (request);
      assert (asked - done_q == {1'b0, ask != answer});
      assert (asked - ended_q == {1'b0, request});
      if (result) assert (ask == answer && done_q == asked);
    end
    // At a rising edge of the fast clock.
    if (running_q && rst_ni && fast_released && released_q && fast_clk_i && !fast_before_q)
      assert (core_clk == work_before_q);
  end

endmodule

`default_nettype wire
