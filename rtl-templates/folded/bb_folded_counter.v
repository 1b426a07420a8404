// Counter of the folded engine: how long the running instruction takes, and what it does in this
// cycle. It counts down to 0; between instructions it holds the lookups of a pass, less 1, so that
// a pass begins at once.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_counter #(
  parameter LANES      = 8,  // at most 2^COUNT_BITS
  parameter COUNT_BITS = 8,  // of a count less 1, at least 1
  parameter DIRECT     = 0   // 1: some passes look window words up
) (
  input  wire                  clk_i,         // clock
  input  wire                  started_i,     // an instruction runs
  input  wire                  busy_i,        // it ran in the cycle before too
  input  wire                  bias_i,        // it is a bias
  input  wire                  pass_i,        // it is a pass
  input  wire                  fill_i,        // it is a fill
  input  wire                  build_i,       // it is a build
  input  wire                  pitch_i,       // it is a pitch
  input  wire                  bump_i,        // and the pitch is added now
  input  wire                  signs_i,       // it is a signs
  input  wire                  store_i,       // it is a store
  input  wire                  set_pass_i,    // it is a setPass
  input  wire [COUNT_BITS-1:0] values_i,      // of a fill or store: values, less 1
  input  wire [COUNT_BITS-1:0] lookups_i,     // of a setPass: lookups of a pass, less 1
  input  wire                  direct_i,      // of a setPass: they are of window words
  input  wire                  missing_i,     // a store has no value to store
  input  wire                  stall_i,       // a score waits to be taken
  input  wire                  next_table_i,  // a build is done with a table
  output wire [COUNT_BITS-1:0] count_o,       // what is left to do, less 1
  output wire                  last_o,        // count_o is 0
  output wire                  direct_o,      // lookups of passes are of window words
  output wire                  shift_out_o,   // the lanes' values leave, a bias comes in
  output wire                  shift_in_o,    // an input goes into the lanes
  output wire                  storing_o,     // an input or a zero is stored
  output wire                  done_o         // the instruction ends
);

  localparam [31:0] LANES_1 = LANES - 1;

  reg  [COUNT_BITS-1:0] count_q, pass_q;
  reg                   direct_q;
  wire                  zero      = count_q == {COUNT_BITS{1'b0}};
  wire                  shift_out = bias_i && busy_i;
  wire                  shift_in  = fill_i && busy_i;
  wire                  storing   = store_i && busy_i && !missing_i;
  wire                  down      = pass_i || (shift_out && !stall_i) || shift_in || next_table_i
                                    || storing;
  wire                  load      = !busy_i && !pass_i && !build_i;
  wire [COUNT_BITS-1:0] start     = bias_i ? LANES_1[COUNT_BITS-1:0] : values_i;
  wire [COUNT_BITS-1:0] operand   = done_o ? pass_q : load ? start : {COUNT_BITS{1'b1}};

  assign done_o = bias_i ? busy_i && zero && !stall_i
                : pass_i ? zero
                : fill_i ? busy_i && zero
                : build_i ? next_table_i && zero
                : pitch_i ? !bump_i || busy_i
                : signs_i ? busy_i
                : !store_i || (storing && zero);

  always @(posedge clk_i) begin
    if (started_i && (done_o || load || down))
      count_q <= done_o || load ? operand : count_q + operand;
    if (set_pass_i) {direct_q, pass_q} <= {direct_i, lookups_i};
  end

  assign count_o     = count_q;
  assign last_o      = zero;
  assign direct_o    = DIRECT != 0 && direct_q;
  assign shift_out_o = shift_out;
  assign shift_in_o  = shift_in;
  assign storing_o   = storing;

endmodule

`default_nettype wire
