// Scaler of a layer with several multipliers: acc = bias + sum over the passes of alpha * s, for
// MULTIPLIERS neighbouring lanes a cycle. Sums and accumulators go round in rings, so in slot j of
// a pass the lanes j * MULTIPLIERS and following are at their heads.
//
// Cycle 0 (capture_i): s_i, alpha_i and the flags are taken. Cycles 1 .. SLOTS: one slot's products
// a cycle; two cycles after its products a slot's accumulators of the last pass leave in acc_o.
// Captures are at least SLOTS cycles apart. It never stops.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide_scaler #(
  parameter LANES       = 4,   // positions of a pass, at least 1
  parameter MULTIPLIERS = 2,   // a divisor of LANES
  parameter S_BITS      = 12,  // unsigned sum of a pass
  parameter ALPHA_BITS  = 8,   // unsigned
  parameter ACC_BITS    = 20,  // holds every final value; values on the way may wrap
  parameter BIAS_BITS   = 8,   // signed, at most ACC_BITS
  parameter OUTPUTS     = 4,   // output channels, at least 1: words of the bias memory
  parameter HAS_EMPTY   = 0,   // 1: some pass has alpha 0, and no sum
  parameter PARITY      = 0,   // 1: biases have a parity bit
  parameter BIAS_FILE   = ""   // image for $readmemh; "": none
) (
  input  wire                            clk_i,           // clock
  input  wire                            rst_ni,          // synchronous reset, active low
  input  wire                            capture_i,       // a pass has ended: take its sums
  input  wire [LANES*S_BITS-1:0]         s_i,             // sum of each lane, lane 0 lowest
  input  wire [ALPHA_BITS-1:0]           alpha_i,         // alpha of the pass
  input  wire                            output_first_i,  // first pass of an output channel
  input  wire                            output_last_i,   // last pass: accumulators are final
  output reg                             valid_o,         // acc_o is final
  output wire [MULTIPLIERS*ACC_BITS-1:0] acc_o,           // accumulators of the next slot
  output wire                            parity_o         // a bias has failed its parity
);

  localparam SLOTS  = LANES / MULTIPLIERS;
  localparam SB     = SLOTS > 1 ? $clog2(SLOTS) : 1;
  localparam AB     = OUTPUTS > 1 ? $clog2(OUTPUTS) : 1;
  localparam P_BITS = S_BITS + ALPHA_BITS;
  localparam S_SLOT = MULTIPLIERS * S_BITS;
  localparam A_SLOT = MULTIPLIERS * ACC_BITS;
  localparam [31:0] LAST_SLOT   = SLOTS - 1;
  localparam [31:0] LAST_OUTPUT = OUTPUTS - 1;

  generate
    if (SLOTS * MULTIPLIERS != LANES) begin : gen_check
      bb_illegal_MULTIPLIERS_is_no_divisor_of_LANES illegal ();
    end
  endgenerate

  // ---- multiply -----------------------------------------------------------------------------
  reg                    busy_q;
  reg  [SB-1:0]          slot_q;
  reg  [LANES*S_BITS-1:0] s_q;
  reg  [ALPHA_BITS-1:0]  alpha_q;
  reg                    first_q, last_q;

  wire                    slot_end = slot_q == LAST_SLOT[SB-1:0];
  wire [LANES*S_BITS-1:0] s_taken;
  wire [LANES*S_BITS-1:0] s_shifted;

  generate
    if (HAS_EMPTY != 0) begin : gen_empty
      assign s_taken = alpha_i == {ALPHA_BITS{1'b0}} ? {(LANES * S_BITS){1'b0}} : s_i;
    end else begin : gen_full
      assign s_taken = s_i;
    end
    if (SLOTS == 1) begin : gen_one
      assign s_shifted = s_q;
    end else begin : gen_shift
      assign s_shifted = {s_q[S_SLOT-1:0], s_q[LANES*S_BITS-1:S_SLOT]};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      slot_q <= {SB{1'b0}};
    end else begin
      busy_q <= capture_i || (busy_q && !slot_end);
      slot_q <= capture_i || slot_end ? {SB{1'b0}} : busy_q ? slot_q + 1'b1 : slot_q;
    end
  end

  always @(posedge clk_i) begin
    s_q <= capture_i ? s_taken : s_shifted;
    if (capture_i) begin
      alpha_q <= alpha_i;
      first_q <= output_first_i;
      last_q  <= output_last_i;
    end
  end

  // ---- accumulate ---------------------------------------------------------------------------
  reg                          add_q;
  reg                          add_first_q, add_last_q, add_end_q;
  reg  [LANES*ACC_BITS-1:0]    acc_q;
  reg  [AB-1:0]                output_q;
  wire [A_SLOT-1:0]            sums;
  wire [BIAS_BITS-1:0]         bias;
  wire [ACC_BITS-1:0]          wide_bias;

  // The bias word changes when the first pass of an output channel has used it.
  wire          bias_used   = add_q && add_first_q && add_end_q;
  wire [AB-1:0] next_output = !bias_used ? output_q
                            : output_q == LAST_OUTPUT[AB-1:0] ? {AB{1'b0}} : output_q + 1'b1;

  bb_rom #(.WIDTH(BIAS_BITS), .DEPTH(OUTPUTS), .FILE(BIAS_FILE), .PARITY(PARITY)) bias_memory (
    .clk_i(clk_i), .en_i(1'b1), .addr_i(next_output), .data_o(bias), .error_o(parity_o)
  );

  genvar m;
  generate
    if (BIAS_BITS < ACC_BITS) begin : gen_wide_bias
      assign wide_bias = {{(ACC_BITS - BIAS_BITS){bias[BIAS_BITS-1]}}, bias};
    end else begin : gen_bias
      assign wide_bias = bias[ACC_BITS-1:0];
    end

    for (m = 0; m < MULTIPLIERS; m = m + 1) begin : gen_multiplier
      reg  [P_BITS-1:0]   product_q;
      wire [ACC_BITS-1:0] addend;
      wire [ACC_BITS-1:0] so_far = add_first_q ? wide_bias : acc_q[m*ACC_BITS +: ACC_BITS];

      always @(posedge clk_i)
        product_q <= {{S_BITS{1'b0}}, alpha_q} * {{ALPHA_BITS{1'b0}}, s_q[m*S_BITS +: S_BITS]};

      if (P_BITS < ACC_BITS) begin : gen_wide_product
        assign addend = {{(ACC_BITS - P_BITS){1'b0}}, product_q};
      end else begin : gen_product
        assign addend = product_q[ACC_BITS-1:0];
        wire unused = &{1'b0, product_q};
      end
      assign sums[m*ACC_BITS +: ACC_BITS] = so_far + addend;
    end

    if (SLOTS == 1) begin : gen_acc_one
      always @(posedge clk_i) if (add_q) acc_q <= sums;
    end else begin : gen_acc_ring
      always @(posedge clk_i) if (add_q) acc_q <= {sums, acc_q[LANES*ACC_BITS-1:A_SLOT]};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q    <= 1'b0;
      valid_o  <= 1'b0;
      output_q <= {AB{1'b0}};
    end else begin
      add_q    <= busy_q;
      valid_o  <= add_q && add_last_q;
      output_q <= next_output;
    end
  end

  always @(posedge clk_i) begin
    add_first_q <= first_q;
    add_last_q  <= last_q;
    add_end_q   <= slot_end;
  end

  assign acc_o = acc_q[LANES*ACC_BITS-1 -: A_SLOT];

endmodule

`default_nettype wire
