// Program of the folded engine: its memory, and the address of the next instruction.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_fetch #(
  parameter WORD_BITS = 16,            // of an instruction
  parameter WORDS     = 1024,          // instructions, at least 2
  parameter END       = 1023,          // address behind the bias that pushes the last score out
  parameter FILE      = "",            // image for $readmemh; "": none
  parameter PARITY    = 0,             // 1: words have a parity bit
  parameter PA        = $clog2(WORDS)  // bits of an address
) (
  input  wire                 clk_i,      // clock
  input  wire                 rst_ni,     // synchronous reset, active low
  input  wire                 done_i,     // the instruction ends in this cycle
  input  wire                 jump_i,     // and the one at target_i is next
  input  wire [PA-1:0]        target_i,   // address, used with jump_i
  input  wire                 restart_i,  // the program begins again
  output wire [WORD_BITS-1:0] word_o,     // instruction that runs
  output wire                 started_o,  // word_o is one
  output wire                 busy_o,     // it ran in the cycle before too
  output wire [PA-1:0]        pc_o,       // address behind it
  output wire                 last_o,     // it is the bias that pushes a position's last score out
  output wire                 parity_o    // a word has failed its parity
);

  localparam [31:0] END_C = END;

  reg           started_q, busy_q;
  reg  [PA-1:0] pc_q;
  wire          advance = !started_q || done_i;
  wire [PA-1:0] next    = jump_i ? target_i : pc_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      started_q <= 1'b0;
      busy_q    <= 1'b0;
      pc_q      <= {PA{1'b0}};
    end else begin
      started_q <= !restart_i;
      busy_q    <= started_q && !done_i;
      if (restart_i) pc_q <= {PA{1'b0}};
      else if (advance) pc_q <= next + 1'b1;
    end
  end

  bb_rom #(.WIDTH(WORD_BITS), .DEPTH(WORDS), .FILE(FILE), .PARITY(PARITY)) program_memory (
    .clk_i(clk_i), .en_i(advance), .addr_i(next), .data_o(word_o), .error_o(parity_o)
  );

  assign started_o = started_q;
  assign busy_o    = busy_q;
  assign pc_o      = pc_q;
  assign last_o    = pc_q == END_C[PA-1:0];

endmodule

`default_nettype wire
