// Model of a serial converter of 12 bits, such as an MCP3201: behind two clocks of acquisition
// and a zero comes what it then holds, the highest bit first, with falling edges.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module serial_converter (
  input  wire        cs_ni,   // selected, active low
  input  wire        clk_i,   // clock
  input  wire [11:0] code_i,  // what it converts
  output reg         data_o,  // data; floats between
  output reg         whole_o  // every bit was read
);

  integer    edges;
  reg [11:0] held;

  initial begin
    edges   = 0;
    whole_o = 1'b0;
    data_o  = 1'bz;
  end

  always @(negedge cs_ni) begin
    edges   = 0;
    whole_o = 1'b0;
    data_o  = 1'bz;
  end

  always @(posedge clk_i) if (!cs_ni && edges == 14) whole_o = 1'b1;

  always @(negedge clk_i) begin
    if (!cs_ni) begin
      edges = edges + 1;
      if (edges == 2) begin
        held   = code_i;
        data_o = 1'b0;
      end else if (edges > 2 && edges < 15) data_o = held[14 - edges];
      else data_o = 1'bz;
    end
  end

endmodule

`default_nettype wire
