// Picks the values of one layer out of what the folded engine stores: those of the layer's part of
// the program, without those of lanes that have no position.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_stored #(
  parameter FROM     = 0,   // address of the layer's first bias ...
  parameter TO       = 0,   // ... and behind its last
  parameter POOLED   = -1,  // address behind the read that stores pooled values; -1: none
  parameter PER_TILE = 1,   // values of a channel that a tile stores
  parameter SKIP     = 0,   // of the first of them no position
  parameter CHANNELS = 1,   // output channels, at least 1
  parameter LENGTH   = 1    // values of a channel
) (
  input  wire        clk_i,     // clock
  input  wire        rst_ni,    // synchronous reset, active low
  input  wire [31:0] at_i,      // address of the instruction that runs
  input  wire        block_i,   // a value that leaves the lanes is stored
  input  wire        pooled_i,  // a pooled value is stored
  output wire        valid_o    // a value of the layer is stored
);

  integer        index, channel, position;
  wire           block = block_i && $signed(at_i) >= FROM && $signed(at_i) < TO;
  wire           value = position + index - SKIP >= 0 && position + index - SKIP < LENGTH
                         && index >= SKIP;

  assign valid_o = POOLED < 0 ? block && value : pooled_i && $signed(at_i) == POOLED;

  initial begin
    index    = 0;
    channel  = 0;
    position = 0;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      index    <= 0;
      channel  <= 0;
      position <= 0;
    end else if (block) begin
      index <= index == PER_TILE - 1 ? 0 : index + 1;
      if (index == PER_TILE - 1) begin
        channel <= channel == CHANNELS - 1 ? 0 : channel + 1;
        if (channel == CHANNELS - 1)
          position <= position + PER_TILE - SKIP >= LENGTH ? 0 : position + PER_TILE;
      end
    end
  end

endmodule

`default_nettype wire
