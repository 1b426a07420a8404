// Window buffer of a layer whose lanes take all taps of an input channel at once: takes the input
// stream, adds the zero padding, and gives all positions that a tile reads of one channel in one
// cycle.
//
// A row is LANES * STRIDE positions (padding counted) of every channel. A tile starts on a row
// boundary, so the place of a position in its row never changes: there is one memory a position of
// the segment that a tile reads, and no multiplexer behind it; positions that no tap reads, between
// taps that are apart, have none and are 0. A position that a tile reads from its second row on has
// a memory of its own with the same content, read at another address.
//
// Signed values are stored with their highest bit inverted: as value + 2^(BITS-1), unsigned.
// Order of the input stream: as for bb_rows. The first read of a tile comes at the earliest in the
// cycle after tile_ready_o.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide_window #(
  parameter CHANNELS      = 1,   // input channels, at least 1
  parameter BITS          = 8,   // of one activation, at least 1
  parameter X_SIGNED      = 0,   // 1: activations are signed, 0: unsigned
  parameter POSITIONS     = 16,  // input positions of a fragment, at least 1
  parameter PADDING       = 0,   // zeros before them; see bb_rows for those that are a window
  parameter KERNEL        = 3,   // taps, at least 1
  parameter STRIDE        = 1,   // positions from one output to the next, at least 1
  parameter DILATION      = 1,   // positions from one tap to the next, at least 1
  parameter LANES         = 4,   // output positions at once, at least 1
  parameter TILES         = 4,   // tiles of a fragment, at least 1
  parameter TILE_ROWS     = 2,   // rows that a tile reads, of LANES * STRIDE positions each
  parameter FRAGMENT_ROWS = 5,   // rows of a fragment, padding and filling included
  parameter ROWS          = 4,   // rows held: power of two, from 2 and what the last tile needs
  parameter STYLE         = "auto",  // of its memories, as in bb_ram
  parameter CB            = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of channel_i, by CHANNELS
  parameter SEGMENT       = (LANES - 1) * STRIDE + (KERNEL - 1) * DILATION + 1  // of a tile
) (
  input  wire                    clk_i,         // clock
  input  wire                    rst_ni,        // synchronous reset, active low
  // input stream
  input  wire [BITS-1:0]         data_i,        // value of an input position
  input  wire                    last_i,        // the last position of its channel in its block
  input  wire                    valid_i,       // a value is offered
  output wire                    ready_o,       // it is taken, if offered
  // read side
  input  wire                    read_i,        // channel_i is read
  input  wire [CB-1:0]           channel_i,     // input channel
  output reg  [SEGMENT*BITS-1:0] data_o,        // two cycles after read_i
  output wire                    tile_ready_o,  // the next tile's rows are complete
  input  wire                    tile_done_i    // the tile's last read is issued in this cycle
);

  localparam ROW_POSITIONS = LANES * STRIDE;
  localparam DEPTH         = CHANNELS * ROWS;

  localparam RB = $clog2(ROWS);
  localparam PB = ROW_POSITIONS > 1 ? $clog2(ROW_POSITIONS) : 1;
  localparam AW = (CHANNELS > 1 ? CB : 0) + RB;

  generate
    if (TILE_ROWS * ROW_POSITIONS < SEGMENT) begin : gen_check_tile
      bb_illegal_TILE_ROWS_is_below_what_a_tile_reads illegal ();
    end
  endgenerate

  // Bit p: some tap of a lane reads position p of the segment.
  function [SEGMENT-1:0] read_positions(input integer stride);
    integer lane, tap;
    begin
      read_positions = {SEGMENT{1'b0}};
      for (lane = 0; lane < LANES; lane = lane + 1)
        for (tap = 0; tap < KERNEL; tap = tap + 1)
          read_positions[lane*stride + tap*DILATION] = 1'b1;
    end
  endfunction

  localparam [SEGMENT-1:0] IS_READ = read_positions(STRIDE);

  // ---- write side ---------------------------------------------------------------------------
  wire          write, is_data, slot;
  wire [CB-1:0] channel;
  wire [RB-1:0] write_row, read_row;
  wire [PB-1:0] place;

  bb_rows #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .PADDING(PADDING),
    .WAITS(PADDING > (KERNEL - 1) * DILATION), .SLOTS(1),
    .PHASES(ROW_POSITIONS), .TILES(TILES), .TILE_ROWS(TILE_ROWS), .FRAGMENT_ROWS(FRAGMENT_ROWS),
    .ROWS(ROWS)
  ) rows (
    .clk_i(clk_i), .rst_ni(rst_ni), .last_i(last_i), .valid_i(valid_i), .ready_o(ready_o),
    .write_o(write), .is_data_o(is_data), .channel_o(channel), .row_o(write_row), .slot_o(slot),
    .phase_o(place), .tile_ready_o(tile_ready_o), .tile_done_i(tile_done_i), .read_row_o(read_row)
  );

  wire unused_slot = &{1'b0, slot};

  // A cycle later into the memories: no read of a new row can come sooner than that.
  reg            write_q;
  reg [AW-1:0]   waddr_q;
  reg [PB-1:0]   wplace_q;
  reg [BITS-1:0] wdata_q;

  wire [AW-1:0]   waddr;
  wire [BITS-1:0] top_bit = X_SIGNED != 0 ? {1'b1, {(BITS - 1){1'b0}}} : {BITS{1'b0}};

  bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS)) write_address (
    .channel_i(channel), .row_i(write_row), .phase_i(1'b0), .addr_o(waddr)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) write_q <= 1'b0;
    else write_q <= write;
  end

  always @(posedge clk_i) begin
    waddr_q  <= waddr;
    wplace_q <= place;
    wdata_q  <= (is_data ? data_i : {BITS{1'b0}}) ^ top_bit;
  end

  // ---- read side ----------------------------------------------------------------------------
  wire [SEGMENT*BITS-1:0] words;

  genvar p;
  generate
    for (p = 0; p < SEGMENT; p = p + 1) begin : gen_position
      if (IS_READ[p]) begin : gen_memory
        localparam [31:0] PLACE = p % ROW_POSITIONS;
        localparam [31:0] ROW   = p / ROW_POSITIONS;
        wire [AW-1:0] raddr;

        bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS)) read_address (
          .channel_i(channel_i), .row_i(read_row + ROW[RB-1:0]), .phase_i(1'b0), .addr_o(raddr)
        );

        wire we = write_q && wplace_q == PLACE[PB-1:0];

        bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH), .STYLE(STYLE)) position_memory (
          .clk_i(clk_i), .rst_ni(rst_ni), .we_i(we), .waddr_i(waddr_q), .wdata_i(wdata_q),
          .re_i(read_i), .raddr_i(raddr), .rdata_o(words[p*BITS +: BITS])
        );
      end else begin : gen_none
        assign words[p*BITS +: BITS] = {BITS{1'b0}};
      end
    end
  endgenerate

  always @(posedge clk_i) data_o <= words;

endmodule

`default_nettype wire
