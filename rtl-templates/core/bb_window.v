// Window buffer of a layer: takes the input stream, adds the zero padding, and gives LANES
// neighbouring output positions their input of one channel and tap at once.
//
// Memory: LANES banks. Position p (padding counted) of a fragment lies in row p / (LANES *
// STRIDE), bank (p / STRIDE) % LANES, phase p % STRIDE. A tile is LANES output positions; it
// starts on a row boundary, so tap k of lane l is position l * STRIDE + k * DILATION from there and
// no padding case is left for the read side. bb_rows has the ring of rows and the input's order.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_window #(
  parameter CHANNELS      = 1,   // input channels, at least 1
  parameter BITS          = 8,   // of one activation, at least 1
  parameter POSITIONS     = 16,  // input positions of a fragment, at least 1
  parameter PADDING       = 0,   // zeros before them; see bb_rows for those that are a window
  parameter KERNEL        = 3,   // taps, at least 1
  parameter STRIDE        = 1,   // positions from one output to the next, at least 1
  parameter DILATION      = 1,   // positions from one tap to the next, at least 1
  parameter LANES         = 1,   // output positions at once: a power of two
  parameter TILES         = 14,  // tiles of a fragment, at least 1
  parameter TILE_ROWS     = 3,   // rows that a tile reads, of LANES * STRIDE positions each
  parameter FRAGMENT_ROWS = 16,  // rows of a fragment, padding and filling included
  parameter ROWS          = 4,   // rows held: power of two, from 2 and what the last tile needs
  parameter CONTINUING    = 0,   // 1: no fragment ever ends; see bb_rows
  parameter CB            = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of channel_i, by CHANNELS
  parameter KB            = KERNEL > 1 ? $clog2(KERNEL) : 1  // bits of tap_i, by KERNEL
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

  localparam RB    = $clog2(ROWS);
  localparam SB    = LANES > 1 ? $clog2(LANES) : 1;
  localparam PB    = STRIDE > 1 ? $clog2(STRIDE) : 1;
  localparam AW    = (CHANNELS > 1 ? CB : 0) + RB + (STRIDE > 1 ? PB : 0);
  localparam DEPTH = CHANNELS * ROWS << (STRIDE > 1 ? PB : 0);

  generate
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : gen_check_lanes
      bb_illegal_LANES_is_not_a_power_of_two illegal ();
    end
    if (TILE_ROWS * LANES * STRIDE < (LANES - 1) * STRIDE + (KERNEL - 1) * DILATION + 1)
    begin : gen_check_tile
      bb_illegal_TILE_ROWS_is_below_what_a_tile_reads illegal ();
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

  // ---- write side ---------------------------------------------------------------------------
  wire          write, is_data;
  wire [CB-1:0] channel;
  wire [RB-1:0] write_row, read_row;
  wire [SB-1:0] slot;
  wire [PB-1:0] write_phase;

  bb_rows #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .PADDING(PADDING),
    .WAITS(PADDING > (KERNEL - 1) * DILATION), .SLOTS(LANES), .PHASES(STRIDE),
    .TILES(TILES), .TILE_ROWS(TILE_ROWS), .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(ROWS),
    .CONTINUING(CONTINUING)
  ) rows (
    .clk_i(clk_i), .rst_ni(rst_ni), .last_i(last_i), .valid_i(valid_i), .ready_o(ready_o),
    .write_o(write), .is_data_o(is_data), .channel_o(channel), .row_o(write_row), .slot_o(slot),
    .phase_o(write_phase), .tile_ready_o(tile_ready_o), .tile_done_i(tile_done_i && en_i),
    .read_row_o(read_row)
  );

  wire [AW-1:0]   waddr;
  wire [BITS-1:0] wdata = is_data ? data_i : {BITS{1'b0}};

  bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS), .STRIDE(STRIDE)) write_address (
    .channel_i(channel), .row_i(write_row), .phase_i(write_phase), .addr_o(waddr)
  );

  // ---- read side ----------------------------------------------------------------------------
  wire [31:0]   offset = {{(32 - KB){1'b0}}, tap_i} * DILATION;  // positions past tap 0
  wire [31:0]   step   = offset / STRIDE;
  wire [31:0]   phase  = offset % STRIDE;
  wire [31:0]   turn   = step % LANES;  // lane l reads bank (l + turn) % LANES ...
  wire [31:0]   past   = step / LANES;  // ... this many rows on, and one more where that wraps

  wire          unused = &{1'b0, phase, turn, past};

  reg  [SB-1:0] turn_q;
  always @(posedge clk_i) if (en_i) turn_q <= turn[SB-1:0];

  wire [LANES*BITS-1:0] banks;

  genvar b;
  generate
    for (b = 0; b < LANES; b = b + 1) begin : gen_bank
      localparam [31:0] BANK = b;
      wire          wraps = BANK < {{(32 - SB){1'b0}}, turn[SB-1:0]};
      wire [RB-1:0] row   = read_row + past[RB-1:0] + {{(RB - 1){1'b0}}, wraps};
      wire [AW-1:0] raddr;

      bb_window_address #(.CHANNELS(CHANNELS), .ROWS(ROWS), .STRIDE(STRIDE)) read_address (
        .channel_i(channel_i), .row_i(row), .phase_i(phase[PB-1:0]), .addr_o(raddr)
      );

      bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH)) bank (
        .clk_i  (clk_i),
        .rst_ni (rst_ni),
        .we_i   (write && slot == BANK[SB-1:0]),
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
