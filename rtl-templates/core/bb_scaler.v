// Scaler of a layer: acc = bias + sum over the passes of alpha * s, for LANES positions one after
// the other on one multiplier. The accumulators go round in a ring, so lane l is at its head in
// cycle l of a pass.
//
// Cycle 0 (capture_i): s_i, alpha_i and the flags are taken. Cycles 1 .. LANES: one product a
// cycle. Cycles 2 .. LANES + 1: one accumulator a cycle; those of the last pass leave in acc_o.
// Captures are at least LANES enabled cycles apart.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_scaler #(
  parameter LANES      = 1,   // positions of a pass, at least 1
  parameter S_BITS     = 12,  // signed sum of a pass
  parameter ALPHA_BITS = 8,   // unsigned
  parameter ACC_BITS   = 20,  // holds every final value; values on the way may wrap
  parameter BIAS_BITS  = 8,   // signed, at most ACC_BITS
  parameter OUTPUTS    = 4,   // output channels, at least 1: words of the bias memory
  parameter PARITY     = 0,   // 1: biases have a parity bit
  parameter BIAS_FILE  = ""   // image for $readmemh; "": none
) (
  input  wire                    clk_i,           // clock
  input  wire                    rst_ni,          // synchronous reset, active low
  input  wire                    en_i,            // advance; else all stays
  input  wire                    capture_i,       // a pass has ended: take its sums
  input  wire [LANES*S_BITS-1:0] s_i,             // sum of each lane, lane 0 lowest
  input  wire [ALPHA_BITS-1:0]   alpha_i,         // alpha of the pass
  input  wire                    output_first_i,  // first pass of an output: start from its bias
  input  wire                    output_last_i,   // last pass: the accumulators are final
  output wire                    valid_o,         // acc_o is final
  output wire [ACC_BITS-1:0]     acc_o,           // accumulator of the next lane
  output wire                      parity_o       // a bias has failed its parity
);

  localparam LB = LANES > 1 ? $clog2(LANES) : 1;
  localparam AB = OUTPUTS > 1 ? $clog2(OUTPUTS) : 1;
  localparam [31:0] LAST_LANE   = LANES - 1;
  localparam [31:0] LAST_OUTPUT = OUTPUTS - 1;
  localparam P_BITS = S_BITS + ALPHA_BITS;

  // ---- multiply -----------------------------------------------------------------------------
  reg                    busy_q;
  reg  [LB-1:0]          lane_q;
  reg  [LANES*S_BITS-1:0] s_q;
  reg  [ALPHA_BITS-1:0]  alpha_q;
  reg                    first_q, last_q;

  wire                   lane_end = lane_q == LAST_LANE[LB-1:0];
  wire signed [P_BITS:0] product  = $signed({1'b0, alpha_q}) * $signed(s_q[S_BITS-1:0]);

  wire [LANES*S_BITS-1:0] s_shifted;
  generate
    if (LANES == 1) begin : gen_one
      assign s_shifted = s_q;
    end else begin : gen_shift
      assign s_shifted = {s_q[S_BITS-1:0], s_q[LANES*S_BITS-1:S_BITS]};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      lane_q <= {LB{1'b0}};
    end else if (en_i) begin
      busy_q <= capture_i || (busy_q && !lane_end);
      lane_q <= capture_i || lane_end ? {LB{1'b0}} : busy_q ? lane_q + 1'b1 : lane_q;
    end
  end

  always @(posedge clk_i) begin
    if (en_i) begin
      if (capture_i || busy_q) s_q <= capture_i ? s_i : s_shifted;
      if (capture_i) begin
        alpha_q <= alpha_i;
        first_q <= output_first_i;
        last_q  <= output_last_i;
      end
    end
  end

  // ---- accumulate ---------------------------------------------------------------------------
  reg                       add_q;
  reg                       add_first_q, add_last_q, add_end_q;
  reg  [P_BITS:0]           product_q;
  reg  [LANES*ACC_BITS-1:0] acc_q;
  reg  [AB-1:0]             output_q;
  wire [BIAS_BITS-1:0]      bias;

  // The bias word changes when the first pass of an output channel has used it.
  wire          bias_used   = add_q && add_first_q && add_end_q;
  wire [AB-1:0] next_output = !bias_used ? output_q
                            : output_q == LAST_OUTPUT[AB-1:0] ? {AB{1'b0}} : output_q + 1'b1;

  bb_rom #(.WIDTH(BIAS_BITS), .DEPTH(OUTPUTS), .FILE(BIAS_FILE), .PARITY(PARITY)) bias_memory (
    .clk_i(clk_i), .en_i(en_i), .addr_i(next_output), .data_o(bias),
    .error_o(parity_o)
  );

  wire [ACC_BITS-1:0] wide_bias;
  wire [ACC_BITS-1:0] addend;
  generate
    if (BIAS_BITS < ACC_BITS) begin : gen_wide_bias
      assign wide_bias = {{(ACC_BITS - BIAS_BITS){bias[BIAS_BITS-1]}}, bias};
    end else begin : gen_bias
      assign wide_bias = bias[ACC_BITS-1:0];
    end
    if (P_BITS + 1 < ACC_BITS) begin : gen_wide_product
      assign addend = {{(ACC_BITS - P_BITS - 1){product_q[P_BITS]}}, product_q};
    end else begin : gen_product
      assign addend = product_q[ACC_BITS-1:0];
      wire unused = &{1'b0, product_q};
    end
  endgenerate

  wire [ACC_BITS-1:0] sum = (add_first_q ? wide_bias : acc_q[ACC_BITS-1:0]) + addend;

  wire [LANES*ACC_BITS-1:0] acc_shifted;
  generate
    if (LANES == 1) begin : gen_acc_one
      assign acc_shifted = sum;
    end else begin : gen_acc_shift
      assign acc_shifted = {sum, acc_q[LANES*ACC_BITS-1:ACC_BITS]};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q    <= 1'b0;
      output_q <= {AB{1'b0}};
    end else if (en_i) begin
      add_q    <= busy_q;
      output_q <= next_output;
    end
  end

  always @(posedge clk_i) begin
    if (en_i) begin
      product_q   <= product;
      add_first_q <= first_q;
      add_last_q  <= last_q;
      add_end_q   <= lane_end;
      if (add_q) acc_q <= acc_shifted;
    end
  end

  assign valid_o = add_q && add_last_q;
  assign acc_o   = sum;

endmodule

`default_nettype wire
