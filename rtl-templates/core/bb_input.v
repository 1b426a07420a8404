// First activation: x = clamp((code - ZERO) >> SHIFT) to BITS signed bits. Counts the samples of a
// fragment.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_input #(
  parameter CODE_BITS = 11,    // unsigned converter code
  parameter ZERO      = 1024,  // code of 0 mV, 0 .. 2^CODE_BITS - 1
  parameter SHIFT     = 2,     // 0 or more
  parameter BITS      = 8,     // of the result, signed, at least 2
  parameter SAMPLES   = 3600   // of a fragment, at least 1
) (
  input  wire                 clk_i,   // clock
  input  wire                 rst_ni,  // synchronous reset, active low
  input  wire [CODE_BITS-1:0] code_i,  // converter code
  input  wire                 take_i,  // code_i is taken
  output wire [BITS-1:0]      x_o,     // first activation of code_i, signed
  output wire                 end_o    // code_i is the last of its fragment
);

  localparam CB = SAMPLES > 1 ? $clog2(SAMPLES) : 1;
  localparam [31:0] LAST = SAMPLES - 1;

  reg [CB-1:0] count_q;

  assign end_o = count_q == LAST[CB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) count_q <= {CB{1'b0}};
    else if (take_i) count_q <= end_o ? {CB{1'b0}} : count_q + 1'b1;
  end

  localparam [31:0] ZERO_C = ZERO;
  // Holds the difference and the result.
  localparam W = BITS > CODE_BITS + 1 ? BITS : CODE_BITS + 1;
  localparam PLACES = SHIFT < W ? SHIFT : W - 1;  // further ones give the sign alone, as these do

  wire signed [W-1:0] code    = {{(W - CODE_BITS){1'b0}}, code_i};
  wire signed [W-1:0] zero    = {{(W - CODE_BITS){1'b0}}, ZERO_C[CODE_BITS-1:0]};
  wire signed [W-1:0] offset  = code - zero;
  wire signed [W-1:0] shifted = offset >>> PLACES;
  // It fits when every bit from the sign bit of x upwards is the same.
  wire fits = &shifted[W-1:BITS-1] || ~|shifted[W-1:BITS-1];

  assign x_o = fits ? shifted[BITS-1:0] : {shifted[W-1], {(BITS - 1){~shifted[W-1]}}};

endmodule

`default_nettype wire
