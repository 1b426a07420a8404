// Lemma: the flags of bb_guard are those that the whole window so far gives, looked at afresh.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_guard #(
  parameter BITS      = 3,
  parameter LENGTH    = 5,  // most samples of a window
  parameter RANGE     = 2,
  parameter RUN       = 2,
  parameter WITHIN    = 1,
  parameter LOW       = 1,
  parameter HIGH      = 6,
  parameter SATURATED = 2,
  parameter LEAD_OFF  = 1
) (
  input wire            clk_i,
  input wire [BITS-1:0] code_i,
  input wire            take_i,
  input wire            first_i
);

  wire flat, saturated, lead_off;

  bb_guard #(
    .BITS(BITS), .RANGE(RANGE), .RUN(RUN), .WITHIN(WITHIN), .LOW(LOW), .HIGH(HIGH),
    .SATURATED(SATURATED), .LEAD_OFF(LEAD_OFF)
  ) dut (
    .clk_i(clk_i), .code_i(code_i), .take_i(take_i), .first_i(first_i),
    .flat_o(flat), .saturated_o(saturated), .lead_off_o(lead_off)
  );

  // ---- the window so far: its first sample in the low bits ------------------------------------
  reg [7:0]             length_q = 8'd0;
  reg [LENGTH*BITS-1:0] codes_q;
  integer               i;

  always @* if (take_i && (length_q == 8'd0 || length_q == LENGTH)) assume (first_i);

  always @(posedge clk_i) begin
    if (take_i) begin
      length_q <= first_i ? 8'd1 : length_q + 8'd1;
      for (i = 0; i < LENGTH; i = i + 1)
        if (i == (first_i ? 0 : length_q)) codes_q[i*BITS +: BITS] <= code_i;
    end
  end

  // ---- its flags --------------------------------------------------------------------------------
  reg [BITS:0] code, least, most, anchor;
  reg [7:0]    still, rails, low_run, high_run;
  reg          is_flat, is_lead_off;

  always @* begin
    least = {1'b0, {BITS{1'b1}}};
    most = {(BITS + 1){1'b0}};
    anchor = {(BITS + 1){1'b0}};
    {still, rails, low_run, high_run} = 32'd0;
    {is_flat, is_lead_off} = 2'd0;
    for (i = 0; i < LENGTH; i = i + 1)
      if (i < length_q) begin
        code = {1'b0, codes_q[i*BITS +: BITS]};
        if (code < least) least = code;
        if (code > most) most = code;
        if (i == 0 || code > anchor + WITHIN || code + WITHIN < anchor) begin
          anchor = code;
          still  = 8'd0;
        end
        still = still + 8'd1;
        if (still > RUN) is_flat = 1'b1;
        low_run  = code <= LOW ? low_run + 8'd1 : 8'd0;
        high_run = code >= HIGH ? high_run + 8'd1 : 8'd0;
        if (code <= LOW || code >= HIGH) rails = rails + 8'd1;
        if (low_run > LEAD_OFF || high_run > LEAD_OFF) is_lead_off = 1'b1;
      end
    if (most - least < RANGE) is_flat = 1'b1;
  end

  always @* begin
    if (length_q != 8'd0) begin
      assert (flat == is_flat);
      assert (saturated == (rails > SATURATED));
      assert (lead_off == is_lead_off);
    end
  end

endmodule

`default_nettype wire
