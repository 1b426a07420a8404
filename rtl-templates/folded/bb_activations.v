// Memory of activations: read and written in different cycles.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_activations #(
  parameter WIDTH = 8,     // bits of a word, at least 1; at most 16 with SPRAM
  parameter DEPTH = 8192,  // words, at least 2; at most 16384 with SPRAM
  parameter SPRAM = 0,     // 1: in a single-port RAM of the iCE40UP5K
  parameter AW    = $clog2(DEPTH)  // bits of an address (from DEPTH)
) (
  input  wire             clk_i,    // clock
  input  wire             we_i,     // write in this cycle
  input  wire [AW-1:0]    waddr_i,  // word that is written, below DEPTH
  input  wire [WIDTH-1:0] wdata_i,  // what is written
  input  wire             re_i,     // never with we_i
  input  wire [AW-1:0]    raddr_i,  // word that is read, below DEPTH
  output wire [WIDTH-1:0] rdata_o   // word at raddr_i of the last read
);

  generate
    if (SPRAM != 0) begin : gen_spram
      bb_single_port_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .SPRAMS(1), .AW(AW)) ram (
        .clk_i(clk_i), .we_i(we_i), .en_i(re_i), .addr_i(we_i ? waddr_i : raddr_i),
        .wdata_i(wdata_i), .rdata_o(rdata_o)
      );
    end else begin : gen_block
      bb_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH)) ram (
        .clk_i(clk_i), .rst_ni(1'b1), .we_i(we_i), .waddr_i(waddr_i), .wdata_i(wdata_i),
        .re_i(re_i), .raddr_i(raddr_i), .rdata_o(rdata_o)
      );
    end
  endgenerate

endmodule

`default_nettype wire
