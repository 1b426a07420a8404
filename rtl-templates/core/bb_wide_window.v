// Window buffer of a layer whose lanes take all taps of an input channel at once: takes the input
// stream, adds the zero padding, and gives all positions that a tile reads of one channel in one
// cycle.
//
// A row is LANES * STRIDE positions (padding counted) of every channel. A tile starts on a row
// boundary, so the place of a position in its row never changes: there is one memory a position of
// the segment that a tile reads, and no multiplexer behind it. A position that a tile reads from
// its second row on has a memory of its own with the same content, read at another address.
//
// Signed values are stored with their highest bit inverted: as value + 2^(BITS-1), unsigned.
// Order of the input stream: as for bb_window. The first read of a tile comes at the earliest in
// the cycle after tile_ready_o.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide_window #(
  parameter CHANNELS  = 1,   // input channels, at least 1
  parameter BITS      = 8,   // of one activation, at least 1
  parameter X_SIGNED  = 0,   // 1: activations are signed, 0: unsigned
  parameter POSITIONS = 16,  // input positions of a fragment, at least 1
  parameter PADDING   = 0,   // zeros before and after them, below KERNEL
  parameter KERNEL    = 3,   // taps, at least 1
  parameter STRIDE    = 1,   // positions from one output to the next, at least 1
  parameter LANES     = 4,   // output positions at once, at least 1
  parameter TILES     = 4,   // tiles of a fragment, at least 1
  parameter ROWS      = 4,   // rows held: power of two, from 2 and what the last tile needs
  parameter STYLE     = "auto",  // of its memories, as in bb_ram
  parameter CB        = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of channel_i (from CHANNELS)
  parameter SEGMENT   = (LANES - 1) * STRIDE + KERNEL  // positions that a tile reads
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

  function integer max(input integer a, input integer b);
    max = a > b ? a : b;
  endfunction

  localparam ROW_POSITIONS = LANES * STRIDE;
  localparam TILE_ROWS     = (SEGMENT - 1) / ROW_POSITIONS + 1;
  localparam DATA_ROWS     = (PADDING + POSITIONS + ROW_POSITIONS - 1) / ROW_POSITIONS;
  localparam FRAGMENT_ROWS = max(TILES - 1 + TILE_ROWS, DATA_ROWS);
  localparam LAST_ROWS     = FRAGMENT_ROWS - TILES + 1;

  localparam RB = $clog2(ROWS);
  localparam NB = $clog2(ROWS + 1);
  localparam PB = ROW_POSITIONS > 1 ? $clog2(ROW_POSITIONS) : 1;
  localparam XB = $clog2(FRAGMENT_ROWS * ROW_POSITIONS + 1);
  localparam TB = TILES > 1 ? $clog2(TILES) : 1;
  localparam AW = (CHANNELS > 1 ? CB : 0) + RB;

  localparam DEPTH = CHANNELS * ROWS;

  localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
  localparam [31:0] LAST_PLACE    = ROW_POSITIONS - 1;
  localparam [31:0] LAST_POSITION = FRAGMENT_ROWS * ROW_POSITIONS - 1;
  localparam [31:0] LAST_TILE     = TILES - 1;
  localparam [31:0] FIRST_DATA    = PADDING;
  localparam [31:0] DATA_END      = PADDING + POSITIONS;
  localparam [31:0] TILE_NEEDS    = TILE_ROWS;
  localparam [31:0] LAST_NEEDS    = LAST_ROWS;
  localparam [31:0] ROWS_C        = ROWS;

  generate
    if (ROWS != 1 << RB || ROWS < 2) begin : gen_check_rows
      bb_illegal_ROWS_is_no_power_of_two illegal ();
    end
    if (ROWS < LAST_ROWS || ROWS < TILE_ROWS) begin : gen_check_last
      bb_illegal_ROWS_below_those_of_a_tile illegal ();
    end
    if (PADDING >= KERNEL) begin : gen_check_padding
      bb_illegal_PADDING_not_below_KERNEL illegal ();
    end
  endgenerate

  // ---- rows complete and not yet freed ------------------------------------------------------
  reg  [NB-1:0] rows_q;
  reg  [TB-1:0] tile_q;
  reg  [RB-1:0] read_row_q;

  wire          last_tile = tile_q == LAST_TILE[TB-1:0];
  wire [NB-1:0] needs     = last_tile ? LAST_NEEDS[NB-1:0] : TILE_NEEDS[NB-1:0];
  wire [NB-1:0] freed     = last_tile ? LAST_NEEDS[NB-1:0] : {{(NB - 1){1'b0}}, 1'b1};
  wire          row_complete;

  assign tile_ready_o = rows_q >= needs;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rows_q     <= {NB{1'b0}};
      tile_q     <= {TB{1'b0}};
      read_row_q <= {RB{1'b0}};
    end else begin
      rows_q <= rows_q + {{(NB - 1){1'b0}}, row_complete} - (tile_done_i ? freed : {NB{1'b0}});
      if (tile_done_i) begin
        tile_q     <= last_tile ? {TB{1'b0}} : tile_q + 1'b1;
        read_row_q <= read_row_q + freed[RB-1:0];
      end
    end
  end

  // ---- write side ---------------------------------------------------------------------------
  // Two places are kept: where the block began (base) and where the next beat goes (cur).
  reg  [CB-1:0] channel_q;
  reg  [XB-1:0] position_q;  // positions of this fragment complete in every channel
  reg  [PB-1:0] cur_place_q, base_place_q;
  reg  [RB-1:0] cur_row_q, base_row_q;
  reg  [RB-1:0] ahead_q;     // rows of cur past base

  wire is_data;
  generate
    if (PADDING == 0) begin : gen_no_padding
      assign is_data = position_q < DATA_END[XB-1:0];
      wire unused_first = &{1'b0, FIRST_DATA};
    end else begin : gen_padding
      assign is_data = position_q >= FIRST_DATA[XB-1:0] && position_q < DATA_END[XB-1:0];
    end
  endgenerate

  wire space   = {1'b0, rows_q} + {{(NB + 1 - RB){1'b0}}, ahead_q} < {1'b0, ROWS_C[NB-1:0]};
  wire write   = space && (valid_i || !is_data);
  wire last    = last_i || !is_data;

  assign ready_o = space && is_data;

  wire last_channel = channel_q == LAST_CHANNEL[CB-1:0];
  wire row_end      = cur_place_q == LAST_PLACE[PB-1:0];

  wire [PB-1:0] next_place = row_end ? {PB{1'b0}} : cur_place_q + 1'b1;
  wire [RB-1:0] next_row   = row_end ? cur_row_q + 1'b1 : cur_row_q;

  assign row_complete = write && last_channel && row_end;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      channel_q    <= {CB{1'b0}};
      position_q   <= {XB{1'b0}};
      cur_place_q  <= {PB{1'b0}};
      cur_row_q    <= {RB{1'b0}};
      base_place_q <= {PB{1'b0}};
      base_row_q   <= {RB{1'b0}};
      ahead_q      <= {RB{1'b0}};
    end else if (write) begin
      if (last) channel_q <= last_channel ? {CB{1'b0}} : channel_q + 1'b1;
      if (last_channel)
        position_q <= position_q == LAST_POSITION[XB-1:0] ? {XB{1'b0}} : position_q + 1'b1;

      if (last && !last_channel) begin
        cur_place_q <= base_place_q;
        cur_row_q   <= base_row_q;
        ahead_q     <= {RB{1'b0}};
      end else begin
        cur_place_q <= next_place;
        cur_row_q   <= next_row;
        if (row_end && !last_channel) ahead_q <= ahead_q + 1'b1;
      end

      if (last && last_channel) begin
        base_place_q <= next_place;
        base_row_q   <= next_row;
      end
    end
  end

  // A cycle later into the memories: no read of a new row can come sooner than that.
  reg            write_q;
  reg [AW-1:0]   waddr_q;
  reg [PB-1:0]   wplace_q;
  reg [BITS-1:0] wdata_q;

  wire [AW-1:0]   waddr;
  wire [BITS-1:0] top_bit = X_SIGNED != 0 ? {1'b1, {(BITS - 1){1'b0}}} : {BITS{1'b0}};

  bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS)) write_address (
    .channel_i(channel_q), .row_i(cur_row_q), .phase_i(1'b0), .addr_o(waddr)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) write_q <= 1'b0;
    else write_q <= write;
  end

  always @(posedge clk_i) begin
    waddr_q  <= waddr;
    wplace_q <= cur_place_q;
    wdata_q  <= (is_data ? data_i : {BITS{1'b0}}) ^ top_bit;
  end

  // ---- read side ----------------------------------------------------------------------------
  wire [SEGMENT*BITS-1:0] words;

  genvar p;
  generate
    for (p = 0; p < SEGMENT; p = p + 1) begin : gen_position
      localparam [31:0] PLACE = p % ROW_POSITIONS;
      localparam [31:0] ROW   = p / ROW_POSITIONS;
      wire [AW-1:0] raddr;

      bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS)) read_address (
        .channel_i(channel_i), .row_i(read_row_q + ROW[RB-1:0]), .phase_i(1'b0), .addr_o(raddr)
      );

      wire we = write_q && wplace_q == PLACE[PB-1:0];

      bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH), .STYLE(STYLE)) position_memory (
        .clk_i(clk_i), .rst_ni(rst_ni), .we_i(we), .waddr_i(waddr_q), .wdata_i(wdata_q),
        .re_i(read_i), .raddr_i(raddr), .rdata_o(words[p*BITS +: BITS])
      );
    end
  endgenerate

  always @(posedge clk_i) data_o <= words;

endmodule

`default_nettype wire
