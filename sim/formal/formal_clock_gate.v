// Lemma: behind a clock gate come whole pulses of its clock and no others: those before whose rising
// edge the enable was high, for any edges of the clock, if the enable comes from flip-flops of it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_clock_gate (
  input wire clk_i,
  input wire next_i
);

  wire clk;
  reg  enable_q = 1'b0;

  always @(posedge clk_i) enable_q <= next_i;

  bb_clock_gate dut (.clk_i(clk_i), .enable_i(enable_q), .clk_o(clk));

  // One step of the proof ago.
  reg known_q = 1'b0;
  reg enable_before_q, clk_before_q, out_before_q;
  always @($global_clock) begin
    known_q         <= 1'b1;
    enable_before_q <= enable_q;
    clk_before_q    <= clk_i;
    out_before_q    <= clk;
  end

  always @* begin
    // The first of its levels is low.
    if (!known_q) assume (!clk_i);
    if (known_q) begin
      if (!clk_i) assert (!clk);
      else if (clk_before_q) assert (clk == out_before_q);
      else assert (clk == enable_before_q);
    end
  end

endmodule

`default_nettype wire
