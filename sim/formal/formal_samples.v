// Lemma: the FIFO of samples gives what was pushed since the last clear, all, once and in order,
// two cycles after its push if none waits before it; a sample that it offers stays until it is
// taken; it tells how many places are free behind the one that is offered.
//
// Order and content are claimed of one sample, whichever: mark_i chooses it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_samples #(
  parameter WIDTH = 2,
  parameter DEPTH = 4,
  parameter AW    = $clog2(DEPTH)
) (
  input wire             clk_i,
  input wire             rst_ni,
  input wire             clear_i,
  input wire [WIDTH-1:0] data_i,
  input wire             push_i,
  input wire             ready_i,
  input wire             mark_i
);

  wire             valid;
  wire [WIDTH-1:0] data;
  wire [AW:0]      space;

  bb_sample_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .data_i(data_i), .push_i(push_i),
    .space_o(space), .data_o(data), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* begin
    if (!started_q) assume (!rst_ni);
    if (push_i) assume (space != 0);
  end

  // ---- samples within -----------------------------------------------------------------------------
  reg [7:0]       held_q;
  reg             came_q, waiting_q;
  reg [WIDTH-1:0] beat_q;
  wire            take = valid && ready_i;

  always @(posedge clk_i) begin
    came_q    <= rst_ni && !clear_i && push_i;
    waiting_q <= rst_ni && !clear_i && valid && !ready_i;
    beat_q    <= data;
    if (!rst_ni || clear_i) held_q <= 8'd0;
    else held_q <= held_q + {7'd0, push_i} - {7'd0, take};
  end

  // ---- the marked sample --------------------------------------------------------------------------
  reg             marked_q;
  reg [WIDTH-1:0] sample_q;
  reg [7:0]       until_q;  // samples that leave until it has, itself counted

  always @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      marked_q <= 1'b0;
    end else if (!marked_q) begin
      marked_q <= mark_i && push_i;
      sample_q <= data_i;
      until_q  <= held_q + 8'd1 - {7'd0, take};
    end else if (take && until_q != 8'd0) begin
      until_q <= until_q - 8'd1;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (valid == (held_q > {7'd0, came_q}));
      assert (space == DEPTH - (held_q - {7'd0, valid}));
      if (valid && marked_q && until_q == 8'd1) assert (data == sample_q);
      if (waiting_q) assert (valid && data == beat_q);
    end
  end

endmodule

`default_nettype wire
