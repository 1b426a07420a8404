// Lemma: the queue of bb_wide gives the largest of every MAX_OF neighbours of every slot that came,
// all, once, in order, and with no pause once a slot is there; it tells the last value of an output
// channel; nothing is written over as long as at most HELD output channels are on their way.
//
// Order and content are claimed of one slot, whichever: mark_i chooses it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_queue #(
  parameter VALUES = 2,
  parameter MAX_OF = 1,
  parameter BITS   = 1,
  parameter SLOTS  = 1,
  parameter HELD   = 2
) (
  input wire                   clk_i,
  input wire                   rst_ni,
  input wire                   valid_i,
  input wire [VALUES*BITS-1:0] data_i,
  input wire                   en_i,
  input wire                   mark_i
);

  localparam LEFT = VALUES / MAX_OF;

  wire            valid, done;
  wire [BITS-1:0] data;

  bb_wide_queue #(
    .VALUES(VALUES), .MAX_OF(MAX_OF), .BITS(BITS), .SLOTS(SLOTS), .HELD(HELD)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_i), .data_i(data_i),
    .en_i(en_i), .valid_o(valid), .data_o(data), .done_o(done)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // ---- values on their way, in all and of the output channel that leaves ----------------------
  reg [7:0] held_q;  // values that came and have not left
  reg [7:0] left_q;  // that have left of the output channel
  reg       came_q;  // a slot came in the cycle before
  wire      leaves = valid && en_i;
  wire      ends   = left_q == SLOTS * LEFT - 1;

  // What bb_wide keeps to: output channels that have begun to come and not left are HELD at most.
  always @* if (rst_ni && valid_i) assume (held_q + left_q + LEFT <= HELD * SLOTS * LEFT);

  always @(posedge clk_i) begin
    came_q <= rst_ni && valid_i;
    if (!rst_ni) begin
      held_q <= 8'd0;
      left_q <= 8'd0;
    end else begin
      held_q <= held_q + (valid_i ? LEFT : 0) - (leaves ? 1 : 0);
      if (leaves) left_q <= ends ? 8'd0 : left_q + 8'd1;
    end
  end

  // ---- the marked slot --------------------------------------------------------------------------
  reg                   marked_q;
  reg [VALUES*BITS-1:0] slot_q;
  reg [7:0]             until_q;  // values that leave until its last one has
  wire                  here = marked_q && until_q != 8'd0 && until_q <= LEFT;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      marked_q <= 1'b0;
    end else if (!marked_q) begin
      marked_q <= mark_i && valid_i;
      slot_q   <= data_i;
      until_q  <= held_q + LEFT - (leaves ? 1 : 0);
    end else if (leaves && until_q != 8'd0) begin
      until_q  <= until_q - 8'd1;
    end
  end

  wire [31:0]     first = here ? (LEFT - until_q) * MAX_OF : 32'd0;  // of the neighbours
  reg  [BITS-1:0] value, largest;
  integer         i;

  always @* begin
    largest = {BITS{1'b0}};
    for (i = 0; i < MAX_OF; i = i + 1) begin
      value = slot_q[(first+i)*BITS +: BITS];
      if (value > largest) largest = value;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      // What came before the cycle before is offered, and nothing else.
      assert (valid == (held_q > (came_q ? LEFT : 0)));
      assert (done == (leaves && ends));
      if (valid && here) assert (data == largest);
    end
  end

endmodule

`default_nettype wire
