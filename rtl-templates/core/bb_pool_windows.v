// The open windows of a pool with one value more: each is its running maximum or sum, newest in the
// low bits. As windows overlap, ceil(KERNEL / STRIDE) of them are open.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_pool_windows #(
  parameter BITS     = 8,  // of a value, at least 1
  parameter SIGNED   = 0,  // 1: values have a sign, 0: they have none
  parameter SUM      = 0,  // 1: sums, 0: maxima
  parameter OUT_BITS = 8,  // for sums those of the largest, for maxima BITS
  parameter KERNEL   = 2,  // positions of a window, at least 2
  parameter STRIDE   = 2,  // positions from one window to the next, at least 1
  parameter WINDOWS  = (KERNEL + STRIDE - 1) / STRIDE  // that are open
) (
  input  wire [WINDOWS*OUT_BITS-1:0] held_i,   // what they hold, newest lowest
  input  wire                        opens_i,  // data_i is the first value of a new one
  input  wire [BITS-1:0]             data_i,   // value of all of them
  output wire [WINDOWS*OUT_BITS-1:0] after_o   // what they hold then; the oldest may be whole
);

  generate
    if (SUM == 0 ? OUT_BITS != BITS
        : SIGNED != 0 ? OUT_BITS != BITS + $clog2(KERNEL)
        : OUT_BITS != $clog2(KERNEL * ((1 << BITS) - 1) + 1)) begin : gen_check_out
      bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value illegal ();
    end
  endgenerate

  wire [WINDOWS*OUT_BITS-1:0] shifted;
  wire [OUT_BITS-1:0]         value;

  genvar w;
  generate
    if (WINDOWS > 1) begin : gen_more
      assign shifted = opens_i ? {held_i[(WINDOWS-1)*OUT_BITS-1:0], {OUT_BITS{1'b0}}} : held_i;
    end else if (SUM != 0) begin : gen_one_sum
      assign shifted = opens_i ? {OUT_BITS{1'b0}} : held_i;
    end else begin : gen_one_max
      assign shifted = held_i;
    end

    if (SUM != 0) begin : gen_wide
      wire sign = SIGNED != 0 && data_i[BITS-1];
      assign value = {{(OUT_BITS - BITS){sign}}, data_i};
    end else begin : gen_narrow
      assign value = data_i;
    end

    for (w = 0; w < WINDOWS; w = w + 1) begin : gen_window
      wire [OUT_BITS-1:0] running = shifted[w*OUT_BITS +: OUT_BITS];
      if (SUM != 0) begin : gen_sum
        // A new window begins with 0. One that has closed may wrap: it is not given out again.
        assign after_o[w*OUT_BITS +: OUT_BITS] = running + value;
      end else begin : gen_max
        wire fresh = w == 0 && opens_i;
        wire more;
        if (SIGNED != 0) begin : gen_signed
          assign more = $signed(value) > $signed(running);
        end else begin : gen_unsigned
          assign more = value > running;
        end
        assign after_o[w*OUT_BITS +: OUT_BITS] = fresh || more ? value : running;
      end
    end
  endgenerate

endmodule

`default_nettype wire
