// Lemma: every window that bb_intake gives is the last WINDOW samples that it kept, oldest first,
// whole; a window is given whenever one is due and the one before is done, and is told as dropped
// when it is not; samples are refused, and missed, exactly when they come too early or too late.
//
// Assumed is what the generator computes DEPTH from: a sample that takes the place of another one
// comes after that has been taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_intake #(
  parameter WINDOW  = 3,
  parameter HOP     = 2,
  parameter DEPTH   = 4,
  parameter CYCLES  = 2,
  parameter TIMEOUT = 4
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire [1:0] sample_i,
  input wire       strobe_i,
  input wire       lead_off_i,
  input wire       ready_i,
  input wire       done_i
);

  wire [1:0] sample;
  wire       first, valid, open, lead_off, core_rst_n, busy, missing, overrun;
  wire [3:0] index;

  bb_intake #(
    .BITS(2), .WINDOW(WINDOW), .HOP(HOP), .DEPTH(DEPTH), .CYCLES(CYCLES), .TIMEOUT(TIMEOUT),
    .INDEX_BITS(4)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .sample_i(sample_i), .strobe_i(strobe_i),
    .lead_off_i(lead_off_i), .sample_o(sample), .first_o(first), .valid_o(valid),
    .ready_i(ready_i), .open_o(open), .done_i(done_i), .index_o(index), .lead_off_o(lead_off),
    .core_rst_no(core_rst_n), .busy_o(busy), .missing_o(missing), .overrun_o(overrun)
  );

  reg started_q = 1'b0;
  reg running_q;  // no reset in the cycle before
  always @(posedge clk_i) begin
    started_q <= 1'b1;
    running_q <= rst_ni;
  end
  always @* if (!started_q) assume (!rst_ni);

  // ---- what was kept --------------------------------------------------------------------------
  reg                going_q;   // there is a sample before
  reg [3:0]          age_q;     // cycles since it came
  reg [WINDOW*3-1:0] last_q;    // {lead off, sample} each, the newest in the low bits
  reg [3:0]          length_q;  // of the gapless row of samples so far, at most WINDOW
  reg [3:0]          until_q;   // samples until the next window is due, from the first one on
  reg [3:0]          total_q;   // samples kept

  wire early = going_q && age_q < CYCLES;
  wire keep  = strobe_i && !early;
  wire late  = going_q && !strobe_i && age_q == TIMEOUT;
  wire due   = keep && (length_q == WINDOW ? until_q == 1 : length_q == WINDOW - 1);

  wire [WINDOW*3-1:0] last = {last_q[WINDOW*3-4:0], lead_off_i, sample_i};

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      going_q  <= 1'b0;
      length_q <= 4'd0;
      total_q  <= 4'd0;
    end else begin
      if (keep) begin
        going_q  <= 1'b1;
        last_q   <= last;
        length_q <= length_q == WINDOW ? length_q : length_q + 4'd1;
        until_q  <= due ? HOP : until_q - 4'd1;
        total_q  <= total_q + 4'd1;
      end else if (late) begin
        going_q  <= 1'b0;
        length_q <= 4'd0;
      end
    end
    age_q <= keep ? 4'd1 : age_q == 4'd15 ? age_q : age_q + 4'd1;
  end

  // ---- the window in work -----------------------------------------------------------------------
  reg                given_q, fresh_q;
  reg [3:0]          taken_q, since_q;  // samples taken of it, samples kept since
  reg [WINDOW*3-1:0] window_q;
  reg [3:0]          index_q;
  reg                follows_q;         // the window before was given, HOP samples before
  reg                row_q;             // no gap and no dropped window since the last given one

  wire give = due && !given_q;
  wire take = valid && ready_i;

  always @* begin
    // A window is done when its samples have been taken.
    if (done_i) assume (given_q && taken_q == WINDOW);
    if (keep && given_q && taken_q < WINDOW) assume (since_q + 1 + WINDOW <= DEPTH + taken_q);
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      given_q <= 1'b0;
      fresh_q <= 1'b0;
      row_q   <= 1'b0;
    end else begin
      given_q <= give || (given_q && !done_i);
      fresh_q <= give;
      row_q   <= give || (row_q && !late && !due);
    end
    if (give) begin
      window_q  <= last;
      index_q   <= total_q;
      taken_q   <= 4'd0;
      since_q   <= 4'd0;
      follows_q <= row_q;
    end else begin
      if (take) taken_q <= taken_q + 4'd1;
      if (keep && since_q != 4'd15) since_q <= since_q + 4'd1;
    end
  end

  // {lead off, sample} of the window's next sample
  wire [WINDOW*3-1:0] turned = window_q << (taken_q * 3);

  reg any_lead_off;
  integer i;
  always @* begin
    any_lead_off = 1'b0;
    for (i = 0; i < WINDOW; i = i + 1) if (window_q[i*3 + 2]) any_lead_off = 1'b1;
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (busy == (strobe_i && early));
      assert (missing == late);
      assert (overrun == (due && given_q));
      if (valid) begin
        assert (given_q && taken_q < WINDOW);
        assert (sample == turned[WINDOW*3-2 -: 2]);
        assert (first == (taken_q == 4'd0));
        assert (index == index_q);
        assert (lead_off == any_lead_off);
      end
      if (given_q) assert (open == (taken_q < WINDOW));
      if (!given_q) assert (!open);
      if (fresh_q) assert (core_rst_n == follows_q);
      else assert (core_rst_n == running_q);
    end
  end

endmodule

`default_nettype wire
