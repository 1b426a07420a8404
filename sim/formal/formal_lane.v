// Lemma: from the first tap of a pass on, bb_lane gives the signed sum of the taps so far modulo
// 2^S_BITS, for every x, every sign and any number of taps.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_lane #(
  parameter BITS     = 4,
  parameter X_SIGNED = 1,
  parameter S_BITS   = 7
) (
  input wire            clk_i,
  input wire            rst_ni,
  input wire            en_i,
  input wire            first_i,
  input wire            add_i,
  input wire            negative_i,
  input wire [BITS-1:0] x_i
);

  wire [S_BITS-1:0] s;

  bb_lane #(.BITS(BITS), .X_SIGNED(X_SIGNED), .S_BITS(S_BITS)) dut (
    .clk_i(clk_i), .en_i(en_i), .first_i(first_i), .add_i(add_i), .negative_i(negative_i),
    .x_i(x_i), .s_o(s)
  );

  wire signed [BITS:0] value = {X_SIGNED != 0 && x_i[BITS-1], x_i};
  wire signed [31:0]   x     = value;
  reg  signed [31:0]   sum_q;
  reg                  known_q = 1'b0;  // a pass has begun
  wire signed [31:0]   so_far = first_i ? 32'sd0 : sum_q;
  wire signed [31:0]   sum    = !add_i ? so_far : negative_i ? so_far - x : so_far + x;

  always @(posedge clk_i) begin
    if (en_i) begin
      sum_q   <= sum;
      known_q <= known_q || first_i;
    end
  end

  always @* if (known_q || first_i) assert (s == sum[S_BITS-1:0]);

endmodule

`default_nettype wire
