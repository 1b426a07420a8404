// Brings the beats of a stream, with random pauses; its payload is unknown (x) while valid is low.
// Beats come from <NAME>.hex, one a line: epoch (16 bits), payload. An epoch lasts from one reset to
// the next; a reset leaves out what is left of it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bench_source #(
  parameter BITS  = 1,
  parameter BEATS = 1,
  parameter SEED  = 1,
  parameter NAME  = "in"
) (
  input  wire            clk,
  input  wire            rst_n,
  input  wire [15:0]     epoch,
  input  wire [7:0]      pause,  // of 256 cycles, about so many
  output reg             valid,
  output wire [BITS-1:0] data,
  input  wire            ready
);

  reg [BITS+15:0] beats [0:BEATS-1];
  integer         next, seed;

  initial begin
    $readmemh({NAME, ".hex"}, beats);
    next  = 0;
    seed  = SEED;
    valid = 1'b0;
  end

  wire [BITS+15:0] beat = beats[next];

  assign data = valid ? beat[BITS-1:0] : {BITS{1'bx}};

  // Beats pass at the rising edge; what is offered changes at the falling one.
  reg taken;
  always @(posedge clk) begin
    taken = rst_n && valid && ready === 1'b1;
    if (!rst_n) begin
      #1 valid = 1'b0;
      while (next < BEATS && beats[next] >> BITS < epoch) next = next + 1;
    end
  end

  always @(negedge clk) begin
    if (taken) begin
      next  = next + 1;
      valid = 1'b0;
    end
    if (!valid) valid = rst_n && next < BEATS && beats[next] >> BITS == epoch
                     && ($random(seed) & 32'hff) >= pause;
  end

endmodule

`default_nettype wire
