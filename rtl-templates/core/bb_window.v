// Window buffer of a layer: takes the input stream, adds the zero padding, and gives LANES
// neighbouring output positions their input of one channel and tap at once.
//
// Memory: LANES banks. Position p (padding counted) of a fragment lies in row p / (LANES *
// STRIDE), bank (p / STRIDE) % LANES, phase p % STRIDE. A tile is LANES output positions; it
// starts on a row boundary, so tap k of lane l is position l * STRIDE + k from there and no
// padding case is left for the read side. Rows are used in a ring: a finished tile frees one row,
// the last tile of a fragment frees the rest.
//
// Input order: block by block; in a block channel by channel; in a channel position by position,
// the last marked by last_i. (A producer with several lanes makes several positions of a channel
// in a row.)
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_window #(
  parameter CHANNELS  = 1,   // input channels, at least 1
  parameter BITS      = 8,   // of one activation, at least 1
  parameter POSITIONS = 16,  // input positions of a fragment, at least 1
  parameter PADDING   = 0,   // zeros before and after them, below KERNEL
  parameter KERNEL    = 3,   // taps, at least 1
  parameter STRIDE    = 1,   // positions from one output to the next, at least 1
  parameter LANES     = 1,   // power of two
  parameter TILES     = 14,  // tiles of a fragment, at least 1
  parameter ROWS      = 4,   // rows held: power of two, from 2 and what the last tile needs
  parameter CB        = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of channel_i (from CHANNELS)
  parameter KB        = KERNEL > 1 ? $clog2(KERNEL) : 1  // bits of tap_i (from KERNEL)
) (
  input  wire                  clk_i,         // clock
  input  wire                  rst_ni,        // synchronous reset, active low
  // input stream
  input  wire [BITS-1:0]       data_i,        // value of an input position
  input  wire                  last_i,        // the last position of its channel in its block
  input  wire                  valid_i,       // a value is offered
  output wire                  ready_o,       // it is taken, if offered
  // read side, frozen while en_i is low
  input  wire                  en_i,          // the read side advances
  input  wire                  read_i,        // channel_i and tap_i are read
  input  wire [CB-1:0]         channel_i,     // input channel
  input  wire [KB-1:0]         tap_i,         // tap, 0 .. KERNEL - 1
  output wire [LANES*BITS-1:0] data_o,        // one enabled cycle after read_i
  output wire                  tile_ready_o,  // the next tile's rows are complete
  input  wire                  tile_done_i    // the tile's last read is issued in this cycle
);

  function integer larger(input integer one, input integer other);
    larger = one > other ? one : other;
  endfunction

  localparam ROW_POSITIONS = LANES * STRIDE;
  localparam TILE_ROWS     = ((LANES - 1) * STRIDE + KERNEL - 1) / ROW_POSITIONS + 1;
  localparam DATA_ROWS     = (PADDING + POSITIONS + ROW_POSITIONS - 1) / ROW_POSITIONS;
  localparam FRAGMENT_ROWS = larger(TILES - 1 + TILE_ROWS, DATA_ROWS);
  localparam LAST_ROWS     = FRAGMENT_ROWS - TILES + 1;

  localparam RB   = $clog2(ROWS);
  localparam NB   = $clog2(ROWS + 1);
  localparam SB   = LANES > 1 ? $clog2(LANES) : 1;
  localparam PB   = STRIDE > 1 ? $clog2(STRIDE) : 1;
  localparam XB   = $clog2(FRAGMENT_ROWS * ROW_POSITIONS + 1);
  localparam TB   = TILES > 1 ? $clog2(TILES) : 1;
  localparam AW   = (CHANNELS > 1 ? CB : 0) + RB + (STRIDE > 1 ? PB : 0);
  localparam DEPTH = CHANNELS * ROWS * (STRIDE > 1 ? 1 << PB : 1);

  localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
  localparam [31:0] LAST_PHASE    = STRIDE - 1;
  localparam [31:0] LAST_SLOT     = LANES - 1;
  localparam [31:0] FIRST_DATA    = PADDING;
  localparam [31:0] DATA_END      = PADDING + POSITIONS;
  localparam [31:0] LAST_POSITION = FRAGMENT_ROWS * ROW_POSITIONS - 1;
  localparam [31:0] LAST_TILE     = TILES - 1;
  localparam [31:0] TILE_NEEDS    = TILE_ROWS;
  localparam [31:0] LAST_NEEDS    = LAST_ROWS;
  localparam [31:0] ROWS_C        = ROWS;

  generate
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : gen_check_lanes
      bb_illegal_LANES_is_not_a_power_of_two illegal ();
    end
    if (ROWS < 2 || (ROWS & (ROWS - 1)) != 0) begin : gen_check_rows
      bb_illegal_ROWS_is_not_a_power_of_two_from_2 illegal ();
    end
    if (ROWS < LAST_ROWS) begin : gen_check_last
      bb_illegal_ROWS_is_below_the_rows_of_the_last_tile illegal ();
    end
  endgenerate

  // The banks turned round, one power of two after the other: the fewest multiplexers.
  function [LANES*BITS-1:0] turned(input [LANES*BITS-1:0] banks_in, input [SB-1:0] by);
    integer i;
    begin
      turned = banks_in;
      for (i = 0; i < SB; i = i + 1)
        if (by[i]) turned = turned >> (BITS << i) | turned << (LANES * BITS - (BITS << i));
    end
  endfunction

  // ---- rows complete and not yet freed ------------------------------------------------------
  reg  [NB-1:0] rows_q;
  reg  [TB-1:0] tile_q;
  reg  [RB-1:0] read_row_q;

  wire          last_tile = tile_q == LAST_TILE[TB-1:0];
  wire [NB-1:0] needs     = last_tile ? LAST_NEEDS[NB-1:0] : TILE_NEEDS[NB-1:0];
  wire          free      = tile_done_i && en_i;
  wire [NB-1:0] freed     = last_tile ? LAST_NEEDS[NB-1:0] : {{(NB - 1){1'b0}}, 1'b1};
  wire          row_complete;

  assign tile_ready_o = rows_q >= needs;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rows_q     <= {NB{1'b0}};
      tile_q     <= {TB{1'b0}};
      read_row_q <= {RB{1'b0}};
    end else begin
      rows_q <= rows_q + {{(NB - 1){1'b0}}, row_complete} - (free ? freed : {NB{1'b0}});
      if (free) begin
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

  wire is_data;
  generate
    if (PADDING == 0) begin : gen_no_padding
      assign is_data = position_q < DATA_END[XB-1:0];
    end else begin : gen_padding
      assign is_data = position_q >= FIRST_DATA[XB-1:0] && position_q < DATA_END[XB-1:0];
    end
  endgenerate

  wire space   = {1'b0, rows_q} + {{(NB + 1 - RB){1'b0}}, ahead_q} < {1'b0, ROWS_C[NB-1:0]};
  wire write   = space && (valid_i || !is_data);
  wire last    = last_i || !is_data;

  assign ready_o = space && is_data;

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

  wire [AW-1:0]   waddr;
  wire [BITS-1:0] wdata = is_data ? data_i : {BITS{1'b0}};

  bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS), .STRIDE(STRIDE)) write_address (
    .channel_i(channel_q), .row_i(cur_row_q), .phase_i(cur_phase_q), .addr_o(waddr)
  );

  // ---- read side ----------------------------------------------------------------------------
  wire [31:0]   tap    = {{(32 - KB){1'b0}}, tap_i};
  wire [31:0]   step   = tap / STRIDE;
  wire [31:0]   phase  = tap % STRIDE;
  wire [31:0]   turn   = step % LANES;  // lane l reads bank (l + turn) % LANES ...
  wire [31:0]   rows   = step / LANES;  // ... this many rows on, and one more where that wraps

  wire          unused = &{1'b0, phase, turn, rows};

  reg  [SB-1:0] turn_q;
  always @(posedge clk_i) if (en_i) turn_q <= turn[SB-1:0];

  wire [LANES*BITS-1:0] banks;

  genvar b;
  generate
    for (b = 0; b < LANES; b = b + 1) begin : gen_bank
      localparam [31:0] BANK = b;
      wire          wraps = BANK < {{(32 - SB){1'b0}}, turn[SB-1:0]};
      wire [RB-1:0] row   = read_row_q + rows[RB-1:0] + {{(RB - 1){1'b0}}, wraps};
      wire [AW-1:0] raddr;

      bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS), .STRIDE(STRIDE)) read_address (
        .channel_i(channel_i), .row_i(row), .phase_i(phase[PB-1:0]), .addr_o(raddr)
      );

      bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH)) bank (
        .clk_i  (clk_i),
        .rst_ni (rst_ni),
        .we_i   (write && cur_slot_q == BANK[SB-1:0]),
        .waddr_i(waddr),
        .wdata_i(wdata),
        .re_i   (en_i && read_i),
        .raddr_i(raddr),
        .rdata_o(banks[b*BITS +: BITS])
      );
    end
    if (LANES == 1) begin : gen_straight
      wire unused_turn = &{1'b0, turn_q};
      assign data_o = banks;
    end else begin : gen_rotate
      assign data_o = turned(banks, turn_q);
    end
  endgenerate

endmodule

`default_nettype wire
