// Addresses of activations of the folded engine: of the next one to read, of the next one to store.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_address #(
  parameter XA = 13,  // bits of an address, above LB
  parameter LB = 3    // bits of a block's place in the row of a tile
) (
  input  wire          clk_i,          // clock
  input  wire          started_i,      // an instruction runs; else both addresses become 0
  input  wire          busy_i,         // it ran in the cycle before too
  input  wire          load_i,         // the value at load_o is read
  input  wire [XA-1:0] load_step_i,    // and this is added, signed
  input  wire          pitch_i,        // step_i becomes the step of the store address
  input  wire [XA-1:0] step_i,         // signed, used with pitch_i
  input  wire          block_write_i,  // a value is stored at its place in the row
  input  wire          row_done_i,     // the row of this tile is complete: the step is added
  input  wire          write_i,        // a value is stored at the address, and the step is added
  output wire [XA-1:0] load_o,         // address to read
  output wire [XA-1:0] store_o         // address to store at
);

  reg [LB-1:0] in_row_q;  // blocks of the row that this tile has stored
  reg [XA-1:0] load_q, store_q, pitch_q;

  always @(posedge clk_i) begin
    if (row_done_i || !started_i) in_row_q <= {LB{1'b0}};
    else if (block_write_i) in_row_q <= in_row_q + 1'b1;
    if (!started_i) begin
      load_q  <= {XA{1'b0}};
      store_q <= {XA{1'b0}};
    end else begin
      if (load_i) load_q <= load_q + load_step_i;
      // A pitch with bump is added in its second cycle.
      if (row_done_i || (pitch_i && busy_i) || write_i) store_q <= store_q + pitch_q;
    end
    if (pitch_i && !busy_i) pitch_q <= step_i;
  end

  assign load_o  = load_q;
  assign store_o = store_q | {{(XA - LB){1'b0}}, in_row_q};

endmodule

`default_nettype wire
