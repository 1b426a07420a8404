// Stands in for bb_ram in proofs: the same memory, with the claim that lets synthesis leave the
// collision logic of a block RAM out: no word is read in the cycle that writes it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_ram #(
  parameter WIDTH = 8,
  parameter DEPTH = 16,
  parameter AW    = $clog2(DEPTH)
) (
  input  wire             clk_i,
  input  wire             rst_ni,
  input  wire             we_i,
  input  wire [AW-1:0]    waddr_i,
  input  wire [WIDTH-1:0] wdata_i,
  input  wire             re_i,
  input  wire [AW-1:0]    raddr_i,
  output reg  [WIDTH-1:0] rdata_o
);

  reg [WIDTH-1:0] mem [0:DEPTH-1];

  always @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) rdata_o <= mem[raddr_i];
  end

  always @* begin
    if (rst_ni && we_i && re_i) assert (waddr_i != raddr_i);
    if (rst_ni && we_i) assert (waddr_i < DEPTH);
    if (rst_ni && re_i) assert (raddr_i < DEPTH);
  end

endmodule

`default_nettype wire
