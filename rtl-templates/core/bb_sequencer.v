// Sequencer of a layer: walks tile by tile through all passes, tap by tap.
//
// A pass is one basis of one group of one output channel; its word {last, skip, alpha} says how
// many groups to move on from the pass before (pruned groups have no pass, so they take no cycle
// and no bit), its alpha, and whether it is the last of its output channel. alpha = 0 stands for
// an output channel that has no basis: its pass adds nothing. A pass takes max(taps of the group,
// LANES) cycles: the scaler that follows needs LANES cycles a pass. Between two tiles one cycle
// is idle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_sequencer #(
  parameter CHANNELS           = 1,   // input channels, at least 1
  parameter KERNEL             = 3,   // taps, at least 1
  parameter CHANNELS_PER_GROUP = 1,   // a group is a rectangle of channels ...
  parameter TAPS_PER_GROUP     = 3,   // ... by taps
  parameter PIXELWISE          = 0,   // 1: groups follow along the taps, 0: along the channels
  parameter SKIP_BITS          = 0,   // of skip in a pass word, 0 or more
  parameter ALPHA_BITS         = 8,   // of alpha, unsigned
  parameter PASSES             = 4,   // words of the pass memory, at least 1
  parameter PASS_FILE          = "",  // image for $readmemh; "": none
  parameter HAS_EMPTY          = 0,   // 1: some output channel has no basis
  parameter LANES              = 1,   // cycles that a pass takes at least
  parameter PARITY             = 0,   // 1: pass words have a parity bit
  parameter CB                 = CHANNELS > 1 ? $clog2(CHANNELS) : 1,  // of channel_o, by CHANNELS
  parameter KB                 = KERNEL > 1 ? $clog2(KERNEL) : 1  // bits of tap_o (from KERNEL)
) (
  input  wire                  clk_i,           // clock
  input  wire                  rst_ni,          // synchronous reset, active low
  input  wire                  en_i,            // advance; else all stays
  input  wire                  tile_ready_i,    // the input of the next tile is there
  output wire                  tile_done_o,     // in the last cycle of a tile
  // tap to read in this cycle
  output wire                  tap_valid_o,     // channel_o and tap_o are read
  output wire [CB-1:0]         channel_o,       // input channel
  output wire [KB-1:0]         tap_o,           // tap, 0 .. KERNEL - 1
  // pass
  output wire                  pass_first_o,    // first cycle of a pass
  output wire                  pass_end_o,      // last cycle of a pass
  output wire [ALPHA_BITS-1:0] alpha_o,         // alpha of the pass
  output wire                  output_first_o,  // this pass is the first of its output channel
  output wire                  output_last_o,   // ... the last
  output wire                  parity_o         // a pass word has failed its parity
);

  localparam WORD = 1 + SKIP_BITS + ALPHA_BITS;
  localparam AB   = PASSES > 1 ? $clog2(PASSES) : 1;
  localparam LB   = LANES > 1 ? $clog2(LANES) : 1;
  localparam GROUPS = PIXELWISE != 0 ? KERNEL : CHANNELS / CHANNELS_PER_GROUP;

  localparam [31:0] LAST_PASS          = PASSES - 1;
  localparam [31:0] LAST_GROUP_CHANNEL = CHANNELS_PER_GROUP - 1;
  localparam [31:0] LAST_GROUP_TAP     = TAPS_PER_GROUP - 1;
  localparam [31:0] LAST_LANE          = LANES - 1;

  generate
    if (PIXELWISE != 0
        ? CHANNELS_PER_GROUP != CHANNELS || TAPS_PER_GROUP != 1
        : CHANNELS % CHANNELS_PER_GROUP != 0 || TAPS_PER_GROUP != KERNEL) begin : gen_check
      bb_illegal_group_is_no_part_of_the_kernel illegal ();
    end
  endgenerate

  reg           running_q;
  reg  [AB-1:0] pass_q;
  reg           output_first_q;
  reg  [CB-1:0] group_channel_q;  // place inside the group
  reg  [KB-1:0] group_tap_q;

  // ---- pass memory: the word of pass_q is always at hand ------------------------------------
  wire [WORD-1:0] word;
  wire            pass_end;
  wire            last_pass = pass_q == LAST_PASS[AB-1:0];
  wire [AB-1:0]   next_pass = !pass_end ? pass_q : last_pass ? {AB{1'b0}} : pass_q + 1'b1;

  bb_rom #(.WIDTH(WORD), .DEPTH(PASSES), .FILE(PASS_FILE), .PARITY(PARITY)) pass_memory (
    .clk_i(clk_i), .en_i(en_i), .addr_i(next_pass), .data_o(word),
    .error_o(parity_o)
  );

  assign alpha_o        = word[ALPHA_BITS-1:0];
  assign output_last_o  = word[WORD-1];
  assign output_first_o = output_first_q;

  // ---- where the group begins ---------------------------------------------------------------
  wire [CB-1:0] origin_channel;
  wire [KB-1:0] origin_tap;

  generate
    if (GROUPS == 1) begin : gen_whole
      assign origin_channel = {CB{1'b0}};
      assign origin_tap     = {KB{1'b0}};
      if (SKIP_BITS > 0) begin : gen_check_skip
        bb_illegal_SKIP_BITS_with_one_group illegal ();
      end
    end else begin : gen_groups
      localparam GB = $clog2(GROUPS);
      reg  [GB-1:0] group_q;
      wire [GB-1:0] group;
      wire [GB-1:0] from = output_first_q ? {GB{1'b0}} : group_q;
      if (SKIP_BITS == 0) begin : gen_no_skip
        assign group = from;
      end else if (SKIP_BITS < GB) begin : gen_short_skip
        assign group = from + {{(GB - SKIP_BITS){1'b0}}, word[ALPHA_BITS +: SKIP_BITS]};
      end else begin : gen_skip
        assign group = from + word[ALPHA_BITS +: GB];
      end
      always @(posedge clk_i) if (en_i && pass_end) group_q <= group;

      if (PIXELWISE != 0) begin : gen_pixelwise
        assign origin_channel = {CB{1'b0}};
        assign origin_tap     = group;
      end else if (CHANNELS_PER_GROUP == 1) begin : gen_kernelwise
        assign origin_channel = group;
        assign origin_tap     = {KB{1'b0}};
      end else begin : gen_subchannelwise
        localparam [31:0] STEP = CHANNELS_PER_GROUP;
        assign origin_channel = {{(CB - GB){1'b0}}, group} * STEP[CB-1:0];
        assign origin_tap     = {KB{1'b0}};
      end
    end
  endgenerate

  assign channel_o = origin_channel + group_channel_q;
  assign tap_o     = origin_tap + group_tap_q;

  // ---- taps of the pass ---------------------------------------------------------------------
  wire empty       = HAS_EMPTY != 0 && alpha_o == {ALPHA_BITS{1'b0}};
  wire tap_wrap    = group_tap_q == LAST_GROUP_TAP[KB-1:0];
  wire taps_end    = tap_wrap && group_channel_q == LAST_GROUP_CHANNEL[CB-1:0];

  assign pass_end_o  = pass_end;
  assign tile_done_o = pass_end && last_pass;

  generate
    if (CHANNELS_PER_GROUP * TAPS_PER_GROUP >= LANES && HAS_EMPTY == 0) begin : gen_steady
      // Every pass has taps enough to last LANES cycles.
      assign tap_valid_o  = running_q;
      assign pass_end     = running_q && taps_end;
      assign pass_first_o = group_tap_q == {KB{1'b0}} && group_channel_q == {CB{1'b0}};
      wire unused = &{1'b0, empty, LAST_LANE};
    end else begin : gen_wait
      reg          waiting_q;  // taps are done, the pass is not
      reg [LB-1:0] cycle_q;    // of the pass, stays at LANES - 1
      wire         full       = cycle_q == LAST_LANE[LB-1:0];
      wire         taps_done  = waiting_q || taps_end || empty;
      wire         unused     = &{1'b0, LAST_LANE};
      assign tap_valid_o  = running_q && !waiting_q && !empty;
      assign pass_end     = running_q && taps_done && full;
      assign pass_first_o = !waiting_q && group_tap_q == {KB{1'b0}}
                         && group_channel_q == {CB{1'b0}};
      always @(posedge clk_i) begin
        if (!rst_ni) begin
          waiting_q <= 1'b0;
          cycle_q   <= {LB{1'b0}};
        end else if (en_i && running_q) begin
          waiting_q <= taps_done && !full;
          cycle_q   <= pass_end ? {LB{1'b0}} : full ? cycle_q : cycle_q + 1'b1;
        end
      end
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      running_q       <= 1'b0;
      pass_q          <= {AB{1'b0}};
      output_first_q  <= 1'b1;
      group_channel_q <= {CB{1'b0}};
      group_tap_q     <= {KB{1'b0}};
    end else if (en_i) begin
      pass_q <= next_pass;
      if (!running_q) running_q <= tile_ready_i;
      else if (tile_done_o) running_q <= 1'b0;
      if (pass_end) output_first_q <= output_last_o;
      if (tap_valid_o) begin
        group_tap_q <= tap_wrap ? {KB{1'b0}} : group_tap_q + 1'b1;
        if (tap_wrap) group_channel_q <= taps_end ? {CB{1'b0}} : group_channel_q + 1'b1;
      end
    end
  end

endmodule

`default_nettype wire
