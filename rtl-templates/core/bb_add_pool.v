// Pooling of a stream: tile by tile, in a tile channel by channel, in a channel position by
// position. The open windows of a channel (see bb_pool_windows) are a memory word; one is given out
// with the value that closes it. The stream tells where a tile ends; parameters tell how many
// positions it has, so that the last value given out of a tile can be marked.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_add_pool #(
  parameter CHANNELS  = 4,   // at least 1
  parameter BITS      = 8,   // of a value, at least 1
  parameter SIGNED    = 0,   // 1: values have a sign, 0: they have none
  parameter SUM       = 0,   // 1: sums, 0: maxima
  parameter OUT_BITS  = 8,   // for sums those of the largest, for maxima BITS
  parameter KERNEL    = 2,   // positions of a window, at least 1
  parameter STRIDE    = 2,   // positions from one window to the next, at least 1
  parameter POSITIONS = 12,  // that some window uses, (windows - 1) * STRIDE + KERNEL
  parameter FIRST     = 1,   // positions of the first tile ...
  parameter TILE      = 1,   // ... and of later ones, at least FIRST; the last may have fewer
  parameter CONTINUING = 0   // 1: no fragment ever ends
) (
  input  wire                clk_i,    // clock
  input  wire                rst_ni,   // synchronous reset, active low
  input  wire                en_i,     // advance; else all stays
  input  wire                valid_i,  // data_i, last_i and end_i are there
  input  wire [BITS-1:0]     data_i,   // value
  input  wire                last_i,   // the last position of its channel in its tile
  input  wire                end_i,    // the last value of its fragment
  output wire                valid_o,  // data_o is given out: its window closes
  output wire [OUT_BITS-1:0] data_o,   // maximum or sum of the window
  output wire                last_o,   // no more of this channel in this tile
  output wire                end_o     // no more of this fragment
);

  generate
    if (KERNEL == 1 && STRIDE == 1) begin : gen_pass
      if (OUT_BITS != BITS) begin : gen_check_out
        bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value illegal ();
      end
      assign valid_o = valid_i;
      assign data_o  = data_i;
      assign last_o  = last_i;
      assign end_o   = end_i;
      wire unused = &{1'b0, clk_i, rst_ni, en_i};
    end else begin : gen_pool
      localparam CLOSING = (KERNEL - 1) % STRIDE;
      localparam CB = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
      localparam PB = STRIDE > 1 ? $clog2(STRIDE) : 1;
      // A tile that begins before the last position that is used may end far behind it.
      localparam XB = $clog2(POSITIONS + 2 * TILE + STRIDE + 1);

      localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
      localparam [31:0] LAST_PHASE    = STRIDE - 1;
      localparam [31:0] CLOSING_C     = CLOSING;
      localparam [31:0] FIRST_CLOSING = KERNEL - 1;
      localparam [31:0] LAST_CLOSING  = POSITIONS - 1;
      localparam [31:0] STRIDE_C      = STRIDE;
      localparam [31:0] FIRST_C       = FIRST;
      localparam [31:0] TILE_C        = TILE;

      // ---- place: that of the tile (base) and of the next value -----------------------------
      reg  [CB-1:0] channel_q;
      reg  [XB-1:0] position_q, base_q;  // later ones than all that are used: POSITIONS
      reg  [PB-1:0] phase_q, base_phase_q;

      wire          take         = en_i && valid_i;
      wire          last_channel = channel_q == LAST_CHANNEL[CB-1:0];
      wire          over         = CONTINUING == 0 && position_q > LAST_CLOSING[XB-1:0];
      // Without an end a tile's place stays where every window is whole.
      wire          stays;
      wire [CB-1:0] next_channel = last_channel ? {CB{1'b0}} : channel_q + 1'b1;
      wire [XB-1:0] next         = over ? position_q : position_q + 1'b1;
      wire [PB-1:0] next_phase   = phase_q == LAST_PHASE[PB-1:0] ? {PB{1'b0}} : phase_q + 1'b1;

      if (CONTINUING != 0) begin : gen_stays
        assign stays = base_q >= LAST_CLOSING[XB-1:0];
      end else begin : gen_goes
        assign stays = 1'b0;
      end

      always @(posedge clk_i) begin
        if (!rst_ni) begin
          channel_q    <= {CB{1'b0}};
          position_q   <= {XB{1'b0}};
          base_q       <= {XB{1'b0}};
          phase_q      <= {PB{1'b0}};
          base_phase_q <= {PB{1'b0}};
        end else if (take) begin
          if (last_i) channel_q <= next_channel;
          if (end_i) begin
            position_q   <= {XB{1'b0}};
            base_q       <= {XB{1'b0}};
            phase_q      <= {PB{1'b0}};
            base_phase_q <= {PB{1'b0}};
          end else if (last_i && !last_channel) begin
            position_q <= base_q;
            phase_q    <= base_phase_q;
          end else begin
            position_q <= last_i && stays ? base_q : next;
            phase_q    <= next_phase;
            if (last_i) begin
              if (!stays) base_q <= next;
              base_phase_q <= next_phase;
            end
          end
        end
      end

      wire          begun    = base_q != {XB{1'b0}};
      wire [XB-1:0] tile_end = base_q + (begun ? TILE_C[XB-1:0] : FIRST_C[XB-1:0]);
      wire          final_o  = CONTINUING == 0 && position_q == LAST_CLOSING[XB-1:0];
      wire          whole;  // the window has all its positions

      if (KERNEL == 1) begin : gen_single
        assign whole = 1'b1;
        wire unused_first = &{1'b0, FIRST_CLOSING};
      end else begin : gen_several
        assign whole = position_q >= FIRST_CLOSING[XB-1:0];
      end

      assign valid_o = valid_i && phase_q == CLOSING_C[PB-1:0] && whole && !over;
      assign last_o  = final_o || position_q + STRIDE_C[XB-1:0] >= tile_end;
      assign end_o   = final_o && last_channel;

      // ---- running maxima or sums -----------------------------------------------------------
      if (KERNEL == 1) begin : gen_choose
        if (OUT_BITS != BITS) begin : gen_check_out
          bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value illegal ();
        end
        assign data_o = data_i;
      end else begin : gen_windows
        // Past all positions that are used nothing is given out.
        bb_pool_store #(
          .CHANNELS(CHANNELS), .BITS(BITS), .SIGNED(SIGNED), .SUM(SUM), .OUT_BITS(OUT_BITS),
          .KERNEL(KERNEL), .STRIDE(STRIDE)
        ) store (
          .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en_i), .valid_i(valid_i),
          .first_i(position_q == base_q), .last_i(last_i), .opens_i(phase_q == {PB{1'b0}}),
          .channel_i(channel_q), .next_channel_i(next_channel), .data_i(data_i), .data_o(data_o)
        );
      end
    end
  endgenerate

endmodule

`default_nettype wire
