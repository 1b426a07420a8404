// Open windows of a pool: the running maxima or sums of a channel (see bb_pool_windows). In a row
// of a channel's values they stay in a register; between its rows they are a memory word.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_pool_store #(
  parameter CHANNELS = 4,  // at least 1
  parameter BITS     = 8,  // of a value, at least 1
  parameter SIGNED   = 0,  // 1: values have a sign, 0: they have none
  parameter SUM      = 0,  // 1: sums, 0: maxima
  parameter OUT_BITS = 8,  // for sums those of the largest, for maxima BITS
  parameter KERNEL   = 2,  // positions of a window, at least 2
  parameter STRIDE   = 2,  // positions from one window to the next, at least 1
  parameter CB       = CHANNELS > 1 ? $clog2(CHANNELS) : 1  // bits of a channel (from CHANNELS)
) (
  input  wire                clk_i,           // clock
  input  wire                rst_ni,          // synchronous reset, active low
  input  wire                en_i,            // advance; else all stays
  input  wire                valid_i,         // data_i is a value
  input  wire                first_i,         // the first of its row
  input  wire                last_i,          // the last of its row
  input  wire                opens_i,         // a window begins with it
  input  wire [CB-1:0]       channel_i,       // its channel
  input  wire [CB-1:0]       next_channel_i,  // that of the next row
  input  wire [BITS-1:0]     data_i,          // value
  output wire [OUT_BITS-1:0] data_o           // oldest open window with it
);

  localparam WINDOWS = (KERNEL + STRIDE - 1) / STRIDE;

  wire                        take = en_i && valid_i;
  wire [WINDOWS*OUT_BITS-1:0] held, after;
  reg  [WINDOWS*OUT_BITS-1:0] held_q;

  bb_pool_windows #(
    .BITS(BITS), .SIGNED(SIGNED), .SUM(SUM), .OUT_BITS(OUT_BITS), .KERNEL(KERNEL), .STRIDE(STRIDE)
  ) windows (
    .held_i(held), .opens_i(opens_i), .data_i(data_i), .after_o(after)
  );

  assign data_o = after[(WINDOWS-1)*OUT_BITS +: OUT_BITS];

  always @(posedge clk_i) if (take) held_q <= after;

  generate
    if (CHANNELS == 1) begin : gen_register
      assign held = held_q;
      wire unused = &{1'b0, rst_ni, first_i, last_i, channel_i, next_channel_i};
    end else begin : gen_memory
      wire [WINDOWS*OUT_BITS-1:0] stored;
      reg                         primed_q;  // the word of channel_i has been read
      always @(posedge clk_i) begin
        if (!rst_ni) primed_q <= 1'b0;
        else if (en_i) primed_q <= 1'b1;
      end
      bb_ram #(.WIDTH(WINDOWS * OUT_BITS), .DEPTH(CHANNELS)) window_memory (
        .clk_i  (clk_i),
        .rst_ni (rst_ni),
        .we_i   (take && last_i),
        .waddr_i(channel_i),
        .wdata_i(after),
        .re_i   (en_i && (!primed_q || (valid_i && last_i))),
        .raddr_i(primed_q ? next_channel_i : channel_i),
        .rdata_o(stored)
      );
      assign held = first_i ? stored : held_q;
    end
  endgenerate

endmodule

`default_nettype wire
