// Address of a window memory: {channel, row, phase}; a field with one value takes no bit.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_window_address #(
  parameter CHANNELS = 1,  // channels, at least 1
  parameter ROWS     = 2,  // power of two, at least 2
  parameter STRIDE   = 1,  // phases, at least 1
  parameter CB       = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of a channel (from CHANNELS)
  parameter RB       = $clog2(ROWS),  // bits of a row (from ROWS)
  parameter PB       = STRIDE > 1 ? $clog2(STRIDE) : 1,  // bits of a phase (from STRIDE)
  parameter AW       = (CHANNELS > 1 ? CB : 0) + RB + (STRIDE > 1 ? PB : 0)  // bits of an address
) (
  input  wire [CB-1:0] channel_i,  // channel
  input  wire [RB-1:0] row_i,      // row in the ring
  input  wire [PB-1:0] phase_i,    // place in the stride
  output wire [AW-1:0] addr_o      // address
);

  generate
    if (CHANNELS > 1 && STRIDE > 1) begin : gen_both
      assign addr_o = {channel_i, row_i, phase_i};
    end else if (CHANNELS > 1) begin : gen_channel
      assign addr_o = {channel_i, row_i};
    end else if (STRIDE > 1) begin : gen_phase
      assign addr_o = {row_i, phase_i};
    end else begin : gen_row
      assign addr_o = row_i;
    end
  endgenerate

  wire unused = &{1'b0, channel_i, phase_i};

endmodule

`default_nettype wire
