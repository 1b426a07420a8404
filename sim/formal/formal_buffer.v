// Lemma: what the buffer of a layer's input gives for a channel, tile, lane and tap is the value that
// its input stream brought for that channel and position, or zero in the padding; no beat is lost,
// repeated or moved, whatever the pauses on both sides, and no value is read before it is there;
// bb_ring knows the last tile of a fragment as such. One lane, channel, position and fragment, chosen
// freely, stand for all.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_buffer #(
  parameter RING      = 0,  // 0: bb_window, 1: bb_ring, whose tiles are output positions
  parameter CHANNELS  = 2,
  parameter BITS      = 1,
  parameter POSITIONS = 4,
  parameter UNUSED    = 0,  // positions behind them, for bb_ring
  parameter PADDING   = 1,
  parameter AFTER     = 1,  // zeros behind them, for bb_ring
  parameter KERNEL    = 3,
  parameter STRIDE    = 1,
  parameter LANES     = 2,
  parameter TILES     = 2,
  parameter ROWS      = 4,  // or slots
  parameter BURST     = 1,  // most positions of one channel in a row
  parameter CB        = CHANNELS > 1 ? $clog2(CHANNELS) : 1,
  parameter KB        = KERNEL > 1 ? $clog2(KERNEL) : 1
) (
  input wire            clk_i,
  input wire            rst_ni,
  input wire [BITS-1:0] data_i,
  input wire            last_i,
  input wire            valid_i,
  input wire            en_i,
  input wire            read_i,
  input wire [CB-1:0]   channel_i,
  input wire [KB-1:0]   tap_i,
  input wire            tile_done_i
);

  localparam LENGTH        = POSITIONS + UNUSED;  // of the input stream
  localparam TILE_ROWS     = ((LANES - 1) * STRIDE + KERNEL - 1) / (LANES * STRIDE) + 1;
  localparam DATA_ROWS     = (PADDING + POSITIONS + LANES * STRIDE - 1) / (LANES * STRIDE);
  localparam READ_ROWS     = TILES - 1 + TILE_ROWS;
  localparam FRAGMENT_ROWS = READ_ROWS > DATA_ROWS ? READ_ROWS : DATA_ROWS;

  wire                  en = RING != 0 || en_i;
  wire                  fragment_end, final;
  wire                  ready, tile_ready;
  reg  [7:0]            tile_q;
  wire                  last_tile = tile_q == TILES - 1;
  wire [LANES*BITS-1:0] data;

  generate
    if (RING != 0) begin : gen_ring
      bb_ring #(
        .CHANNELS(CHANNELS), .BITS(BITS), .POSITIONS(POSITIONS), .UNUSED(UNUSED > 0 ? 1 : 0),
        .PADDING(PADDING), .AFTER(AFTER), .KERNEL(KERNEL), .STRIDE(STRIDE), .SLOTS(ROWS),
        .BURST(BURST)
      ) dut (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(last_i), .end_i(fragment_end),
        .valid_i(valid_i), .ready_o(ready), .read_i(read_i), .channel_i(channel_i), .tap_i(tap_i),
        .data_o(data), .window_ready_o(tile_ready), .final_o(final), .done_i(tile_done_i)
      );
    end else begin : gen_window
      assign final = last_tile;
      bb_window #(
        .CHANNELS(CHANNELS), .BITS(BITS), .POSITIONS(POSITIONS), .PADDING(PADDING),
        .KERNEL(KERNEL), .STRIDE(STRIDE), .LANES(LANES), .TILES(TILES), .TILE_ROWS(TILE_ROWS),
        .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(ROWS)
      ) dut (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(last_i), .valid_i(valid_i),
        .ready_o(ready), .en_i(en_i), .read_i(read_i), .channel_i(channel_i), .tap_i(tap_i),
        .data_o(data), .tile_ready_o(tile_ready), .tile_done_i(tile_done_i)
      );
    end
  endgenerate

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // ---- the producer: block by block, in a block channel by channel, in a channel position by
  // position; all channels of a block have as many positions.
  reg  [1:0] in_fragment_q;
  reg  [7:0] block_q;    // position where the block begins
  reg  [7:0] offset_q;   // position in the block
  reg  [7:0] length_q;   // of the block, known after its first channel
  reg  [7:0] in_channel_q;
  wire [7:0] in_position = block_q + offset_q;
  wire       take        = rst_ni && valid_i && ready;
  wire       must_end    = in_channel_q == 8'd0
                         ? offset_q == BURST - 1 || in_position == LENGTH - 1
                         : offset_q == length_q - 8'd1;
  wire       may_end     = in_channel_q == 8'd0 || must_end;

  assign fragment_end = in_channel_q == CHANNELS - 1 && in_position == LENGTH - 1;

  always @* if (valid_i) assume (last_i ? may_end : !must_end);

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      in_fragment_q <= 2'd0;
      block_q       <= 8'd0;
      offset_q      <= 8'd0;
      in_channel_q  <= 8'd0;
    end else if (take) begin
      offset_q <= last_i ? 8'd0 : offset_q + 8'd1;
      if (last_i) begin
        if (in_channel_q == 8'd0) length_q <= offset_q + 8'd1;
        in_channel_q <= in_channel_q == CHANNELS - 1 ? 8'd0 : in_channel_q + 8'd1;
        if (in_channel_q == CHANNELS - 1) begin
          block_q <= in_position == LENGTH - 1 ? 8'd0 : in_position + 8'd1;
          if (in_position == LENGTH - 1) in_fragment_q <= in_fragment_q + 2'd1;
        end
      end
    end
  end

  // ---- the consumer: any reads of a tile that is ready, then its end -------------------------
  reg  [1:0] out_fragment_q;
  wire       read = rst_ni && en && read_i;
  wire       done = rst_ni && en && tile_done_i;

  always @* begin
    if (read_i || tile_done_i) assume (tile_ready);
    if (read_i) assume (channel_i < CHANNELS && tap_i < KERNEL);
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      out_fragment_q <= 2'd0;
      tile_q         <= 8'd0;
    end else if (done) begin
      tile_q <= last_tile ? 8'd0 : tile_q + 8'd1;
      if (last_tile) out_fragment_q <= out_fragment_q + 2'd1;
    end
  end

  // ---- the value of the claim ----------------------------------------------------------------
  (* anyconst *) reg [1:0] fragment;
  (* anyconst *) reg [7:0] channel;
  (* anyconst *) reg [7:0] position;  // of the input; negative in the padding before it
  (* anyconst *) reg [7:0] lane;
  always @* assume (channel < CHANNELS && lane < LANES);

  reg            have_q;  // it came, and its fragment is not finished
  reg [BITS-1:0] value_q;

  wire mine = in_fragment_q == fragment && in_channel_q == channel && in_position == position;

  always @(posedge clk_i) begin
    if (!rst_ni) have_q <= 1'b0;
    else if (take && mine) have_q <= 1'b1;
    else if (done && last_tile && out_fragment_q == fragment) have_q <= 1'b0;
    if (take && mine) value_q <= data_i;
  end

  wire [7:0] wanted = (tile_q * LANES + lane) * STRIDE + tap_i - PADDING;
  wire       is_data = position < LENGTH;
  wire       hit     = read && out_fragment_q == fragment && {{(8 - CB){1'b0}}, channel_i} == channel
                    && wanted == position;

  reg            check_q;
  reg [BITS-1:0] expected_q;
  wire [LANES*BITS-1:0] of_lane = data >> (lane * BITS);

  always @(posedge clk_i) begin
    if (!rst_ni) check_q <= 1'b0;
    else if (en) check_q <= hit;
    if (en) expected_q <= is_data ? value_q : {BITS{1'b0}};
  end

  always @* begin
    if (started_q && rst_ni) begin
      if (hit && is_data) assert (have_q);
      if (check_q) assert (of_lane[BITS-1:0] == expected_q);
      if (done) assert (final == last_tile);
      // A position comes once: it never comes again before its fragment is finished.
      if (take && mine) assert (!have_q);
    end
  end

endmodule

`default_nettype wire
