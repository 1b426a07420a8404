// Values of whole output channels on their way to the pool: several come in a cycle and are never
// refused, one leaves. Each MAX_OF neighbours leave as their largest.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide_queue #(
  parameter VALUES = 4,  // neighbouring values that come in a cycle, a slot
  parameter MAX_OF = 2,  // a divisor of VALUES; unsigned values where it is not 1
  parameter BITS   = 4,  // of a value, at least 1
  parameter SLOTS  = 2,  // of an output channel, at least 1
  parameter HELD   = 8   // output channels that it holds: power of two, at least 2
) (
  input  wire                   clk_i,    // clock
  input  wire                   rst_ni,   // synchronous reset, active low
  input  wire                   valid_i,  // data_i is a slot's values
  input  wire [VALUES*BITS-1:0] data_i,   // values, the first position lowest
  // to the pool
  input  wire                   en_i,     // the pool takes a value
  output wire                   valid_o,  // data_o is offered
  output wire [BITS-1:0]        data_o,   // next value
  output wire                   done_o    // the last value of an output channel leaves
);

  localparam LEFT  = VALUES / MAX_OF;  // values that leave of a slot
  localparam DEPTH = HELD * SLOTS;
  localparam AW    = $clog2(DEPTH);
  localparam NB    = $clog2(DEPTH + 1);
  localparam LB    = LEFT > 1 ? $clog2(LEFT) : 1;
  localparam SB    = SLOTS > 1 ? $clog2(SLOTS) : 1;
  localparam [31:0] LAST_WORD = DEPTH - 1;
  localparam [31:0] LAST_LEFT = LEFT - 1;
  localparam [31:0] LAST_SLOT = SLOTS - 1;

  generate
    if (LEFT * MAX_OF != VALUES) begin : gen_check
      bb_illegal_MAX_OF_is_no_divisor_of_VALUES illegal ();
    end
  endgenerate

  function [BITS-1:0] largest(input [MAX_OF*BITS-1:0] values);
    integer i;
    begin
      largest = values[BITS-1:0];
      for (i = 1; i < MAX_OF; i = i + 1)
        if (values[i*BITS +: BITS] > largest) largest = values[i*BITS +: BITS];
    end
  endfunction

  wire [LEFT*BITS-1:0] combined, word;

  genvar v;
  generate
    for (v = 0; v < LEFT; v = v + 1) begin : gen_value
      assign combined[v*BITS +: BITS] = largest(data_i[v*MAX_OF*BITS +: MAX_OF*BITS]);
    end
  endgenerate

  reg  [AW-1:0] write_q, read_q;
  reg  [NB-1:0] words_q;  // written and not read
  reg           valid_q;  // word has a slot's values, those from left_q on have not left
  reg  [LB-1:0] left_q;
  reg  [SB-1:0] slot_q;

  wire leaves   = valid_q && en_i;
  wire word_end = left_q == LAST_LEFT[LB-1:0];
  wire slot_end = slot_q == LAST_SLOT[SB-1:0];
  wire read     = words_q != {NB{1'b0}} && (!valid_q || (leaves && word_end));

  bb_ram #(.WIDTH(LEFT * BITS), .DEPTH(DEPTH)) queue_memory (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .we_i(valid_i), .waddr_i(write_q), .wdata_i(combined),
    .re_i(read), .raddr_i(read_q), .rdata_o(word)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= {AW{1'b0}};
      read_q  <= {AW{1'b0}};
      words_q <= {NB{1'b0}};
      valid_q <= 1'b0;
      left_q  <= {LB{1'b0}};
      slot_q  <= {SB{1'b0}};
    end else begin
      words_q <= words_q + {{(NB - 1){1'b0}}, valid_i} - {{(NB - 1){1'b0}}, read};
      if (valid_i) write_q <= write_q == LAST_WORD[AW-1:0] ? {AW{1'b0}} : write_q + 1'b1;
      if (read) read_q <= read_q == LAST_WORD[AW-1:0] ? {AW{1'b0}} : read_q + 1'b1;
      if (read) valid_q <= 1'b1;
      else if (leaves && word_end) valid_q <= 1'b0;
      if (leaves) begin
        left_q <= word_end ? {LB{1'b0}} : left_q + 1'b1;
        if (word_end) slot_q <= slot_end ? {SB{1'b0}} : slot_q + 1'b1;
      end
    end
  end

  assign valid_o = valid_q;
  assign data_o  = word[left_q*BITS +: BITS];
  assign done_o  = leaves && word_end && slot_end;

endmodule

`default_nettype wire
