// Lemma: of every score of a fragment that passes by, bb_steps tells whether it is the last of its
// step, and which step it is of, whatever the pauses and resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_steps #(
  parameter OUTPUTS = 3,
  parameter STEPS   = 3,
  parameter PB      = STEPS > 1 ? $clog2(STEPS) : 1
) (
  input wire clk_i,
  input wire rst_ni,
  input wire take_i,
  input wire early_i  // the last score of the fragment is offered before it is taken
);

  wire          last;
  wire [PB-1:0] position;

  reg [3:0] count_q;  // scores of the fragment so far
  wire       final = count_q == OUTPUTS * STEPS - 1;

  bb_steps #(.OUTPUTS(OUTPUTS), .STEPS(STEPS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take_i), .end_i(final && (take_i || early_i)),
    .last_o(last), .position_o(position)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  always @(posedge clk_i) begin
    if (!rst_ni) count_q <= 4'd0;
    else if (take_i) count_q <= final ? 4'd0 : count_q + 4'd1;
  end

  integer step;

  always @* begin
    if (started_q && rst_ni) begin
      assert (count_q < OUTPUTS * STEPS);
      for (step = 0; step < STEPS; step = step + 1)
        if (count_q >= step * OUTPUTS && count_q < (step + 1) * OUTPUTS) begin
          assert (position == step);
          assert (last == (count_q == (step + 1) * OUTPUTS - 1));
        end
    end
  end

endmodule

`default_nettype wire
