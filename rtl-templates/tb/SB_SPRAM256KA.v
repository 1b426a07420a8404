// What the iCE40UP5K's single-port RAM does, for simulation: 16,384 words of 16 bits, a registered
// read, a nibble mask for writing; nothing is known of a word before it is written.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`ifndef BITBEAT_SB_SPRAM256KA  // several cores of one project bring it
`define BITBEAT_SB_SPRAM256KA
`default_nettype none

module SB_SPRAM256KA (
  input  wire [13:0] ADDRESS,     // word
  input  wire [15:0] DATAIN,      // what is written
  input  wire [3:0]  MASKWREN,    // nibbles of it that count
  input  wire        WREN,        // write, else read
  input  wire        CHIPSELECT,  // access in this cycle
  input  wire        CLOCK,       // clock
  input  wire        STANDBY,     // 1: no access
  input  wire        SLEEP,       // 1: no access
  input  wire        POWEROFF,    // 0: no access
  output reg  [15:0] DATAOUT      // word of the last read
);

  reg  [15:0] mem [0:16383];
  wire [15:0] mask = {{4{MASKWREN[3]}}, {4{MASKWREN[2]}}, {4{MASKWREN[1]}}, {4{MASKWREN[0]}}};
  wire        on   = CHIPSELECT && !STANDBY && !SLEEP && POWEROFF;

  always @(posedge CLOCK) begin
    if (on && WREN) mem[ADDRESS] <= (mem[ADDRESS] & ~mask) | (DATAIN & mask);
    if (on && !WREN) DATAOUT <= mem[ADDRESS];
  end

endmodule

`default_nettype wire
`endif
