// Pooling of a layer's values as they come: tile by tile, in a tile channel by channel, in a
// channel lane by lane. The open windows of a channel (see bb_pool_windows) are a memory word; one
// is given out with the value that closes it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_pool #(
  parameter CHANNELS  = 4,   // output channels, at least 1
  parameter BITS      = 8,   // of a value, at least 1
  parameter SIGNED    = 0,   // 1: values have a sign, 0: they have none
  parameter SUM       = 0,   // 1: sums, 0: maxima
  parameter OUT_BITS  = 8,   // for sums those of the largest, for maxima BITS
  parameter LANES     = 1,   // values of a channel in a row, at least 1
  parameter KERNEL    = 2,   // positions of a window, at least 1; 1: no pooling
  parameter STRIDE    = 2,   // positions from one window to the next, at least 1
  parameter POSITIONS = 12,  // positions that some window uses, (windows - 1) * STRIDE + KERNEL
  parameter TILES     = 12,  // of a fragment, ceil(positions / LANES)
  parameter CONTINUING = 0   // 1: no fragment ever ends; TILES hold KERNEL - 1 positions and more
) (
  input  wire                clk_i,    // clock
  input  wire                rst_ni,   // synchronous reset, active low
  input  wire                en_i,     // advance; else all stays
  input  wire                valid_i,  // data_i is a value
  input  wire [BITS-1:0]     data_i,   // value of the next place
  output wire                valid_o,  // data_o is given out: its window closes
  output wire [OUT_BITS-1:0] data_o,   // maximum or sum of the window
  output wire                last_o,   // no more of this channel in this tile
  output wire                end_o     // no more of this fragment
);

  localparam CLOSING = (KERNEL - 1) % STRIDE;

  localparam CB = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
  localparam LB = LANES > 1 ? $clog2(LANES) : 1;
  localparam PB = STRIDE > 1 ? $clog2(STRIDE) : 1;
  localparam XB = $clog2(TILES * LANES + STRIDE + 1);

  localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
  localparam [31:0] LAST_LANE     = LANES - 1;
  localparam [31:0] LAST_PHASE    = STRIDE - 1;
  localparam [31:0] CLOSING_C     = CLOSING;
  localparam [31:0] FIRST_CLOSING = KERNEL - 1;
  localparam [31:0] STRIDE_C      = STRIDE;
  localparam [31:0] END           = POSITIONS;
  localparam [31:0] TILE          = LANES;
  localparam [31:0] LAST_TILE     = (TILES - 1) * LANES;

  // ---- place: lane, channel, first position of the tile, and phase in the stride ------------
  reg  [LB-1:0] lane_q;
  reg  [CB-1:0] channel_q;
  reg  [XB-1:0] tile_q;
  reg  [PB-1:0] phase_q, tile_phase_q;

  wire          take         = en_i && valid_i;
  wire          lane_end     = lane_q == LAST_LANE[LB-1:0];
  wire          last_channel = channel_q == LAST_CHANNEL[CB-1:0];
  wire          last_tile    = CONTINUING == 0 && tile_q == LAST_TILE[XB-1:0];
  wire          grows;  // tile_q goes on
  wire [PB-1:0] next_phase   = phase_q == LAST_PHASE[PB-1:0] ? {PB{1'b0}} : phase_q + 1'b1;
  wire [CB-1:0] next_channel = last_channel ? {CB{1'b0}} : channel_q + 1'b1;
  wire [PB-1:0] after_tile   = last_tile ? {PB{1'b0}} : next_phase;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      lane_q       <= {LB{1'b0}};
      channel_q    <= {CB{1'b0}};
      tile_q       <= {XB{1'b0}};
      phase_q      <= {PB{1'b0}};
      tile_phase_q <= {PB{1'b0}};
    end else if (take) begin
      lane_q  <= lane_end ? {LB{1'b0}} : lane_q + 1'b1;
      phase_q <= next_phase;
      if (lane_end) begin
        channel_q <= next_channel;
        phase_q   <= tile_phase_q;
        if (last_channel) begin
          // Without an end it stays where every window is whole.
          if (grows)
            tile_q     <= last_tile ? {XB{1'b0}} : tile_q + TILE[XB-1:0];
          phase_q      <= after_tile;
          tile_phase_q <= after_tile;
        end
      end
    end
  end

  wire [XB-1:0] position = tile_q + {{(XB - LB){1'b0}}, lane_q};
  wire [XB-1:0] next_out = position + STRIDE_C[XB-1:0];
  wire          whole;     // the window has all its positions
  wire          closes   = phase_q == CLOSING_C[PB-1:0] && whole
                     && (CONTINUING != 0 || position < END[XB-1:0]);

  generate
    if (KERNEL == 1) begin : gen_single
      assign whole = 1'b1;
      assign grows = CONTINUING == 0;
    end else begin : gen_several
      assign whole = position >= FIRST_CLOSING[XB-1:0];
      assign grows = CONTINUING == 0 || tile_q < FIRST_CLOSING[XB-1:0];
    end
  endgenerate

  assign valid_o = valid_i && closes;
  assign last_o  = next_out >= tile_q + TILE[XB-1:0]
                || (CONTINUING == 0 && next_out >= END[XB-1:0]);

  assign end_o   = last_o && last_channel && last_tile;

  // ---- running maxima or sums ---------------------------------------------------------------
  generate
    if (KERNEL == 1) begin : gen_pass
      if (OUT_BITS != BITS) begin : gen_check_out
        bb_illegal_OUT_BITS_is_not_the_width_of_the_largest_value illegal ();
      end
      assign data_o = data_i;
    end else begin : gen_windows
      bb_pool_store #(
        .CHANNELS(CHANNELS), .BITS(BITS), .SIGNED(SIGNED), .SUM(SUM), .OUT_BITS(OUT_BITS),
        .KERNEL(KERNEL), .STRIDE(STRIDE)
      ) store (
        .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en_i), .valid_i(valid_i),
        .first_i(lane_q == {LB{1'b0}}), .last_i(lane_end), .opens_i(phase_q == {PB{1'b0}}),
        .channel_i(channel_q), .next_channel_i(next_channel), .data_i(data_i), .data_o(data_o)
      );
    end
  endgenerate

endmodule

`default_nettype wire
