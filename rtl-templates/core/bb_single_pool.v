// Pooling of a one-lane engine: position by position, in a position channel by channel. The open
// windows of a channel (see bb_pool_windows) are a memory word; one is given out with the value
// that closes it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_single_pool #(
  parameter CHANNELS = 4,  // output channels, at least 1
  parameter BITS     = 8,  // of a value, at least 1
  parameter SIGNED   = 0,  // 1: values have a sign, 0: they have none
  parameter SUM      = 0,  // 1: sums, 0: maxima
  parameter OUT_BITS = 8,  // for sums those of the largest, for maxima BITS
  parameter KERNEL   = 2,  // positions of a window, at least 1; 1: no pooling
  parameter STRIDE   = 2,  // positions from one window to the next, at least 1
  parameter CB       = CHANNELS > 1 ? $clog2(CHANNELS) : 1  // bits of channel_i (from CHANNELS)
) (
  input  wire                clk_i,      // clock
  input  wire                rst_ni,     // synchronous reset, active low
  input  wire [CB-1:0]       channel_i,  // output channel of data_i
  input  wire                read_i,     // at least one cycle before take_i of the same channel
  input  wire [BITS-1:0]     data_i,     // value of the present position
  input  wire                take_i,     // data_i is taken
  input  wire                next_i,     // with take_i: it is the last channel of its position ...
  input  wire                restart_i,  // ... and the position the last of its fragment
  output wire                closes_o,   // a window closes at this position
  output wire [OUT_BITS-1:0] data_o      // its value for channel_i, data_i included
);

  localparam WINDOWS = (KERNEL + STRIDE - 1) / STRIDE;
  // A counter that goes over a window once, then over its last STRIDE positions again and again.
  localparam COUNTS  = KERNEL > STRIDE ? KERNEL : STRIDE;
  localparam NB      = COUNTS > 1 ? $clog2(COUNTS) : 1;

  localparam [31:0] LAST    = COUNTS - 1;
  localparam [31:0] AGAIN   = COUNTS - STRIDE;
  localparam [31:0] CLOSING = KERNEL - 1;

  // Bit n: a window opens at count n.
  function [COUNTS-1:0] openings(input integer stride);
    integer n;
    begin
      openings = {COUNTS{1'b0}};
      for (n = 0; n < COUNTS; n = n + stride) openings[n] = 1'b1;
    end
  endfunction

  wire opens;  // a window opens at this position

  generate
    if (COUNTS == 1) begin : gen_always
      assign opens    = 1'b1;
      assign closes_o = 1'b1;
      wire unused = &{1'b0, rst_ni, take_i, next_i, restart_i, LAST, AGAIN, CLOSING};
    end else begin : gen_count
      localparam [COUNTS-1:0] OPENINGS = openings(STRIDE);
      reg [NB-1:0] count_q;
      assign opens    = OPENINGS[count_q];
      assign closes_o = count_q == CLOSING[NB-1:0];
      always @(posedge clk_i) begin
        if (!rst_ni) count_q <= {NB{1'b0}};
        else if (next_i && restart_i) count_q <= {NB{1'b0}};
        else if (next_i) count_q <= count_q == LAST[NB-1:0] ? AGAIN[NB-1:0] : count_q + 1'b1;
      end
    end

    if (KERNEL == 1) begin : gen_pass
      if (OUT_BITS != BITS) begin : gen_check_out
        bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value illegal ();
      end
      assign data_o = data_i;
      wire unused = &{1'b0, clk_i, channel_i, read_i, take_i, opens};
    end else begin : gen_windows
      wire [WINDOWS*OUT_BITS-1:0] held;
      wire [WINDOWS*OUT_BITS-1:0] after;

      bb_pool_windows #(
        .BITS(BITS), .SIGNED(SIGNED), .SUM(SUM), .OUT_BITS(OUT_BITS), .KERNEL(KERNEL),
        .STRIDE(STRIDE)
      ) windows (
        .held_i(held), .opens_i(opens), .data_i(data_i), .after_o(after)
      );

      assign data_o = after[(WINDOWS-1)*OUT_BITS +: OUT_BITS];

      if (CHANNELS == 1) begin : gen_register
        reg [WINDOWS*OUT_BITS-1:0] held_q;
        always @(posedge clk_i) if (take_i) held_q <= after;
        assign held = held_q;
        wire unused = &{1'b0, channel_i, read_i};
      end else begin : gen_memory
        bb_ram #(.WIDTH(WINDOWS * OUT_BITS), .DEPTH(CHANNELS)) window_memory (
          .clk_i  (clk_i),
          .rst_ni (rst_ni),
          .we_i   (take_i),
          .waddr_i(channel_i),
          .wdata_i(after),
          .re_i   (read_i),
          .raddr_i(channel_i),
          .rdata_o(held)
        );
      end
    end
  endgenerate

endmodule

`default_nettype wire
