// Takes samples at any time with a slow clock that always runs, says where in a ring memory each
// belongs, and asks for the window of the last WINDOW samples, once that many have come and again
// every HOP samples, while no window is in work. Who works has a clock of its own: it is asked by
// the change of ask_o, with all that describes the window held until answer_i has become the same.
//
// The ring needs no back-pressure: DEPTH is chosen such that a sample of a window is read before a
// later one takes its place, as long as samples are CYCLES or more apart. Samples that come closer
// are refused, so that this holds whatever the strobe does.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_slow_intake #(
  parameter WINDOW     = 16,   // samples, at least 2
  parameter HOP        = 4,    // samples from one window to the next, at least 1
  parameter DEPTH      = 16,   // samples held, at least WINDOW
  parameter CYCLES     = 10,   // least cycles from one sample to the next, at least 1
  parameter TIMEOUT    = 50,   // cycles without a sample that count as a gap, more than CYCLES
  parameter INDEX_BITS = 32,   // of a sample's number, at least 1
  parameter STAGES     = 2,    // flip-flops of the synchroniser, at least 2
  parameter AB         = $clog2(DEPTH)  // bits of a place in the ring (from DEPTH)
) (
  input  wire                  clk_i,       // slow clock
  input  wire                  rst_ni,      // reset, active low, released with the clock
  // samples
  input  wire                  strobe_i,    // a sample comes in this cycle
  input  wire                  lead_off_i,  // with the strobe
  // ring
  output wire                  store_o,     // the sample is kept
  output wire [AB-1:0]         place_o,     // there
  // window in work, held from the change of ask_o on
  output wire                  ask_o,       // changes for each window
  output wire [AB-1:0]         oldest_o,    // place of its first sample
  output wire                  follows_o,   // it is HOP samples after the last one asked for
  output wire [INDEX_BITS-1:0] index_o,     // of its last sample, the first ever is 0
  output wire                  lead_off_o,  // lead_off_i came with one of its samples
  input  wire                  answer_i,    // of another clock: as ask_o when the work is done
  output wire                  request_o,   // a window is in work: the other clock must run
  output wire                  result_o,    // for one cycle: its work is done
  // errors, for one cycle each
  output wire                  busy_o,      // a sample is refused: it comes too early
  output wire                  missing_o,   // samples are missing: the next window begins anew
  output wire                  overrun_o    // a window is dropped: the one before is not done
);

  localparam TB = $clog2(TIMEOUT + 1);
  localparam LB = $clog2((WINDOW > HOP ? WINDOW : HOP) + 1);
  localparam WB = $clog2(WINDOW + 1);

  localparam [31:0] LAST_PLACE = DEPTH - 1;
  localparam [31:0] BEHIND     = WINDOW - 1;          // places from the oldest to the newest
  localparam [31:0] AHEAD      = DEPTH - WINDOW + 1;  // the same the other way round the ring
  localparam [31:0] CYCLES_C   = CYCLES;
  localparam [31:0] TIMEOUT_C  = TIMEOUT;
  localparam [31:0] WINDOW_C   = WINDOW;
  localparam [31:0] HOP_C      = HOP;

  generate
    if (WINDOW < 2) begin : gen_check_window
      bb_illegal_WINDOW_is_below_2 illegal ();
    end
    if (DEPTH < WINDOW) begin : gen_check_depth
      bb_illegal_DEPTH_is_below_WINDOW illegal ();
    end
    if (TIMEOUT <= CYCLES) begin : gen_check_timeout
      bb_illegal_TIMEOUT_is_not_above_CYCLES illegal ();
    end
  endgenerate

  // ---- time since the last sample -----------------------------------------------------------
  reg           going_q;  // a sample has come since reset or since the last gap
  reg  [TB-1:0] age_q;    // cycles since it came, at most TIMEOUT

  wire early   = going_q && age_q < CYCLES_C[TB-1:0];
  wire store   = strobe_i && !early;
  wire expired = age_q == TIMEOUT_C[TB-1:0];

  assign store_o   = store;
  assign busy_o    = strobe_i && early;
  assign missing_o = going_q && expired && !strobe_i;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      going_q <= 1'b0;
      age_q   <= {TB{1'b0}};
    end else begin
      going_q <= store || (going_q && !missing_o);
      // Without a sample before there is no time to count, and nothing moves.
      if (store) age_q <= {{(TB - 1){1'b0}}, 1'b1};
      else if (going_q && !expired) age_q <= age_q + 1'b1;
    end
  end

  // ---- places and windows -------------------------------------------------------------------
  reg  [AB-1:0]         place_q;
  reg  [LB-1:0]         left_q;      // samples until the next window is complete
  reg  [INDEX_BITS-1:0] count_q;     // samples stored so far
  reg  [WB-1:0]         lead_off_q;  // samples until the last one with lead_off_i has left

  wire          complete      = store && left_q == {{(LB - 1){1'b0}}, 1'b1};
  wire [WB-1:0] next_lead_off = lead_off_i ? WINDOW_C[WB-1:0]
                              : lead_off_q == {WB{1'b0}} ? lead_off_q : lead_off_q - 1'b1;

  assign place_o = place_q;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      place_q    <= {AB{1'b0}};
      left_q     <= WINDOW_C[LB-1:0];
      count_q    <= {INDEX_BITS{1'b0}};
      lead_off_q <= {WB{1'b0}};
    end else if (store) begin
      place_q    <= place_q == LAST_PLACE[AB-1:0] ? {AB{1'b0}} : place_q + 1'b1;
      left_q     <= complete ? HOP_C[LB-1:0] : left_q - 1'b1;
      count_q    <= count_q + 1'b1;
      lead_off_q <= next_lead_off;
    end else if (missing_o) begin
      left_q     <= WINDOW_C[LB-1:0];
    end
  end

  // ---- the window in work -------------------------------------------------------------------
  reg                  ask_q, request_q;
  reg                  broken_q;  // the next window is not HOP after the last one asked for
  reg [AB-1:0]         oldest_q;
  reg                  follows_q;
  reg [INDEX_BITS-1:0] index_q;
  reg                  window_lead_off_q;
  wire                 answer;

  wire          start      = complete && !request_q;
  wire          newest_low = place_q < BEHIND[AB-1:0];
  wire [AB-1:0] oldest     = newest_low ? place_q + AHEAD[AB-1:0] : place_q - BEHIND[AB-1:0];

  assign ask_o      = ask_q;
  assign request_o  = request_q;
  assign result_o   = request_q && answer == ask_q;
  assign overrun_o  = complete && !start;
  assign oldest_o   = oldest_q;
  assign follows_o  = follows_q;
  assign index_o    = index_q;
  assign lead_off_o = window_lead_off_q;

  bb_synchroniser #(.WIDTH(1), .STAGES(STAGES)) answer_sync (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(answer_i), .data_o(answer)
  );

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ask_q     <= 1'b0;
      request_q <= 1'b0;
      broken_q  <= 1'b1;
    end else begin
      ask_q     <= start ? !ask_q : ask_q;
      request_q <= start || (request_q && !result_o);
      broken_q  <= !start && (broken_q || missing_o || overrun_o);
    end
  end

  always @(posedge clk_i) begin
    if (start) begin
      oldest_q          <= oldest;
      follows_q         <= !broken_q;
      index_q           <= count_q;
      window_lead_off_q <= next_lead_off != {WB{1'b0}};
    end
  end

endmodule

`default_nettype wire
