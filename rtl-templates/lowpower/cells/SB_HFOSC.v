// Model of the cell SB_HFOSC: an oscillator of 48 MHz and a divider. Not stable until it has been
// powered for a while: let through before, its output is unknown. It stands low while it is not let
// through, and begins and ends with whole pulses. Times are in ps; +hfosc_half=N and +hfosc_wake=N
// are others. What must not be done to it is told on standard output: FAULT <words>.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module SB_HFOSC #(
  parameter CLKHF_DIV = "0b00",       // divides by 1, 2, 4 or 8
  parameter HALF      = 10_417,       // half of the period before the divider
  parameter WAKE      = 100_000_000   // from power to a stable clock
) (
  input  wire TRIM0,    // trim of the frequency: without effect
  input  wire TRIM1,    // likewise
  input  wire TRIM2,    // likewise
  input  wire TRIM3,    // likewise
  input  wire TRIM4,    // likewise
  input  wire TRIM5,    // likewise
  input  wire TRIM6,    // likewise
  input  wire TRIM7,    // likewise
  input  wire TRIM8,    // likewise
  input  wire TRIM9,    // likewise
  input  wire CLKHFPU,  // powered
  input  wire CLKHFEN,  // let through
  output reg  CLKHF     // the clock
);

  integer half, wake;
  reg     runs, stable;
  wire    unused = &{1'b0, TRIM0, TRIM1, TRIM2, TRIM3, TRIM4, TRIM5, TRIM6, TRIM7, TRIM8, TRIM9};

  initial begin
    stable = 1'b0;
    if ($value$plusargs("hfosc_wake=%d", wake) == 0) wake = WAKE;
    forever begin
      wait (CLKHFPU === 1'b1);
      // verilator lint_off ZERODLY
      #wake stable = CLKHFPU === 1'b1;
      // verilator lint_on ZERODLY
      wait (CLKHFPU !== 1'b1);
      stable = 1'b0;
    end
  end

  always @(negedge CLKHFPU) begin
    if (runs) $display("FAULT SB_HFOSC loses its power while it is let through, at %0d ps", $time);
  end

  initial begin
    CLKHF = 1'b0;
    runs  = 1'b0;
    if ($value$plusargs("hfosc_half=%d", half) == 0) half = HALF;
    if (CLKHF_DIV == "0b01") half = 2 * half;
    if (CLKHF_DIV == "0b10") half = 4 * half;
    if (CLKHF_DIV == "0b11") half = 8 * half;
    forever begin
      if (CLKHFPU !== 1'b1 || CLKHFEN !== 1'b1) begin
        runs = 1'b0;
        wait (CLKHFPU === 1'b1 && CLKHFEN === 1'b1);
        if (!stable) begin
          $display("FAULT SB_HFOSC is let through before it is stable, at %0d ps", $time);
          CLKHF = 1'bx;
          wait (stable || CLKHFPU !== 1'b1);
          CLKHF = 1'b0;
        end
        runs = 1'b1;
      end
      // verilator lint_off ZERODLY
      #half CLKHF = 1'b1;
      #half CLKHF = 1'b0;
      // verilator lint_on ZERODLY
    end
  end

endmodule

`default_nettype wire
