// In the place of bb_folded_lanes, with its ports and cycles, for standard cells: a lane adds the
// sums of a pass first and multiplies once. A sum is the last of its coefficient unless another
// with the same one follows at once, so passes of one alpha that follow each other are multiplied
// together.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_pass_lanes #(
  parameter LANES      = 8,   // at least 1
  parameter X_BITS     = 8,   // of an activation, signed, at most ACC_BITS
  parameter SUM_BITS   = 10,  // of a sum, signed, at most ACC_BITS
  parameter ACC_BITS   = 20,  // of an accumulator, signed
  parameter ALPHA_BITS = 8    // of alpha, unsigned, at least 1
) (
  input  wire                      clk_i,           // clock
  input  wire                      rst_ni,          // synchronous reset, active low
  input  wire                      add_i,           // a sum is read, to be added in the next cycle
  input  wire [ALPHA_BITS-1:0]     alpha_i,         // coefficient of that sum ...
  input  wire                      two_i,           // ... 1 becomes 2
  input  wire                      negative_i,      // ... and it is subtracted
  input  wire                      shift_in_i,      // x_i comes and is shifted in in the next cycle
  input  wire                      write_i,         // ... to be written as a window word behind it
  input  wire                      shift_out_i,     // bias_i is shifted in in this cycle
  input  wire                      stall_i,         // ... but not yet
  input  wire [ACC_BITS-1:0]       bias_i,          // signed
  input  wire [X_BITS-1:0]         x_i,             // activation, signed
  input  wire [LANES*SUM_BITS-1:0] sums_i,          // what was read, lane 0 in the low bits
  output wire [LANES*SUM_BITS-1:0] sums_o,          // the lanes' low bits, to be stored
  output wire                      window_write_o,  // they are a window word
  output wire [ACC_BITS-1:0]       acc_o            // last lane, the one that leaves
);

  localparam CB = ALPHA_BITS > 1 ? ALPHA_BITS : 2;  // of a coefficient, 2 at least

  reg          mac_q, fill_q, fill_write_q, window_write_q, negative_q;
  reg [CB-1:0] coefficient_q;

  wire [CB+ALPHA_BITS-1:0] alpha     = {{CB{1'b0}}, alpha_i};
  wire [CB+1:0]            flip      = {{CB{1'b0}}, {2{two_i}}};
  wire [CB-1:0]            magnitude = alpha[CB-1:0] ^ flip[CB-1:0];
  wire                     last      = !add_i || magnitude != coefficient_q;
  wire                     unused    = &{1'b0, alpha, flip};

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      mac_q          <= 1'b0;
      fill_q         <= 1'b0;
      window_write_q <= 1'b0;
    end else begin
      mac_q          <= add_i;
      fill_q         <= shift_in_i;
      window_write_q <= fill_q && fill_write_q;
    end
  end

  always @(posedge clk_i) begin
    if (add_i) {negative_q, coefficient_q} <= {negative_i, magnitude};
    fill_write_q <= write_i;
  end

  wire [(LANES+1)*ACC_BITS-1:0] chain;
  wire [ACC_BITS-1:0]           x_extended = {{(ACC_BITS - X_BITS){x_i[X_BITS-1]}}, x_i};
  wire                          shift      = fill_q || (shift_out_i && !stall_i);

  assign chain[ACC_BITS-1:0] = shift_out_i ? bias_i : x_extended;

  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_lane
      bb_folded_pass_lane #(.ACC_BITS(ACC_BITS), .SUM_BITS(SUM_BITS), .COEFFICIENT_BITS(CB)) lane (
        .clk_i(clk_i), .rst_ni(rst_ni), .shift_i(shift),
        .chain_i(chain[l*ACC_BITS +: ACC_BITS]), .add_i(mac_q), .last_i(last),
        .negative_i(negative_q), .sum_i(sums_i[l*SUM_BITS +: SUM_BITS]),
        .coefficient_i(coefficient_q), .acc_o(chain[(l+1)*ACC_BITS +: ACC_BITS])
      );
      assign sums_o[l*SUM_BITS +: SUM_BITS] = chain[(l+1)*ACC_BITS +: SUM_BITS];
    end
  endgenerate

  assign window_write_o = window_write_q;
  assign acc_o          = chain[LANES*ACC_BITS +: ACC_BITS];

endmodule

`default_nettype wire
