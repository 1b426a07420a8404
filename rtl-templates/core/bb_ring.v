// Window buffer of a one-lane engine: a ring of the positions that the present output position
// reads and the ones coming next. Takes the input stream and adds the zero padding.
//
// A fragment is written position by position: PADDING zeros, the values, AFTER zeros; then the
// writer waits until its last output position is done. A finished position frees STRIDE.
//
// Input order: block by block; in a block channel by channel; in a channel position by position,
// the last marked by last_i. (A producer with several lanes makes several positions of a channel
// in a row.) end_i marks the last value of a fragment.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_ring #(
  parameter CHANNELS  = 1,   // input channels, at least 1
  parameter BITS      = 8,   // of one activation, at least 1
  parameter POSITIONS = 16,  // positions of a fragment that are used; 0: zeros alone are
  parameter UNUSED    = 0,   // 1: more follow, up to end_i, and are dropped
  parameter PADDING   = 0,   // zeros before them
  parameter AFTER     = 0,   // zeros after them
  parameter KERNEL    = 3,   // taps, at least 1
  parameter STRIDE    = 1,   // positions from one output to the next, at least 1
  parameter DILATION  = 1,   // positions from one tap to the next, at least 1
  parameter SLOTS     = 4,   // held: power of two, from what an output reads, STRIDE, + BURST - 1
  parameter BURST     = 1,   // most positions of a channel in a row, at least 1
  parameter CB        = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // bits of channel_i (from CHANNELS)
  parameter KB        = KERNEL > 1 ? $clog2(KERNEL) : 1  // bits of tap_i (from KERNEL)
) (
  input  wire            clk_i,           // clock
  input  wire            rst_ni,          // synchronous reset, active low
  // input stream
  input  wire [BITS-1:0] data_i,          // value of an input position
  input  wire            last_i,          // the last position of its channel in its block
  input  wire            end_i,           // the last value of its fragment
  input  wire            valid_i,         // a value is offered
  output wire            ready_o,         // it is taken, if offered
  // read side
  input  wire            read_i,          // channel_i and tap_i are read
  input  wire [CB-1:0]   channel_i,       // input channel
  input  wire [KB-1:0]   tap_i,           // tap, 0 .. KERNEL - 1
  output wire [BITS-1:0] data_o,          // one cycle after read_i
  output wire            window_ready_o,  // all of the next output position is there
  output wire            final_o,         // it is the last of its fragment
  input  wire            done_i           // it is done
);

  localparam REACH = (KERNEL - 1) * DILATION + 1;  // positions from the first tap to the last
  localparam NEEDS = REACH > STRIDE ? REACH : STRIDE;
  localparam SB    = SLOTS > 1 ? $clog2(SLOTS) : 1;
  localparam NB    = $clog2(SLOTS + 1);
  localparam XB    = POSITIONS > 1 ? $clog2(POSITIONS) : 1;
  localparam DEPTH = CHANNELS * SLOTS > 1 ? CHANNELS * SLOTS : 2;
  localparam AW    = $clog2(DEPTH);

  localparam [31:0] LAST_CHANNEL  = CHANNELS - 1;
  localparam [31:0] LAST_PADDING  = PADDING - 1;
  localparam [31:0] LAST_AFTER    = AFTER - 1;
  localparam [31:0] LAST_SLOT     = (PADDING + POSITIONS + AFTER - 1) % SLOTS;
  localparam [31:0] LAST_POSITION = POSITIONS - 1;
  localparam [31:0] NEEDS_C       = NEEDS;
  localparam [31:0] STRIDE_C      = STRIDE;
  localparam [31:0] SLOTS_C       = SLOTS;

  generate
    if ((SLOTS & (SLOTS - 1)) != 0 || SLOTS < NEEDS + BURST - 1) begin : gen_check_slots
      bb_illegal_SLOTS_is_no_power_of_two_or_too_small illegal ();
    end
    if (POSITIONS == 0 && (PADDING == 0 || UNUSED == 0)) begin : gen_check_positions
      bb_illegal_POSITIONS_0_where_values_are_used illegal ();
    end
    if (UNUSED != 0 && AFTER != 0) begin : gen_check_unused
      bb_illegal_zeros_behind_unused_positions illegal ();
    end
  endgenerate

  // ---- write side ---------------------------------------------------------------------------
  localparam [2:0] BEFORE = 3'd0, DATA = 3'd1, BEHIND = 3'd2, WAIT = 3'd3, DROP = 3'd4;
  localparam [2:0] FIRST  = PADDING > 0 ? BEFORE : DATA;
  localparam [2:0] FULL   = AFTER > 0 ? BEHIND : WAIT;
  localparam [2:0] PASSED = UNUSED != 0 ? DROP : FIRST;

  reg  [2:0]    phase_q;
  reg  [CB-1:0] channel_q;
  reg  [SB-1:0] slot_q;
  reg  [NB-1:0] held_q;  // positions complete in every channel and not yet freed

  wire          is_data      = phase_q == DATA;
  wire          is_before    = PADDING > 0 && phase_q == BEFORE;
  wire          is_behind    = AFTER > 0 && phase_q == BEHIND;
  wire          is_zero      = is_before || is_behind;
  // Zeros that are a window by themselves wait for the first value, so that no work is done before.
  wire          waits        = PADDING >= REACH && is_before;
  wire          dropping     = UNUSED != 0 && phase_q == DROP;
  wire          space;
  wire          write        = space && (valid_i ? is_zero || is_data : is_zero && !waits);
  wire          last         = is_zero || last_i;
  wire          last_channel = channel_q == LAST_CHANNEL[CB-1:0];
  wire          complete     = write && last_channel;
  wire          data_end;  // the last value that is used
  wire          zeros_end; // the last zero before the values or behind them
  wire          over         = final_o && done_i;

  assign ready_o = (is_data && space) || dropping;

  always @(posedge clk_i) begin
    if (!rst_ni) phase_q <= FIRST;
    else
      case (phase_q)
        BEFORE:  if (complete && zeros_end) phase_q <= POSITIONS > 0 ? DATA : WAIT;
        DATA:    if (write && data_end) phase_q <= FULL;
        BEHIND:  if (complete && zeros_end) phase_q <= WAIT;
        WAIT:    if (over) phase_q <= PASSED;
        default: if (valid_i && end_i) phase_q <= FIRST;
      endcase
  end

  generate
    if (PADDING <= SLOTS && AFTER <= SLOTS) begin : gen_slots
      // The slot tells how many there were.
      assign zeros_end = slot_q == (is_before ? LAST_PADDING[SB-1:0] : LAST_SLOT[SB-1:0]);
      wire unused_after = &{1'b0, LAST_AFTER};
    end else begin : gen_zeros
      localparam ZB = $clog2(PADDING > AFTER ? PADDING : AFTER);
      reg [ZB-1:0] zero_q;
      assign zeros_end = zero_q == (is_before ? LAST_PADDING[ZB-1:0] : LAST_AFTER[ZB-1:0]);
      wire unused_slot = &{1'b0, LAST_SLOT};
      always @(posedge clk_i) begin
        if (!rst_ni) zero_q <= {ZB{1'b0}};
        else if (complete && is_zero) zero_q <= zeros_end ? {ZB{1'b0}} : zero_q + 1'b1;
      end
    end

    if (UNUSED == 0) begin : gen_marked
      assign data_end = end_i;
      wire unused = &{1'b0, LAST_POSITION};
    end else begin : gen_counted
      reg [XB-1:0] position_q;  // values of the present channel so far
      assign data_end = last_channel && position_q == LAST_POSITION[XB-1:0];
      always @(posedge clk_i) begin
        if (!rst_ni) position_q <= {XB{1'b0}};
        else if (complete && is_data)
          position_q <= data_end ? {XB{1'b0}} : position_q + 1'b1;
      end
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) channel_q <= {CB{1'b0}};
    else if (over) channel_q <= {CB{1'b0}};
    else if (write && (last || BURST == 1))
      channel_q <= last_channel ? {CB{1'b0}} : channel_q + 1'b1;
  end

  generate
    if (BURST == 1) begin : gen_single
      wire unused = &{1'b0, last};
      assign space = held_q != SLOTS_C[NB-1:0];
      always @(posedge clk_i) begin
        if (!rst_ni) slot_q <= {SB{1'b0}};
        else if (over) slot_q <= {SB{1'b0}};
        else if (complete) slot_q <= slot_q + 1'b1;
      end
    end else begin : gen_burst
      reg [SB-1:0] first_q;  // slot of the block's first position
      reg [NB-1:0] ahead_q;  // positions of this channel past it
      assign space = {1'b0, held_q} + {1'b0, ahead_q} < {1'b0, SLOTS_C[NB-1:0]};
      always @(posedge clk_i) begin
        if (!rst_ni) begin
          slot_q  <= {SB{1'b0}};
          first_q <= {SB{1'b0}};
          ahead_q <= {NB{1'b0}};
        end else if (over) begin
          slot_q  <= {SB{1'b0}};
          first_q <= {SB{1'b0}};
          ahead_q <= {NB{1'b0}};
        end else if (write) begin
          if (last && !last_channel) begin
            slot_q  <= first_q;
            ahead_q <= {NB{1'b0}};
          end else begin
            slot_q <= slot_q + 1'b1;
            if (!last_channel) ahead_q <= ahead_q + 1'b1;
          end
          if (last && last_channel) first_q <= slot_q + 1'b1;
        end
      end
    end
  endgenerate

  // ---- positions held -----------------------------------------------------------------------
  assign window_ready_o = held_q >= NEEDS_C[NB-1:0];
  assign final_o         = phase_q == WAIT && held_q == NEEDS_C[NB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) held_q <= {NB{1'b0}};
    else if (over) held_q <= {NB{1'b0}};
    else
      held_q <= held_q - (done_i ? STRIDE_C[NB-1:0] : {NB{1'b0}})
              + {{(NB - 1){1'b0}}, complete};
  end

  // ---- read side ----------------------------------------------------------------------------
  reg  [SB-1:0] from_q;  // slot of the present output position's first tap
  wire [SB-1:0] tap;

  generate
    if (DILATION > 1) begin : gen_apart
      wire [31:0] past = {{(32 - KB){1'b0}}, tap_i} * DILATION;
      assign tap = past[SB-1:0];
      wire unused_past = &{1'b0, past};
    end else if (KB < SB) begin : gen_short_tap
      assign tap = {{(SB - KB){1'b0}}, tap_i};
    end else begin : gen_tap
      assign tap = tap_i[SB-1:0];
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) from_q <= {SB{1'b0}};
    else if (over) from_q <= {SB{1'b0}};
    else if (done_i) from_q <= from_q + STRIDE_C[SB-1:0];
  end

  wire [SB-1:0] slot = from_q + tap;
  wire [AW-1:0] write_address, read_address;

  generate
    if (CHANNELS > 1 && SLOTS > 1) begin : gen_both
      assign write_address = {channel_q, slot_q};
      assign read_address  = {channel_i, slot};
    end else if (CHANNELS > 1) begin : gen_channel
      assign write_address = channel_q;
      assign read_address  = channel_i;
      wire unused = &{1'b0, slot};
    end else begin : gen_slot
      assign write_address = slot_q;
      assign read_address  = slot;
      wire unused = &{1'b0, channel_i};
    end
  endgenerate

  bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH)) memory (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .we_i   (write),
    .waddr_i(write_address),
    .wdata_i(is_data ? data_i : {BITS{1'b0}}),
    .re_i   (read_i),
    .raddr_i(read_address),
    .rdata_o(data_o)
  );

endmodule

`default_nettype wire
