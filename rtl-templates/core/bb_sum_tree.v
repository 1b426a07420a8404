// Sum of N unsigned values, $clog2(N) cycles later: neighbours are added in pairs, a register
// behind each level.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_sum_tree #(
  parameter N      = 3,  // values, at least 1
  parameter BITS   = 4,  // of a value, unsigned, at least 1
  parameter LEVELS = N > 1 ? $clog2(N) : 0  // of adders (from N)
) (
  input  wire                   clk_i,  // clock
  input  wire [N*BITS-1:0]      x_i,    // values, the first lowest
  output wire [BITS+LEVELS-1:0] sum_o   // their sum
);

  localparam PAIRS = (N + 1) / 2;

  generate
    if (N == 1) begin : gen_one
      wire unused = &{1'b0, clk_i};
      assign sum_o = x_i;
    end else begin : gen_level
      reg [PAIRS*(BITS+1)-1:0] pairs_q;
      genvar p;
      for (p = 0; p < PAIRS; p = p + 1) begin : gen_pair
        if (2 * p + 1 < N) begin : gen_two
          always @(posedge clk_i)
            pairs_q[p*(BITS+1) +: BITS+1] <= {1'b0, x_i[2*p*BITS +: BITS]}
                                           + {1'b0, x_i[(2*p+1)*BITS +: BITS]};
        end else begin : gen_odd
          always @(posedge clk_i)
            pairs_q[p*(BITS+1) +: BITS+1] <= {1'b0, x_i[2*p*BITS +: BITS]};
        end
      end
      bb_sum_tree #(.N(PAIRS), .BITS(BITS + 1)) rest (
        .clk_i(clk_i), .x_i(pairs_q), .sum_o(sum_o)
      );
    end
  endgenerate

endmodule

`default_nettype wire
