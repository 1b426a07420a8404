// One single-port RAM of the iCE40UP5K, 16,384 words of 16 bits, without initial content.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_spram #(
  parameter AW = 14  // at most 14
) (
  input  wire          clk_i,    // clock
  input  wire          we_i,     // with en_i: write
  input  wire          en_i,     // read or write
  input  wire [AW-1:0] addr_i,   // word that is read or written
  input  wire [15:0]   wdata_i,  // what is written
  output wire [15:0]   rdata_o   // word at addr_i of the last read
);

  wire [13:0] addr;

  generate
    if (AW < 14) begin : gen_few
      assign addr = {{(14 - AW){1'b0}}, addr_i};
    end else begin : gen_all
      assign addr = addr_i[13:0];
    end
  endgenerate

  SB_SPRAM256KA ram (
    .ADDRESS(addr), .DATAIN(wdata_i), .MASKWREN(4'b1111), .WREN(we_i), .CHIPSELECT(en_i),
    .CLOCK(clk_i), .STANDBY(1'b0), .SLEEP(1'b0), .POWEROFF(1'b1), .DATAOUT(rdata_o)
  );

endmodule

`default_nettype wire
