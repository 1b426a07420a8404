// Window and table memory of the folded engine, with its address: window words are written one
// after the other, tables are built of them, sums are looked up by their signs.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_tables #(
  parameter LANES      = 8,   // sums of a word, one a lane
  parameter TAPS       = 4,   // of a table: 1 (there are window words only), 2 or 4
  parameter SUM_BITS   = 10,  // of a sum, signed
  parameter COUNT_BITS = 8,   // of count_i, at least 1
  parameter GROUP_BITS = 0,   // of advance_i; 0: there is one group
  parameter PIXELWISE  = 0,   // 1: the step of window words is set, else it is 1
  parameter DIRECT     = 0,   // 1: some passes look window words up
  parameter TABLES     = 64,  // at least 1
  parameter SPRAMS     = 0,   // single-port RAMs of the iCE40UP5K for the low bits of a word
  parameter GB         = GROUP_BITS > 0 ? GROUP_BITS : 1,  // bits of advance_i
  parameter NB         = TABLES > 1 ? $clog2(TABLES) : 1,  // bits of a table's index
  parameter TB         = TAPS == 4 ? 2 : 1,                // bits of a tap's index in its table
  parameter EB         = TAPS == 4 ? 3 : 1,                // bits of an entry's index in its table
  parameter WB         = TAPS == 1 ? NB : NB + TB          // bits of the address of a window word
) (
  input  wire                      clk_i,           // clock
  input  wire                      started_i,       // an instruction runs
  input  wire                      busy_i,          // it ran in the cycle before too
  input  wire                      bias_i,          // it is a bias
  input  wire                      pass_i,          // it is a pass: a sum is looked up
  input  wire                      build_i,         // it is a build
  input  wire                      direct_i,        // passes look window words up
  input  wire [COUNT_BITS-1:0]     count_i,         // table or word of the group; pass or build
  input  wire [GB-1:0]             advance_i,       // of a pass: these from the group before
  input  wire                      set_table_i,     // table_i is the group's first
  input  wire [NB-1:0]             table_i,         // index, used with set_table_i
  input  wire                      set_window_i,    // window_i is the next window word
  input  wire                      set_step_i,      // window_i is the step behind each
  input  wire [WB-1:0]             window_i,        // {table, tap}, used with these two
  input  wire                      window_write_i,  // sums_i is a window word, and no other use
  input  wire [TAPS-1:0]           sign_i,          // of a pass: signs, the first tap in bit 0
  input  wire                      build_read_i,    // of a build: a word is read
  input  wire                      build_write_i,   // of a build: an entry is stored
  input  wire                      build_words_i,   // of a build: the word is a window word
  input  wire [TB-1:0]             build_tap_i,     // of a build: window word of the table
  input  wire [EB-1:0]             build_entry_i,   // of a build: entry of the table
  input  wire [LANES*SUM_BITS-1:0] sums_i,          // what is written, lane 0 in the low bits
  output wire [LANES*SUM_BITS-1:0] sums_o           // what was read in the cycle before
);

  // ---- table that a pass or a build works on, or the window word of a pass -----------------
  localparam IB = DIRECT == 0 ? NB : WB;  // of its index

  wire [IB-1:0]            index;
  wire [IB+COUNT_BITS-1:0] count        = {{IB{1'b0}}, count_i};
  wire                     unused_count = &{1'b0, count};

  generate
    if (GROUP_BITS == 0) begin : gen_one_group
      assign index = count[IB-1:0];
      wire unused = &{1'b0, started_i, busy_i, bias_i, advance_i, set_table_i, table_i};
    end else begin : gen_groups
      reg  [IB-1:0] first_q;
      wire [IB+GROUP_BITS-1:0] jump_over = {{IB{1'b0}}, advance_i};
      wire [IB+NB-1:0]         table_set = {{IB{1'b0}}, table_i};
      wire [IB-1:0] first = pass_i && !busy_i ? first_q + jump_over[IB-1:0] : first_q;
      wire          unused = &{1'b0, jump_over, table_set};
      always @(posedge clk_i) begin
        if (bias_i || !started_i) first_q <= {IB{1'b0}};
        else if (set_table_i) first_q <= table_set[IB-1:0];
        else first_q <= first;
      end
      assign index = first + count[IB-1:0];
    end
  endgenerate

  // ---- window word that is written next -----------------------------------------------------
  reg [WB-1:0] window_q;

  // With one group the first words that are written are in table 0.
  localparam [31:0] FIRST_WORD = GROUP_BITS == 0 && PIXELWISE == 0 ? TAPS - 1 : (1 << WB) - 1;

  generate
    if (PIXELWISE == 0) begin : gen_next_word
      always @(posedge clk_i) begin
        if (set_window_i) window_q <= window_i & FIRST_WORD[WB-1:0];
        else if (window_write_i) window_q <= window_q + 1'b1;
      end
      wire unused = &{1'b0, set_step_i};
    end else begin : gen_far_word
      reg [WB-1:0] window_step_q;
      always @(posedge clk_i) begin
        if (set_window_i) window_q <= window_i;
        else if (window_write_i) window_q <= window_q + window_step_q;
        if (set_step_i) window_step_q <= window_i;
      end
    end
  endgenerate

  // ---- address: sums lie at {0, entry, table}, behind them window words at {1, tap, table} -----
  localparam AW    = TAPS == 1 ? NB : 1 + EB + NB;
  localparam DEPTH = TAPS == 1 ? TABLES : (1 << (NB + EB)) + ((TAPS - 1) << NB) + TABLES;

  wire [AW-1:0] address;

  generate
    if (TAPS == 1) begin : gen_window_only
      assign address = window_write_i ? window_q : index;
      wire unused = &{1'b0, build_i, direct_i, sign_i, build_words_i, build_tap_i, build_entry_i};
    end else begin : gen_tables
      wire [EB-1:0] pattern = sign_i[TAPS-1:1] ^ {EB{sign_i[0]}};
      wire          word    = DIRECT != 0 && pass_i && direct_i;  // that a pass looks up
      wire          words   = window_write_i || word || (build_i && build_words_i);
      wire [TB-1:0] own_tap;
      wire [NB-1:0] own_table;
      wire [EB-1:0] tap;
      if (DIRECT == 0) begin : gen_sums
        assign own_tap   = build_tap_i;
        assign own_table = index;
        wire unused = &{1'b0, direct_i, word};
      end else begin : gen_words
        assign own_tap   = word ? index[TB-1:0] : build_tap_i;
        assign own_table = word ? index[WB-1:TB] : index[NB-1:0];
      end
      if (EB == TB) begin : gen_same
        assign tap = window_write_i ? window_q[TB-1:0] : own_tap;
      end else begin : gen_longer
        assign tap = {1'b0, window_write_i ? window_q[TB-1:0] : own_tap};
      end
      assign address = {words, words ? tap : pass_i ? pattern : build_entry_i,
                        window_write_i ? window_q[WB-1:TB] : own_table};
    end
  endgenerate

  bb_single_port_ram #(
    .WIDTH(LANES * SUM_BITS), .DEPTH(DEPTH), .SPRAMS(SPRAMS), .AW(AW)
  ) table_memory (
    .clk_i(clk_i), .we_i(window_write_i || build_write_i), .en_i(pass_i || build_read_i),
    .addr_i(address), .wdata_i(sums_i), .rdata_o(sums_o)
  );

endmodule

`default_nettype wire
