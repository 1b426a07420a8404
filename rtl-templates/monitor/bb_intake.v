// Takes samples at any time, keeps the last ones in a ring memory, and gives out the window of
// the last WINDOW samples, oldest first, once that many have come and again every HOP samples.
//
// The ring needs no back-pressure: DEPTH is chosen such that a sample of a window is read before
// a later one takes its place, as long as samples are CYCLES or more apart and the reader takes
// the window's samples no later than the generator has computed. Samples that come closer are
// refused, so that the first holds whatever the strobe does.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_intake #(
  parameter BITS       = 11,   // of a sample, all channels
  parameter WINDOW     = 16,   // samples, at least 2
  parameter HOP        = 4,    // samples from one window to the next, at least 1
  parameter DEPTH      = 16,   // samples held, at least WINDOW
  parameter CYCLES     = 100,  // least cycles from one sample to the next, at least 1
  parameter TIMEOUT    = 500,  // cycles without a sample that count as a gap, more than CYCLES
  parameter INDEX_BITS = 32    // of a sample's number, at least 1
) (
  input  wire                  clk_i,        // clock
  input  wire                  rst_ni,       // synchronous reset, active low
  // samples
  input  wire [BITS-1:0]       sample_i,     // sample that comes
  input  wire                  strobe_i,     // it comes in this cycle
  input  wire                  lead_off_i,   // with the strobe
  // windows
  output wire [BITS-1:0]       sample_o,     // sample of a window
  output wire                  first_o,      // sample_o is the window's first
  output wire                  valid_o,      // it is offered
  input  wire                  ready_i,      // it is taken, if offered
  output wire                  open_o,       // samples of the window are still to be taken
  input  wire                  done_i,       // in this cycle the window's work ends
  output wire [INDEX_BITS-1:0] index_o,      // of the window's last sample, the first ever is 0
  output wire                  lead_off_o,   // lead_off_i came with a sample of the window
  // low in reset and for the cycle before a window is offered that is not HOP after the last given
  output reg                   core_rst_no,  // the network's reset, active low
  // errors, for one cycle each
  output wire                  busy_o,       // a sample is refused: it comes too early
  output wire                  missing_o,    // samples are missing: the next window begins anew
  output wire                  overrun_o     // a window is dropped: the one before is not done
);

  localparam AB = $clog2(DEPTH);
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

  assign busy_o    = strobe_i && early;
  assign missing_o = going_q && expired && !strobe_i;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      going_q <= 1'b0;
      age_q   <= {TB{1'b0}};
    end else begin
      going_q <= store || (going_q && !missing_o);
      age_q   <= store ? {{(TB - 1){1'b0}}, 1'b1} : expired ? age_q : age_q + 1'b1;
    end
  end

  // ---- ring: write side ---------------------------------------------------------------------
  reg  [AB-1:0]         place_q;
  reg  [LB-1:0]         left_q;      // samples until the next window is complete
  reg  [INDEX_BITS-1:0] count_q;     // samples stored so far
  reg  [WB-1:0]         lead_off_q;  // samples until the last one with lead_off_i has left

  wire          complete      = store && left_q == {{(LB - 1){1'b0}}, 1'b1};
  wire [WB-1:0] next_lead_off = lead_off_i ? WINDOW_C[WB-1:0]
                              : lead_off_q == {WB{1'b0}} ? lead_off_q : lead_off_q - 1'b1;

  always @(posedge clk_i) begin
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

  // ---- ring: read side ----------------------------------------------------------------------
  reg                  active_q;   // a window is in work
  reg  [WB-1:0]        unread_q;   // its samples that have not been read
  reg  [AB-1:0]        read_q;
  reg                  valid_q, first_q;
  reg [INDEX_BITS-1:0] index_q;
  reg                  window_lead_off_q;

  wire          start = complete && !active_q;
  wire          read  = unread_q != {WB{1'b0}} && (!valid_q || ready_i);
  wire          newest_low = place_q < BEHIND[AB-1:0];
  wire [AB-1:0] oldest     = newest_low ? place_q + AHEAD[AB-1:0] : place_q - BEHIND[AB-1:0];

  assign valid_o    = valid_q;
  assign first_o    = first_q;
  assign open_o     = valid_q || unread_q != {WB{1'b0}};
  assign index_o    = index_q;
  assign lead_off_o = window_lead_off_q;
  assign overrun_o  = complete && !start;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      unread_q <= {WB{1'b0}};
      valid_q  <= 1'b0;
    end else begin
      active_q <= start || (active_q && !done_i);
      valid_q  <= read || (valid_q && !ready_i);
      if (start) unread_q <= WINDOW_C[WB-1:0];
      else if (read) unread_q <= unread_q - 1'b1;
    end
  end

  always @(posedge clk_i) begin
    if (start) begin
      read_q            <= oldest;
      index_q           <= count_q;
      window_lead_off_q <= next_lead_off != {WB{1'b0}};
    end else if (read) begin
      read_q  <= read_q == LAST_PLACE[AB-1:0] ? {AB{1'b0}} : read_q + 1'b1;
    end
    if (read) first_q <= unread_q == WINDOW_C[WB-1:0];
  end

  // ---- whether a window is HOP after the last that was given, told the cycle before it is offered
  // A register, as it may be an asynchronous reset: no logic drives one.
  reg broken_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      broken_q    <= 1'b1;
      core_rst_no <= 1'b0;
    end else begin
      broken_q    <= !start && (broken_q || missing_o || overrun_o);
      core_rst_no <= !(start && broken_q);
    end
  end

  bb_ram #(.WIDTH(BITS), .DEPTH(DEPTH)) ring (
    .clk_i(clk_i), .rst_ni(rst_ni), .we_i(store), .waddr_i(place_q), .wdata_i(sample_i),
    .re_i(read), .raddr_i(read_q), .rdata_o(sample_o)
  );

`ifndef SYNTHESIS
  // The proof of DEPTH, watched: samples stored since the window was complete never reach those
  // that have not been read.
  reg [31:0] since;
  always @(posedge clk_i) since <= start ? 32'd0 : store ? since + 32'd1 : since;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      // Nothing is read.
    end else if (store && unread_q != {WB{1'b0}}
        && since + 32'd1 > DEPTH - {{(32 - WB){1'b0}}, unread_q}) begin
      $display("ERROR %m: a sample that has not been read is overwritten");
      $finish;
    end
  end
`endif

endmodule

`default_nettype wire
