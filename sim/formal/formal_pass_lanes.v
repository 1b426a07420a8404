// Lemma: bb_folded_pass_lanes gives what bb_folded_lanes gives, whenever no sum waits for another of
// its coefficient: for any sums, signs, coefficients, inputs and biases, any pauses and resets, as
// the engine uses them: nothing is shifted while sums are looked up.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_pass_lanes #(
  parameter LANES      = 1,
  parameter SUM_BITS   = 2,
  parameter ACC_BITS   = 3,
  parameter ALPHA_BITS = 2
) (
  input wire                      clk_i,
  input wire                      rst_ni,
  input wire                      add_i,
  input wire [ALPHA_BITS-1:0]     alpha_i,
  input wire                      build_i,
  input wire                      negative_i,
  input wire                      shift_in_i,
  input wire                      write_i,
  input wire                      shift_out_i,
  input wire                      stall_i,
  input wire [ACC_BITS-1:0]       bias_i,
  input wire [1:0]                x_i,
  input wire [LANES*SUM_BITS-1:0] sums_i
);

  wire [LANES*SUM_BITS-1:0] sums, each_sums;
  wire [ACC_BITS-1:0]       acc, each_acc;
  wire                      write, each_write;
  // Only a 1 is doubled.
  wire                      two = build_i && alpha_i == 1;

  bb_folded_pass_lanes #(
    .LANES(LANES), .X_BITS(2), .SUM_BITS(SUM_BITS), .ACC_BITS(ACC_BITS), .ALPHA_BITS(ALPHA_BITS)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .add_i(add_i), .alpha_i(alpha_i), .two_i(two),
    .negative_i(negative_i), .shift_in_i(shift_in_i), .write_i(write_i),
    .shift_out_i(shift_out_i), .stall_i(stall_i), .bias_i(bias_i), .x_i(x_i), .sums_i(sums_i),
    .sums_o(sums), .window_write_o(write), .acc_o(acc)
  );

  bb_folded_lanes #(
    .LANES(LANES), .X_BITS(2), .SUM_BITS(SUM_BITS), .ACC_BITS(ACC_BITS), .ALPHA_BITS(ALPHA_BITS)
  ) each (
    .clk_i(clk_i), .rst_ni(rst_ni), .add_i(add_i), .alpha_i(alpha_i), .two_i(two),
    .negative_i(negative_i), .shift_in_i(shift_in_i), .write_i(write_i),
    .shift_out_i(shift_out_i), .stall_i(stall_i), .bias_i(bias_i), .x_i(x_i), .sums_i(sums_i),
    .sums_o(each_sums), .window_write_o(each_write), .acc_o(each_acc)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // All lanes have been filled since the last reset, and the sum before this cycle's was the last.
  reg  [LANES:0]      known_q = 0;
  reg                 added_q = 1'b0;
  reg                 whole_q = 1'b1;
  reg  [ALPHA_BITS:0] coefficient_q;
  wire [ALPHA_BITS:0] coefficient = two ? 2 : {1'b0, alpha_i};

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      known_q <= 0;
      added_q <= 1'b0;
      whole_q <= 1'b1;
    end else begin
      if (shift_out_i && !stall_i) known_q <= {known_q[LANES-1:0], 1'b1};
      added_q <= add_i;
      if (added_q) whole_q <= !add_i || coefficient != coefficient_q;
    end
    if (add_i) coefficient_q <= coefficient;
  end

  always @* begin
    assume (!(add_i && (shift_in_i || shift_out_i)));
    assume (!(shift_in_i && shift_out_i));
    if (!(&known_q)) assume (!add_i);
  end

  always @* if (&known_q) begin
    assert (write == each_write);
    if (whole_q) assert (acc == each_acc && sums == each_sums);
  end

endmodule

`default_nettype wire
