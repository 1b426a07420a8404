// Reset that is asserted at once, without a clock, and released with the clock: STAGES rising edges
// after rst_ni is released.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_reset_sync #(
  parameter STAGES = 2  // flip-flops, at least 2; 0: rst_ni is released with the clock already
) (
  input  wire clk_i,      // clock
  input  wire rst_ni,     // reset, active low, asynchronous
  output wire rst_no,     // reset, active low, released with the clock
  output wire released_o  // the same, for all that is not a reset
);

  generate
    if (STAGES == 1 || STAGES < 0) begin : gen_check
      bb_illegal_STAGES_is_neither_0_nor_2_or_more illegal ();
    end
    if (STAGES == 0) begin : gen_none
      assign rst_no     = rst_ni;
      assign released_o = 1'b1;  // who drives rst_ni knows it
      wire unused = &{1'b0, clk_i};
    end else begin : gen_stages
      // The last stage, which is a reset, apart from those that are data.
      (* ASYNC_REG = "TRUE" *) reg [STAGES-2:0] early_q;
      (* ASYNC_REG = "TRUE" *) reg released_q;
      reg released_again_q;
      assign rst_no     = released_q;
      assign released_o = released_again_q;
      always @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          {released_q, early_q} <= {STAGES{1'b0}};
          released_again_q      <= 1'b0;
        end else begin
          {released_q, early_q} <= {early_q, 1'b1};
          released_again_q      <= early_q[STAGES-2];
        end
      end
    end
  endgenerate

endmodule

`default_nettype wire
