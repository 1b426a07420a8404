// Master of a serial converter that gives 12 bits, highest first, behind two clocks of acquisition
// and a zero, such as an MCP3201: a frame every PERIOD cycles. The converter's clock is the slow
// one, and stands between frames.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_serial_adc #(
  parameter BITS   = 11,  // of a code: the highest of the 12
  parameter PERIOD = 28   // cycles from frame to frame, at least 18
) (
  input  wire            clk_i,     // slow clock
  input  wire            rst_ni,    // reset, active low
  output reg             cs_no,     // converter selected, active low
  output wire            sclk_o,    // its clock
  input  wire            sdata_i,   // its data, changed with the falling edge
  output wire [BITS-1:0] sample_o,  // the code of a frame
  output reg             strobe_o   // for the cycle in which it comes
);

  localparam PB = $clog2(PERIOD);
  localparam [31:0] LAST   = PERIOD - 1;
  localparam [31:0] CLOCKS = 15;

  generate
    if (PERIOD < 18) begin : gen_check
      bb_illegal_PERIOD_is_below_18 illegal ();
    end
  endgenerate

  reg [PB-1:0] cycle_q;
  reg [11:0]   bits_q;
  reg          runs_q;  // changes while the clock is low: its pulses are whole

  assign sample_o = bits_q[11 -: BITS];
  assign sclk_o   = clk_i && runs_q;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycle_q  <= {PB{1'b0}};
      cs_no    <= 1'b1;
      strobe_o <= 1'b0;
    end else begin
      cycle_q  <= cycle_q == LAST[PB-1:0] ? {PB{1'b0}} : cycle_q + 1'b1;
      cs_no    <= cycle_q >= CLOCKS[PB-1:0];
      strobe_o <= cycle_q == CLOCKS[PB-1:0];
    end
  end

  always @(posedge clk_i) begin
    if (runs_q) bits_q <= {bits_q[10:0], sdata_i};
  end

  // Not reset: no family's flip-flop need have both the falling edge and a reset.
  always @(negedge clk_i) runs_q <= !cs_no;

endmodule

`default_nettype wire
