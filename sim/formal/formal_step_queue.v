// Lemma: the queue of steps gives what was said of each since the last clear, all, once and in order,
// two cycles after it came if none waits before it, with the place that was named for it when it came;
// it stays until it is given free; it tells how many it holds, itself counted, and when it is full;
// of no step it says 0.
//
// Order, content and place are claimed of one step, whichever: mark_i chooses it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_step_queue #(
  parameter WIDTH  = 2,
  parameter PLACES = 4,
  parameter PB     = $clog2(PLACES)
) (
  input wire             clk_i,
  input wire             rst_ni,
  input wire             clear_i,
  input wire [WIDTH-1:0] said_i,
  input wire             push_i,
  input wire             pop_i,
  input wire             mark_i
);

  wire             full, valid;
  wire [PB-1:0]    place, oldest;
  wire [PB:0]      held;
  wire [WIDTH-1:0] said;

  bb_step_queue #(.WIDTH(WIDTH), .PLACES(PLACES)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .said_i(said_i), .push_i(push_i),
    .full_o(full), .place_o(place), .held_o(held), .said_o(said), .valid_o(valid),
    .oldest_o(oldest), .pop_i(pop_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;

  // ---- steps within -------------------------------------------------------------------------------
  reg [7:0]       held_q;
  reg             came_q, waiting_q;
  reg [WIDTH-1:0] said_q;
  reg [PB-1:0]    oldest_q;
  wire            take = valid && pop_i;

  always @* begin
    if (!started_q) assume (!rst_ni);
    if (push_i) assume (held_q < PLACES);
  end

  always @(posedge clk_i) begin
    came_q    <= rst_ni && !clear_i && push_i;
    waiting_q <= rst_ni && !clear_i && valid && !pop_i;
    said_q    <= said;
    oldest_q  <= oldest;
    if (!rst_ni || clear_i) held_q <= 8'd0;
    else held_q <= held_q + {7'd0, push_i} - {7'd0, take};
  end

  // ---- the marked step ----------------------------------------------------------------------------
  reg             marked_q;
  reg [WIDTH-1:0] step_q;
  reg [PB-1:0]    place_q;
  reg [7:0]       until_q;  // steps that leave until it has, itself counted

  always @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      marked_q <= 1'b0;
    end else if (!marked_q) begin
      marked_q <= mark_i && push_i;
      step_q   <= said_i;
      place_q  <= place;
      until_q  <= held_q + 8'd1 - {7'd0, take};
    end else if (take && until_q != 8'd0) begin
      until_q <= until_q - 8'd1;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (valid == (held_q > {7'd0, came_q}));
      assert (held == held_q);
      assert (full == (held_q == PLACES));
      if (!valid) assert (said == 0);
      if (waiting_q) assert (valid && said == said_q && oldest == oldest_q);
      if (marked_q && until_q != 8'd0) begin
        if (valid && until_q == 8'd1) assert (said == step_q && oldest == place_q);
        // No other step comes into its place while it is held.
        if (!full) assert (place != place_q);
      end
    end
  end

endmodule

`default_nettype wire
