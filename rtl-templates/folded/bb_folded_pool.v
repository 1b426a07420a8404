// Output of the folded engine: what leaves the lanes is a score, or is requantised, pooled in
// blocks and stored. The same unit pools values that are read, and passes on those that are stored
// as they are.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_pool #(
  parameter X_BITS     = 8,   // of a stored activation, signed; above Y_MAX_BITS
  parameter ACC_BITS   = 20,  // of an accumulator, signed
  parameter Y_MIN_BITS = 4,   // of a requantised value without its sign: narrowest layer
  parameter Y_MAX_BITS = 4,   // and widest
  parameter SHIFT_MIN  = 9,   // of requantisation: least, 0 .. ACC_BITS - 2
  parameter SHIFT_MAX  = 13,  // and largest
  parameter HAS_SUM    = 0,   // 1: some layer pools by sum
  parameter SIGNED     = 0,   // 1: values of some layer keep their sign
  parameter LB         = 3,   // bits of a lane's index
  parameter RB         = 3,   // bits of a shift less SHIFT_MIN
  parameter DB         = 1    // bits of a width less Y_MIN_BITS
) (
  input  wire                clk_i,          // clock
  input  wire                rst_ni,         // synchronous reset, active low
  input  wire                bias_i,         // a bias runs
  input  wire                done_i,         // the instruction ends in this cycle
  input  wire                shift_out_i,    // acc_i leaves the lanes
  input  wire [LB-1:0]       lane_i,         // its lane, the last one being the highest
  input  wire                last_i,         // it is that of lane 0
  input  wire                fill_i,         // a fill runs: what is in the lanes is no output
  input  wire [ACC_BITS-1:0] acc_i,          // last lane, signed
  input  wire                set_i,          // the output changes to the following
  input  wire                raw_i,          // values are scores, of lane 0 only
  input  wire                sum_i,          // pooled by their sum, else by their maximum
  input  wire [LB-1:0]       block_i,        // positions of a block, less 1
  input  wire [RB-1:0]       shift_i,        // of requantisation, less SHIFT_MIN
  input  wire [DB-1:0]       bits_i,         // of a requantised value, less Y_MIN_BITS
  input  wire                keep_i,         // values keep their sign
  input  wire                read_i,         // an activation is read: x_i in the next cycle
  input  wire                first_i,        // it is the first that is pooled
  input  wire                pool_store_i,   // it is the last one
  input  wire [X_BITS-1:0]   x_i,            // activation that was read
  input  wire                store_i,        // a store runs
  input  wire                inputs_i,       // of inputs, else of zeros
  input  wire [X_BITS-1:0]   input_i,        // input
  output wire                score_valid_o,  // acc_i is a score
  input  wire                score_ready_i,  // it is taken
  output wire                stall_o,        // it waits to be taken
  output wire [X_BITS-1:0]   x_stored_o,     // value to store
  output wire                block_write_o,  // it is pooled and complete: stored in its row
  output wire                row_done_o,     // all of a row in this tile has been stored
  output wire                pool_write_o    // it is pooled of values read, and complete: stored
);

  reg          raw_q, live_q, sum_q, keep_q;
  reg [LB-1:0] block_q;
  reg [RB-1:0] shift_q;
  reg [DB-1:0] bits_q;
  reg          read_q, read_first_q, pool_write_q;

  always @(posedge clk_i) begin
    if (set_i) begin
      {bits_q, shift_q, block_q} <= {bits_i, shift_i, block_i};
      {sum_q, raw_q, keep_q}     <= {sum_i, raw_i, keep_i};
    end
    if (bias_i && done_i) live_q <= 1'b1;
    else if (fill_i) live_q <= 1'b0;
    read_first_q <= first_i;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q       <= 1'b0;
      pool_write_q <= 1'b0;
    end else begin
      read_q       <= read_i;
      pool_write_q <= pool_store_i;
    end
  end

  assign score_valid_o = shift_out_i && live_q && raw_q && last_i;
  assign stall_o       = score_valid_o && !score_ready_i;

  wire [Y_MAX_BITS-1:0] y;
  wire                  sign;
  bb_requant_any #(
    .ACC_BITS(ACC_BITS), .SHIFT_MIN(SHIFT_MIN), .SHIFT_MAX(SHIFT_MAX), .BITS_MIN(Y_MIN_BITS),
    .BITS_MAX(Y_MAX_BITS), .SIGNED(SIGNED), .RB(RB), .DB(DB)
  ) requant (
    .acc_i(acc_i), .shift_i(shift_q), .bits_i(bits_q), .keep_i(keep_q), .y_o(y), .sign_o(sign)
  );

  // One carry chain adds or compares: for a maximum the complement of the value so far is kept, and
  // value + complement, which is value - so far - 1, has no sign where value is the greater one.
  reg  [X_BITS-1:0] so_far_q;
  wire              sum    = HAS_SUM != 0 && sum_q;
  wire [X_BITS-1:0] value  = shift_out_i ? {{(X_BITS - Y_MAX_BITS){sign}}, y}
                           : store_i ? input_i : x_i;
  wire              fresh  = shift_out_i ? (lane_i | ~block_q) == {LB{1'b1}}
                                         : store_i || read_first_q;
  wire [X_BITS:0]   total  = {value[X_BITS-1], value} + {so_far_q[X_BITS-1], so_far_q};
  wire              take   = fresh || (!sum && !total[X_BITS]);
  wire [X_BITS-1:0] behind = sum ? total[X_BITS-1:0] : so_far_q;
  wire              unused = sum_q;

  always @(posedge clk_i) if (shift_out_i || read_q) so_far_q <= x_stored_o ^ {X_BITS{!sum}};

  assign x_stored_o = store_i && !inputs_i ? {X_BITS{1'b0}}
                    : take ? value : behind ^ {X_BITS{!sum}};

  assign block_write_o = shift_out_i && live_q && !raw_q && (lane_i & block_q) == {LB{1'b0}};
  assign row_done_o    = bias_i && done_i && live_q && !raw_q;
  assign pool_write_o  = pool_write_q;

endmodule

`default_nettype wire
