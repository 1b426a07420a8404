// Reports of a core that has nothing to do: no sample is offered, and each fragment that came has
// its last score. report_o is high in two cycles, at the begin and at the end of those that count.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_idle #(
  parameter SAMPLES = 1,  // of a fragment, at least 1
  parameter REST    = 1,  // cycles without work until those that count, at least 1
  parameter IDLE    = 1   // cycles that count, at least 1
) (
  input  wire clk_i,      // clock
  input  wire run_i,      // count in this cycle
  input  wire offered_i,  // a sample is offered
  input  wire taken_i,    // it is taken
  input  wire last_i,     // the last score of a fragment is taken
  output wire report_o    // print the counts so far
);

  localparam [31:0] FIRST = REST, LAST = REST + IDLE;

  reg [31:0] open, idle;  // samples that are in work; cycles without work
  reg        started;     // work has come since reset

  initial begin
    open    = 32'd0;
    idle    = 32'd0;
    started = 1'b0;
  end

  always @(posedge clk_i) begin
    if (run_i) begin
      started <= started || taken_i;
      open    <= open + {31'd0, taken_i} - (last_i ? SAMPLES : 32'd0);
      idle    <= !started || offered_i || open != 32'd0 ? 32'd0 : idle + 32'd1;
    end
  end

  assign report_o = idle == FIRST || idle == LAST;

endmodule

`default_nettype wire
