// Lemma: bb_slow_intake asks for a window whenever one is due and none is in work, once, and tells it
// as dropped when one is; it holds where its oldest sample lies, its number, whether it follows the
// last one and whether a lead was off, until its work is done, and then gives its result once; the
// last DEPTH samples that it kept lie in places one behind the other; samples are refused, and
// missed, exactly when they come too early or too late.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_slow_intake #(
  parameter WINDOW  = 3,
  parameter HOP     = 2,
  parameter DEPTH   = 4,
  parameter CYCLES  = 2,
  parameter TIMEOUT = 4
) (
  input wire clk_i,
  input wire rst_ni,
  input wire strobe_i,
  input wire lead_off_i,
  input wire answers_i
);

  localparam AB = $clog2(DEPTH);

  wire          store, ask, follows, lead_off, request, result, busy, missing, overrun;
  wire [AB-1:0] place, oldest;
  wire [3:0]    index;
  reg           answer_q;

  bb_slow_intake #(
    .WINDOW(WINDOW), .HOP(HOP), .DEPTH(DEPTH), .CYCLES(CYCLES), .TIMEOUT(TIMEOUT), .INDEX_BITS(4)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .strobe_i(strobe_i), .lead_off_i(lead_off_i),
    .store_o(store), .place_o(place), .ask_o(ask), .oldest_o(oldest), .follows_o(follows),
    .index_o(index), .lead_off_o(lead_off), .answer_i(answer_q), .request_o(request),
    .result_o(result), .busy_o(busy), .missing_o(missing), .overrun_o(overrun)
  );

  reg started_q = 1'b0;
  always @($global_clock) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // Who works answers at any time after it was asked, or when it pleases.
  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) answer_q <= 1'b0;
    else if (answers_i) answer_q <= ask;
  end

  // ---- what was kept --------------------------------------------------------------------------
  reg                going_q;   // there is a sample before
  reg [3:0]          age_q;     // cycles since it came
  reg [WINDOW-1:0]   off_q;     // lead off, the newest in the low bit
  reg [AB-1:0]       next_q;    // place of the next sample
  reg [3:0]          length_q;  // of the gapless row of samples so far, at most WINDOW
  reg [3:0]          until_q;   // samples until the next window is due, from the first one on
  reg [3:0]          total_q;   // samples kept

  wire early = going_q && age_q < CYCLES;
  wire keep  = strobe_i && !early;
  wire late  = going_q && !strobe_i && age_q == TIMEOUT;
  wire due   = keep && (length_q == WINDOW ? until_q == 1 : length_q == WINDOW - 1);

  // Samples behind a gap count as well: those that had the pin before are still in the ring.
  wire [WINDOW-1:0] off = {off_q[WINDOW-2:0], lead_off_i};
  wire [4:0] back = {{(5 - AB){1'b0}}, next_q} + DEPTH - (WINDOW - 1);

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      going_q  <= 1'b0;
      length_q <= 4'd0;
      total_q  <= 4'd0;
      off_q    <= {WINDOW{1'b0}};
      next_q   <= {AB{1'b0}};
    end else begin
      if (keep) begin
        going_q  <= 1'b1;
        off_q    <= off;
        next_q   <= next_q == DEPTH - 1 ? {AB{1'b0}} : next_q + 1'b1;
        length_q <= length_q == WINDOW ? length_q : length_q + 4'd1;
        until_q  <= due ? HOP : until_q - 4'd1;
        total_q  <= total_q + 4'd1;
      end else if (late) begin
        going_q  <= 1'b0;
        length_q <= 4'd0;
      end
    end
  end
  always @(posedge clk_i) age_q <= keep ? 4'd1 : age_q == 4'd15 ? age_q : age_q + 4'd1;

  // ---- the window in work -----------------------------------------------------------------------
  reg          given_q;    // one is
  reg          row_q;      // no gap and no dropped window since the last one
  reg          follows_q, off_window_q, ask_q;
  reg [3:0]    index_q;
  reg [AB-1:0] oldest_q;

  wire give = due && !given_q;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      given_q <= 1'b0;
      row_q   <= 1'b0;
      ask_q   <= 1'b0;
    end else begin
      given_q <= give || (given_q && !result);
      row_q   <= give || (row_q && !late && !due);
      ask_q   <= give ? !ask_q : ask_q;
    end
  end
  always @(posedge clk_i) begin
    if (give) begin
      index_q      <= total_q;
      follows_q    <= row_q;
      off_window_q <= |off;
      oldest_q     <= back >= DEPTH ? back - DEPTH : back;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (busy == (strobe_i && early));
      assert (missing == late);
      assert (store == keep);
      assert (place == next_q);
      assert (overrun == (due && given_q));
      assert (ask == ask_q);
      assert (request == given_q);
      if (result) assert (given_q && answer_q == ask);
      if (given_q) begin
        assert (index == index_q);
        assert (follows == follows_q);
        assert (oldest == oldest_q);
        assert (lead_off == off_window_q);
      end
    end
  end

endmodule

`default_nettype wire
