// Queue of a ready/valid stream: a memory of DEPTH beats, and its output register as a place more.
// A beat is offered two cycles after it was taken, or later; one may come and one leave in every
// cycle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_fifo #(
  parameter WIDTH = 8,  // bits of a beat, at least 1
  parameter DEPTH = 2   // beats in the memory, at least 2
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // synchronous reset, active low
  input  wire [WIDTH-1:0] data_i,   // beat that comes
  input  wire             valid_i,  // it is offered
  output wire             ready_o,  // it is taken, if offered
  output wire [WIDTH-1:0] data_o,   // beat that leaves
  output wire             valid_o,  // it is offered
  input  wire             ready_i   // it is taken, if offered
);

  localparam AW = $clog2(DEPTH);
  localparam NB = $clog2(DEPTH + 1);
  localparam [31:0] LAST_WORD = DEPTH - 1;
  localparam [31:0] DEPTH_C   = DEPTH;

  reg  [AW-1:0] write_q, read_q;
  reg  [NB-1:0] words_q;  // written and not read
  reg           valid_q;  // the output register has a beat

  // The words of this cycle alone decide: so no word is read in the cycle that writes it.
  wire write = valid_i && ready_o;
  wire read  = words_q != {NB{1'b0}} && (!valid_q || ready_i);

  assign ready_o = words_q != DEPTH_C[NB-1:0];
  assign valid_o = valid_q;

  bb_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH)) beat_memory (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .we_i(write), .waddr_i(write_q), .wdata_i(data_i),
    .re_i(read), .raddr_i(read_q), .rdata_o(data_o)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= {AW{1'b0}};
      read_q  <= {AW{1'b0}};
      words_q <= {NB{1'b0}};
      valid_q <= 1'b0;
    end else begin
      words_q <= words_q + {{(NB - 1){1'b0}}, write} - {{(NB - 1){1'b0}}, read};
      valid_q <= read || (valid_q && !ready_i);
      if (write) write_q <= write_q == LAST_WORD[AW-1:0] ? {AW{1'b0}} : write_q + 1'b1;
      if (read) read_q <= read_q == LAST_WORD[AW-1:0] ? {AW{1'b0}} : read_q + 1'b1;
    end
  end

endmodule

`default_nettype wire
