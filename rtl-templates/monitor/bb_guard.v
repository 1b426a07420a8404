// Watches the samples of one channel of a window, one after the other, for a signal that is no
// signal. Flags are of the samples taken so far of this window.
//   flat:     largest less smallest code is below RANGE, or more than RUN codes in a row are
//             within +-WITHIN of the first of them
//   saturated: more than SATURATED codes are at a rail: at most LOW, or at least HIGH
//   lead off: more than LEAD_OFF codes in a row are at the same rail
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_guard #(
  parameter BITS      = 11,    // of a code, unsigned
  parameter RANGE     = 20,    // least difference of codes, 0 .. 2^BITS; 0: any
  parameter RUN       = 720,   // most codes in a row that stay, at least 1
  parameter WITHIN    = 2,     // codes that they may be off, below 2^BITS
  parameter LOW       = 0,     // highest code of the lower rail, below HIGH
  parameter HIGH      = 2047,  // lowest code of the upper rail, below 2^BITS
  parameter SATURATED = 180,   // most codes at a rail, 0 or more
  parameter LEAD_OFF  = 180,   // most codes in a row at the same rail, 0 or more
  parameter FLAT      = 1,     // 1: the flat check is there, 0: it is not
  parameter RAILS     = 1      // 1: the checks at the rails are there, 0: they are not
) (
  input  wire            clk_i,        // clock
  input  wire [BITS-1:0] code_i,       // code of the channel
  input  wire            take_i,       // code_i is taken
  input  wire            first_i,      // code_i is the window's first
  output wire            flat_o,       // the window is flat so far
  output wire            saturated_o,  // it is saturated so far
  output wire            lead_off_o    // a lead is off so far
);

  generate
    if (FLAT != 0) begin : gen_flat
      localparam RB = $clog2(RUN + 2);
      localparam [31:0] RANGE_C  = RANGE;
      localparam [31:0] WITHIN_C = WITHIN;
      localparam [31:0] OVER     = RUN + 1;

      reg  [BITS-1:0] least_q, most_q, anchor_q;
      reg  [RB-1:0]   run_q;  // at most RUN + 1
      reg             still_q;

      wire            above  = code_i > anchor_q;
      wire [BITS-1:0] off    = above ? code_i - anchor_q : anchor_q - code_i;
      wire            begins = first_i || off > WITHIN_C[BITS-1:0];
      wire            over   = run_q == OVER[RB-1:0];
      wire [RB-1:0]   run    = begins ? {{(RB - 1){1'b0}}, 1'b1} : over ? run_q : run_q + 1'b1;

      always @(posedge clk_i) begin
        if (take_i) begin
          if (first_i || code_i < least_q) least_q <= code_i;
          if (first_i || code_i > most_q) most_q <= code_i;
          if (begins) anchor_q <= code_i;
          run_q   <= run;
          still_q <= !first_i && (still_q || run == OVER[RB-1:0]);
        end
      end

      assign flat_o = still_q || {1'b0, most_q - least_q} < RANGE_C[BITS:0];
    end else begin : gen_no_flat
      assign flat_o = 1'b0;
    end

    if (RAILS != 0) begin : gen_rails
      localparam SB = $clog2(SATURATED + 2);
      localparam LB = $clog2(LEAD_OFF + 2);
      localparam [31:0] LOW_C          = LOW;
      localparam [31:0] HIGH_C         = HIGH;
      localparam [31:0] OVER_SATURATED = SATURATED + 1;
      localparam [31:0] OVER_LEAD_OFF  = LEAD_OFF + 1;

      reg  [SB-1:0] count_q;  // at most SATURATED + 1
      reg  [LB-1:0] run_q;    // at most LEAD_OFF + 1
      reg           high_q;   // of the run
      reg           off_q;

      wire          high  = code_i >= HIGH_C[BITS-1:0];
      wire          rail  = high || code_i <= LOW_C[BITS-1:0];
      wire [SB-1:0] so_far = first_i ? {SB{1'b0}} : count_q;
      wire          full   = so_far == OVER_SATURATED[SB-1:0];
      wire [LB-1:0] held   = first_i || high != high_q ? {LB{1'b0}} : run_q;
      wire          over   = held == OVER_LEAD_OFF[LB-1:0];
      wire [LB-1:0] run    = !rail ? {LB{1'b0}} : over ? held : held + 1'b1;

      always @(posedge clk_i) begin
        if (take_i) begin
          count_q <= rail && !full ? so_far + 1'b1 : so_far;
          run_q   <= run;
          high_q  <= high;
          off_q   <= (!first_i && off_q) || run == OVER_LEAD_OFF[LB-1:0];
        end
      end

      assign saturated_o = count_q == OVER_SATURATED[SB-1:0];
      assign lead_off_o  = off_q;
    end else begin : gen_no_rails
      assign saturated_o = 1'b0;
      assign lead_off_o  = 1'b0;
    end

    if (FLAT == 0 && RAILS == 0) begin : gen_off
      wire unused = &{1'b0, clk_i, code_i, take_i, first_i};
    end
  endgenerate

endmodule

`default_nettype wire
