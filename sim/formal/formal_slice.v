// Lemma: a register slice gives the beats that it has taken, all of them, once and in order, whatever
// the pauses and resets; a beat that is offered stays as it is until it is taken; a beat is offered
// in the cycle after it was taken if none waits before it, and one is taken in every cycle in which
// the one before leaves.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_slice #(
  parameter WIDTH = 3
) (
  input wire             clk_i,
  input wire             rst_ni,
  input wire [WIDTH-1:0] data_i,
  input wire             valid_i,
  input wire             ready_i
);

  wire             ready, valid;
  wire [WIDTH-1:0] data;

  bb_register_slice #(.WIDTH(WIDTH)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .valid_i(valid_i), .ready_o(ready),
    .data_o(data), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // A queue of two: the slice's whole contents.
  reg  [1:0]       held_q;
  reg  [WIDTH-1:0] first_q, second_q;
  reg              running_q, waiting_q;
  reg  [WIDTH-1:0] beat_q;
  wire             take = valid_i && ready;
  wire             give = valid && ready_i;

  always @(posedge clk_i) begin
    running_q <= rst_ni;
    waiting_q <= rst_ni && valid && !ready_i;
    beat_q    <= data;
    if (!rst_ni) begin
      held_q <= 2'd0;
    end else begin
      held_q <= held_q + {1'b0, take} - {1'b0, give};
      if (give) first_q <= held_q == 2'd2 ? second_q : data_i;
      else if (take && held_q == 2'd0) first_q <= data_i;
      if (take && !give && held_q == 2'd1) second_q <= data_i;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (held_q != 2'd3);
      // No beat is lost, repeated or changed, and none comes late.
      assert (valid == (held_q != 2'd0));
      if (valid) assert (data == first_q);
      // Full throughput: only a full slice takes none, and the cycle of the reset.
      assert (ready == (running_q && held_q != 2'd2));
      if (waiting_q) assert (valid && data == beat_q);
    end
  end

endmodule

`default_nettype wire
