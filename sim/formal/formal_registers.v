// A register file as a bus slave sees it, of one byte: refuses any write and answers any read with
// anything, which holds from the next cycle on, until the next read.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_registers (
  input  wire        clk_i,
  input  wire        read_i,        // a read
  input  wire [31:0] any_data_i,    // what it finds
  input  wire        any_error_i,   // it is refused
  output reg  [31:0] read_data_o,   // what the last read has found
  output reg         read_error_o   // it was refused
);

  always @(posedge clk_i) begin
    if (read_i) begin
      read_data_o  <= any_data_i;
      read_error_o <= any_error_i;
    end
  end

endmodule

`default_nettype wire
