// Rows of a window buffer: where the next value of the input stream goes, zero padding added, and
// which tile may be read.
//
// A row is SLOTS * PHASES positions (padding counted) of every channel: position p of a row lies in
// slot p / PHASES, phase p % PHASES. A tile begins on a row boundary and reads TILE_ROWS rows. Rows
// are used in a ring: a finished tile frees one, the last tile of a fragment frees all the rest.
//
// Order of the input stream: block by block; in a block channel by channel; in a channel position
// by position, the last marked by last_i. (A producer with several lanes makes several positions of
// a channel in a row.)
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_rows #(
  parameter CHANNELS      = 1,   // input channels, at least 1
  parameter POSITIONS     = 16,  // input positions of a fragment, at least 1
  parameter PADDING       = 0,   // zeros before them; the places after them are zeros too
  parameter WAITS         = 0,   // 1: the zeros before them wait for the first to be offered
  parameter SLOTS         = 1,   // of a row, at least 1
  parameter PHASES        = 1,   // of a slot, at least 1
  parameter TILES         = 14,  // of a fragment, at least 1
  parameter TILE_ROWS     = 3,   // rows that a tile reads, at least 1
  parameter FRAGMENT_ROWS = 16,  // rows of a fragment, at least TILES and what it fills
  parameter ROWS          = 4,   // rows held: power of two, from 2 and what the last tile needs
  parameter CB            = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of a channel
  parameter SB            = SLOTS > 1 ? $clog2(SLOTS) : 1,        // bits of a slot
  parameter PB            = PHASES > 1 ? $clog2(PHASES) : 1,      // bits of a phase
  parameter RB            = $clog2(ROWS)                          // bits of a row
) (
  input  wire          clk_i,         // clock
  input  wire          rst_ni,        // synchronous reset, active low
  // input stream
  input  wire          last_i,        // the last position of its channel in its block
  input  wire          valid_i,       // a value is offered
  output wire          ready_o,       // it is taken, if offered
  // where it goes
  output wire          write_o,       // a value or a zero is written
  output wire          is_data_o,     // it is a value of the stream, else a zero
  output wire [CB-1:0] channel_o,     // its channel
  output wire [RB-1:0] row_o,         // its row in the ring
  output wire [SB-1:0] slot_o,        // its slot in the row
  output wire [PB-1:0] phase_o,       // its phase in the slot
  // read side
  output wire          tile_ready_o,  // the next tile's rows are complete
  input  wire          tile_done_i,   // the tile's last read is issued in this cycle
  output wire [RB-1:0] read_row_o     // first row of the tile
);

  localparam LAST_ROWS = FRAGMENT_ROWS - TILES + 1;  // that the last tile needs and frees

  localparam NB = $clog2(ROWS + 1);
  localparam XB = $clog2(FRAGMENT_ROWS * SLOTS * PHASES + 1);
  localparam TB = TILES > 1 ? $clog2(TILES) : 1;

  localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
  localparam [31:0] LAST_PHASE    = PHASES - 1;
  localparam [31:0] LAST_SLOT     = SLOTS - 1;
  localparam [31:0] FIRST_DATA    = PADDING;
  localparam [31:0] DATA_END      = PADDING + POSITIONS;
  localparam [31:0] LAST_POSITION = FRAGMENT_ROWS * SLOTS * PHASES - 1;
  localparam [31:0] LAST_TILE     = TILES - 1;
  localparam [31:0] TILE_NEEDS    = TILE_ROWS;
  localparam [31:0] LAST_NEEDS    = LAST_ROWS;
  localparam [31:0] ROWS_C        = ROWS;

  generate
    if (ROWS < 2 || (ROWS & (ROWS - 1)) != 0) begin : gen_check_rows
      bb_illegal_ROWS_is_not_a_power_of_two_from_2 illegal ();
    end
    if (ROWS < LAST_ROWS || ROWS < TILE_ROWS) begin : gen_check_tile
      bb_illegal_ROWS_is_below_the_rows_of_a_tile illegal ();
    end
    if (LAST_ROWS < 1 || FRAGMENT_ROWS * SLOTS * PHASES < PADDING + POSITIONS)
    begin : gen_check_fragment
      bb_illegal_FRAGMENT_ROWS_is_below_the_rows_of_a_fragment illegal ();
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
  assign read_row_o   = read_row_q;

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
  reg  [PB-1:0] cur_phase_q, base_phase_q;
  reg  [SB-1:0] cur_slot_q, base_slot_q;
  reg  [RB-1:0] cur_row_q, base_row_q;
  reg  [RB-1:0] ahead_q;     // rows of cur past base

  wire is_data, is_before;
  generate
    if (PADDING == 0) begin : gen_no_padding
      assign is_data   = position_q < DATA_END[XB-1:0];
      assign is_before = 1'b0;
      wire unused_first = &{1'b0, FIRST_DATA};
    end else begin : gen_padding
      assign is_data   = !is_before && position_q < DATA_END[XB-1:0];
      assign is_before = position_q < FIRST_DATA[XB-1:0];
    end
  endgenerate

  wire space   = {1'b0, rows_q} + {{(NB + 1 - RB){1'b0}}, ahead_q} < {1'b0, ROWS_C[NB-1:0]};
  wire waits   = is_data || (WAITS != 0 && is_before);
  wire write   = space && (valid_i || !waits);
  wire last    = last_i || !is_data;

  assign ready_o   = space && is_data;
  assign write_o   = write;
  assign is_data_o = is_data;
  assign channel_o = channel_q;
  assign row_o     = cur_row_q;
  assign slot_o    = cur_slot_q;
  assign phase_o   = cur_phase_q;

  wire last_channel = channel_q == LAST_CHANNEL[CB-1:0];
  wire phase_end    = cur_phase_q == LAST_PHASE[PB-1:0];
  wire row_end      = phase_end && cur_slot_q == LAST_SLOT[SB-1:0];

  wire [PB-1:0] next_phase = phase_end ? {PB{1'b0}} : cur_phase_q + 1'b1;
  wire [SB-1:0] next_slot  = row_end ? {SB{1'b0}} : phase_end ? cur_slot_q + 1'b1 : cur_slot_q;
  wire [RB-1:0] next_row   = row_end ? cur_row_q + 1'b1 : cur_row_q;

  assign row_complete = write && last_channel && row_end;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      channel_q    <= {CB{1'b0}};
      position_q   <= {XB{1'b0}};
      cur_phase_q  <= {PB{1'b0}};
      cur_slot_q   <= {SB{1'b0}};
      cur_row_q    <= {RB{1'b0}};
      base_phase_q <= {PB{1'b0}};
      base_slot_q  <= {SB{1'b0}};
      base_row_q   <= {RB{1'b0}};
      ahead_q      <= {RB{1'b0}};
    end else if (write) begin
      if (last) channel_q <= last_channel ? {CB{1'b0}} : channel_q + 1'b1;
      if (last_channel)
        position_q <= position_q == LAST_POSITION[XB-1:0] ? {XB{1'b0}} : position_q + 1'b1;

      if (last && !last_channel) begin
        cur_phase_q <= base_phase_q;
        cur_slot_q  <= base_slot_q;
        cur_row_q   <= base_row_q;
        ahead_q     <= {RB{1'b0}};
      end else begin
        cur_phase_q <= next_phase;
        cur_slot_q  <= next_slot;
        cur_row_q   <= next_row;
        if (row_end && !last_channel) ahead_q <= ahead_q + 1'b1;
      end

      if (last && last_channel) begin
        base_phase_q <= next_phase;
        base_slot_q  <= next_slot;
        base_row_q   <= next_row;
      end
    end
  end

endmodule

`default_nettype wire
