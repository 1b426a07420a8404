// Memory with one port: in a cycle it is read or written. Its low bits may lie in single-port RAMs
// of the iCE40UP5K (16 bits each), the rest is block RAM.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_single_port_ram #(
  parameter WIDTH  = 16,   // bits of a word
  parameter DEPTH  = 256,  // words, at least 2; at most 16384 with SPRAMS
  parameter SPRAMS = 0,    // single-port RAMs for its low bits, 16 each; 0: none
  parameter AW     = $clog2(DEPTH)  // bits of an address (from DEPTH)
) (
  input  wire             clk_i,    // clock
  input  wire             we_i,     // write in this cycle
  input  wire             en_i,     // read; never with we_i
  input  wire [AW-1:0]    addr_i,   // word that is read or written, below DEPTH
  input  wire [WIDTH-1:0] wdata_i,  // what is written
  output wire [WIDTH-1:0] rdata_o   // word at addr_i of the last read
);

  // Block RAM of that part is 256 x 16, 512 x 8, 1024 x 4 or 2048 x 2: the shape that one block
  // covers in depth needs no multiplexer behind it.
  localparam SLICE = SPRAMS == 0 ? WIDTH
                   : DEPTH <= 256 ? 16 : DEPTH <= 512 ? 8 : DEPTH <= 1024 ? 4 : 2;
  localparam LOW = SPRAMS * 16 < WIDTH ? SPRAMS * 16 : WIDTH;

  genvar s;
  generate
    for (s = 0; s < SPRAMS; s = s + 1) begin : gen_spram
      localparam BITS = WIDTH - s * 16 < 16 ? WIDTH - s * 16 : 16;
      wire [15:0] wdata, rdata;
      if (BITS < 16) begin : gen_part
        assign wdata = {{(16 - BITS){1'b0}}, wdata_i[s*16 +: BITS]};
        wire unused = &{1'b0, rdata};
      end else begin : gen_whole
        assign wdata = wdata_i[s*16 +: 16];
      end
      assign rdata_o[s*16 +: BITS] = rdata[BITS-1:0];
      bb_spram #(.AW(AW)) spram (
        .clk_i(clk_i), .we_i(we_i), .en_i(en_i || we_i), .addr_i(addr_i), .wdata_i(wdata),
        .rdata_o(rdata)
      );
    end
    for (s = LOW; s < WIDTH; s = s + SLICE) begin : gen_block
      localparam BITS = WIDTH - s < SLICE ? WIDTH - s : SLICE;
      (* no_rw_check *)
      reg [BITS-1:0] mem [0:DEPTH-1];
      reg [BITS-1:0] rdata_q;
      always @(posedge clk_i) begin
        if (we_i) mem[addr_i] <= wdata_i[s +: BITS];
        if (en_i) rdata_q <= mem[addr_i];
      end
      assign rdata_o[s +: BITS] = rdata_q;
    end
  endgenerate

endmodule

`default_nettype wire
