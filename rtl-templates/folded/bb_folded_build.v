// Build of the folded engine: for each table of a group it adds the taps, the last one first;
// stores one sum after the other, a tap flipped between two; and clears the lanes for the next one.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_build #(
  parameter TAPS = 4,                  // of a table: 1 (nothing is built), 2 or 4
  parameter TB   = TAPS == 4 ? 2 : 1,  // bits of a tap's index in its table
  parameter EB   = TAPS == 4 ? 3 : 1   // bits of an entry's index in its table
) (
  input  wire          clk_i,         // clock
  input  wire          rst_ni,        // synchronous reset, active low
  input  wire          build_i,       // a build runs
  input  wire          busy_i,        // it ran in the cycle before too
  input  wire          last_i,        // it works on table 0, the last one
  input  wire [TB-1:0] missing_i,     // first taps that table 0 lacks
  input  wire          zero_i,        // the lanes are 0 at first, else they hold the last tap
  output wire          next_table_o,  // the table is done
  output wire          read_o,        // a word is read, for the lanes to add
  output wire          write_o,       // the lanes' sums are stored
  output wire          words_o,       // the word is a window word, else an entry
  output wire [TB-1:0] tap_o,         // window word
  output wire [EB-1:0] entry_o,       // entry that is stored or read
  output wire          two_o,         // the word counts twice
  output wire          negative_o     // the word is subtracted
);

  generate
    if (TAPS != 1 && TAPS != 2 && TAPS != 4) begin : gen_check_taps
      bb_illegal_TAPS_is_not_1_2_or_4 illegal ();
    end
  endgenerate

  generate
    if (TAPS == 1) begin : gen_no_build
      assign {read_o, write_o, words_o, tap_o, entry_o} = {(3 + TB + EB){1'b0}};
      assign {two_o, negative_o, next_table_o} = 3'd0;
      wire unused = &{1'b0, clk_i, rst_ni, build_i, busy_i, last_i, missing_i, zero_i};
    end else begin : gen_build
      reg            entries_q;
      reg [TAPS-1:0] step_q;
      wire           there   = !last_i || tap_o >= missing_i;
      wire           begun   = busy_i || zero_i;
      wire           added   = !entries_q && &step_q[TB-1:0];
      wire           clear   = entries_q && &step_q;
      wire [EB-1:0]  entry   = step_q[TAPS-1:1];
      // A sum is complete in the cycle after its last tap's: the next flip is read before it is
      // stored, but for the last sum, behind which it is read itself to be cleared.
      wire           write   = entries_q && (step_q[0] ^ (&entry));
      wire [TB-1:0]  flipped;
      wire           back;  // the flipped tap was negative
      wire [EB-1:0]  gray;  // sums in the order in which one tap flips

      if (TAPS == 4) begin : gen_four
        assign gray    = entry ^ {1'b0, entry[EB-1:1]};
        assign flipped = {entry[0], !entry[0] || entry[1]};
        assign back    = entry[0] ? entry[2] && !entry[1] : entry[1];
      end else begin : gen_two
        assign gray    = entry;
        assign flipped = 1'b1;
        assign back    = 1'b0;
      end

      assign next_table_o = build_i && clear;
      assign words_o      = !entries_q || (!write && !clear);
      assign tap_o        = entries_q ? flipped : ~step_q[TB-1:0];
      assign entry_o      = gray;
      assign read_o       = build_i && !write && (clear || (there && (entries_q || begun)));
      assign write_o      = build_i && write;
      assign two_o        = entries_q && !clear;
      assign negative_o   = entries_q && !back;

      always @(posedge clk_i) begin
        if (!rst_ni) begin
          entries_q <= 1'b0;
          step_q    <= {TAPS{1'b0}};
        end else if (build_i) begin
          if (added || clear) entries_q <= !entries_q;
          step_q <= added ? {TAPS{1'b0}} : step_q + 1'b1;
        end
      end
    end
  endgenerate

endmodule

`default_nettype wire
