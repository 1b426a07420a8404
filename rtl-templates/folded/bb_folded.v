// Engine of the folded architecture: one engine for all layers, driven by a program.
//
// LANES output positions are computed at once. For a tile of positions the engine fills the window
// memory with each lane's inputs, tap by tap, and builds from it tables of the signed sums of TAPS
// taps. Each pass (one binary basis of a group) then looks one sum up a cycle, addressed by its
// sign bits, and every lane adds alpha * sum to its accumulator. The lanes form a chain: shifting
// it takes new inputs or the next output's bias in and the finished accumulators out, which are
// requantised, pooled in blocks and stored.
//
// Instruction words, WORD_BITS wide; fields from bit 0 upwards:
//   1 bias                     shift LANES values out and the bias in; the output before it is done
//   0 000 alpha, advance       PASS   one basis: a lookup for every table of the group
//   0 001 step, count-1, write FILL   shift inputs in; write: to the window memory
//   0 010 1, missing, zero     BUILD  the tables of the group; table 0 lacks its first `missing`
//                                     taps; zero: the lanes are 0, else they hold the group's last
//                                     window word; `1` as wide as alpha
//   0 011 step, bump           PITCH  set the step of the store address; bump: add it now
//   0 100 address >> SIGN_UNIT SIGNS  where the sign words of the tile start
//   0 101 target, loop         NEXT   to the target unless loop 0 or 1 is done
//   0 110 value, register      SET    see SET_* below
//   0 111 step, 1              READ   load address += step
//   0 111 step, store, first, 0       the same, and pool what was read; first: forget what was
//                                     read before; store: the pooled value
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded #(
  parameter LANES         = 8,    // power of two
  parameter TAPS          = 4,    // of a table: 1, 2 or 4
  // widths
  parameter X_BITS        = 8,    // of a stored activation, signed
  parameter SUM_BITS      = 10,   // of a table's sum, signed
  parameter ACC_BITS      = 20,
  parameter ALPHA_BITS    = 8,
  parameter Y_MIN_BITS    = 4,    // of a requantised value: narrowest and widest layer
  parameter Y_MAX_BITS    = 4,
  parameter SHIFT_MIN     = 9,    // of requantisation
  parameter SHIFT_MAX     = 13,
  parameter HAS_SUM       = 0,    // some layer pools by sum
  // program
  parameter WORD_BITS     = 16,
  parameter PROGRAM_WORDS = 1024,
  parameter PROGRAM_END   = 1023, // behind the bias that pushes the last score out
  parameter PROGRAM_FILE  = "",
  parameter COUNT_BITS    = 8,
  parameter LOOP_BITS     = 9,    // 2 to 16
  parameter STEP_BITS     = 2,    // of the load address' step while filling, at least 2
  parameter GROUP_BITS    = 0,    // of a pass' advance to its group's tables; 0: one group
  parameter PIXELWISE     = 0,    // some layer has taps apart in the window memory
  // memories
  parameter SIGN_WORDS    = 1024, // of TAPS bits
  parameter SIGN_UNIT     = 2,
  parameter SIGN_FILE     = "",
  parameter TABLES        = 64,
  parameter X_WORDS       = 8192,
  parameter X_SPRAM       = 0,    // 1: activations lie in a single-port RAM of the iCE40UP5K
  parameter TABLE_SPRAMS  = 0,    // single-port RAMs that hold the low bits of the tables
  parameter PARITY        = 0     // 1: words of the program and of signs have a parity bit
) (
  input  wire                clk_i,
  input  wire                rst_ni,
  input  wire [X_BITS-1:0]   x_i,
  input  wire                x_valid_i,
  output wire                x_ready_o,
  output wire [ACC_BITS-1:0] score_o,
  output wire                score_valid_o,
  input  wire                score_ready_i,
  output wire                score_last_o,   // the last of its fragment
  output wire                parity_o        // a word of the program or of signs has failed it
);

  localparam PA = $clog2(PROGRAM_WORDS);
  localparam SA = SIGN_WORDS > 1 ? $clog2(SIGN_WORDS) : 1;
  localparam XA = $clog2(X_WORDS);
  localparam NB = TABLES > 1 ? $clog2(TABLES) : 1;  // of a table's index
  localparam TB = TAPS == 4 ? 2 : 1;                // of a tap's index in its table
  localparam EB = TAPS == 4 ? 3 : 1;                // of an entry's index in its table
  localparam WB = TAPS == 1 ? NB : NB + TB;         // of a window word's address
  localparam LB = LANES > 1 ? $clog2(LANES) : 1;
  localparam CB = ALPHA_BITS > 1 ? ALPHA_BITS + 1 : 3;  // of a signed coefficient, at least +-2
  localparam AW = WORD_BITS - 4;                        // argument
  localparam RB = SHIFT_MAX > SHIFT_MIN ? $clog2(SHIFT_MAX - SHIFT_MIN + 1) : 1;
  localparam DB = Y_MAX_BITS > Y_MIN_BITS ? $clog2(Y_MAX_BITS - Y_MIN_BITS + 1) : 1;

  localparam [31:0] END = PROGRAM_END;
  localparam [31:0] LANES_1 = LANES - 1;

  localparam [2:0] PASS = 3'd0, FILL = 3'd1, BUILD = 3'd2, PITCH = 3'd3, SIGNS = 3'd4, NEXT = 3'd5,
                   SET = 3'd6, READ = 3'd7;
  localparam [2:0] SET_PASS = 3'd0,   // lookups of a pass, less 1
                   SET_WINDOW = 3'd1, // address of the next window word
                   SET_STEP = 3'd2,   // of window words
                   SET_OUTPUT = 3'd3, // raw, sum, block - 1, shift - SHIFT_MIN, bits - Y_MIN_BITS
                   SET_LOOP0 = 3'd4, SET_LOOP1 = 3'd5,  // 1 is reached in the last round
                   STORE = 3'd6,      // what (0 zeros, 1 restart the program, 2 inputs), count - 1
                   SET_TABLE = 3'd7;  // first table of the group

  // ---- program ------------------------------------------------------------------------------
  wire [WORD_BITS-1:0] word;
  reg                  started_q, busy_q;
  reg  [PA-1:0]        pc_q;
  wire                 done;     // the instruction ends in this cycle
  wire                 jump;

  wire [AW-1:0]        arg      = word[AW-1:0];
  wire                 is_bias  = started_q && word[WORD_BITS-1];
  wire                 is_op    = started_q && !word[WORD_BITS-1];
  wire [2:0]           op       = word[WORD_BITS-2 -: 3];
  wire [2:0]           register = arg[AW-1 -: 3];
  wire                 is_pass  = is_op && op == PASS;
  wire                 is_fill  = is_op && op == FILL;
  wire                 is_build = is_op && op == BUILD;
  wire                 is_pitch = is_op && op == PITCH;
  wire                 is_signs = is_op && op == SIGNS;
  wire                 is_next  = is_op && op == NEXT;
  wire                 is_set   = is_op && op == SET;
  wire                 is_read  = is_op && op == READ;
  wire                 is_store = is_set && register == STORE;
  wire                 restart  = is_store && arg[0];

  wire                 advance  = !started_q || done;
  wire                 program_parity;
  wire [PA-1:0]        fetch    = jump ? arg[PA-1:0] : pc_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      started_q <= 1'b0;
      busy_q    <= 1'b0;
      pc_q      <= {PA{1'b0}};
    end else begin
      started_q <= !restart;
      busy_q    <= started_q && !done;
      if (restart) pc_q <= {PA{1'b0}};
      else if (advance) pc_q <= fetch + 1'b1;
    end
  end

  bb_rom #(
    .WIDTH(WORD_BITS), .DEPTH(PROGRAM_WORDS), .FILE(PROGRAM_FILE), .PARITY(PARITY)
  ) program_memory (
    .clk_i(clk_i), .en_i(advance), .addr_i(fetch), .data_o(word), .error_o(program_parity)
  );

  // ---- loops --------------------------------------------------------------------------------
  // Shift registers with feedback of maximal length count rounds without carries, down to 1.
  localparam [15:0] FEEDBACK = LOOP_BITS == 2 ? 16'h0003 : LOOP_BITS == 3 ? 16'h0006
    : LOOP_BITS == 4 ? 16'h000c : LOOP_BITS == 5 ? 16'h0014 : LOOP_BITS == 6 ? 16'h0030
    : LOOP_BITS == 7 ? 16'h0060 : LOOP_BITS == 8 ? 16'h00b8 : LOOP_BITS == 9 ? 16'h0110
    : LOOP_BITS == 10 ? 16'h0240 : LOOP_BITS == 11 ? 16'h0500 : LOOP_BITS == 12 ? 16'h0e08
    : LOOP_BITS == 13 ? 16'h1c80 : LOOP_BITS == 14 ? 16'h3802 : LOOP_BITS == 15 ? 16'h6000
    : 16'hd008;

  reg [LOOP_BITS-1:0] loop0_q, loop1_q;

  wire more0 = loop0_q != {{(LOOP_BITS - 1){1'b0}}, 1'b1};
  wire more1 = loop1_q != {{(LOOP_BITS - 1){1'b0}}, 1'b1};
  wire loop  = arg[PA];

  assign jump = is_next && (loop ? more1 : more0);

  always @(posedge clk_i) begin
    if (is_set && register == SET_LOOP0) loop0_q <= arg[LOOP_BITS-1:0];
    else if (is_next && !loop)
      loop0_q <= (loop0_q >> 1) ^ (FEEDBACK[LOOP_BITS-1:0] & {LOOP_BITS{loop0_q[0]}});
    if (is_set && register == SET_LOOP1) loop1_q <= arg[LOOP_BITS-1:0];
    else if (is_next && loop)
      loop1_q <= (loop1_q >> 1) ^ (FEEDBACK[LOOP_BITS-1:0] & {LOOP_BITS{loop1_q[0]}});
  end

  // ---- the counter of the running instruction -----------------------------------------------
  reg  [COUNT_BITS-1:0] count_q, pass_q;
  wire                  zero = count_q == {COUNT_BITS{1'b0}};
  wire                  stall;       // a score waits
  wire                  next_table;
  wire                  shift_out = is_bias && busy_q;
  wire                  input_missing = arg[1] && !x_valid_i;
  wire                  store     = is_store && busy_q && !input_missing;
  wire                  down = is_pass || (shift_out && !stall) || (is_fill && busy_q) || next_table
                               || store;
  wire                  load = !busy_q && !is_pass && !is_build;
  wire [COUNT_BITS-1:0] start = is_bias ? LANES_1[COUNT_BITS-1:0] : arg[STEP_BITS +: COUNT_BITS];
  wire [COUNT_BITS-1:0] operand = done ? pass_q : load ? start : {COUNT_BITS{1'b1}};

  assign done = is_bias ? busy_q && zero && !stall
              : op == PASS ? zero
              : op == FILL ? busy_q && zero
              : op == BUILD ? next_table && zero
              : op == PITCH ? !arg[AW-1] || busy_q
              : op == SIGNS ? busy_q
              : !is_store || (store && zero);

  always @(posedge clk_i) begin
    if (started_q && (done || load || down))
      count_q <= done || load ? operand : count_q + operand;
    if (is_set && register == SET_PASS) pass_q <= arg[COUNT_BITS-1:0];
  end

  // ---- table that a pass or a build works on ------------------------------------------------
  wire [NB-1:0] table_index;

  generate
    if (GROUP_BITS == 0) begin : gen_one_group
      assign table_index = count_q[NB-1:0];
    end else begin : gen_groups
      reg  [NB-1:0] first_q;
      wire [NB+GROUP_BITS-1:0] jump_over = {{NB{1'b0}}, arg[ALPHA_BITS +: GROUP_BITS]};
      wire [NB+COUNT_BITS-1:0] count     = {{NB{1'b0}}, count_q};
      wire [NB-1:0] first = is_pass && !busy_q ? first_q + jump_over[NB-1:0] : first_q;
      wire          unused = &{1'b0, jump_over, count};
      always @(posedge clk_i) begin
        if (is_bias || !started_q) first_q <= {NB{1'b0}};
        else if (is_set && register == SET_TABLE) first_q <= arg[NB-1:0];
        else first_q <= first;
      end
      assign table_index = first + count[NB-1:0];
    end
  endgenerate

  // ---- sign words ---------------------------------------------------------------------------
  reg  [SA-1:0]   sign_q;
  wire [TAPS-1:0] sign;
  wire            sign_next = is_pass || (is_signs && busy_q);
  wire [AW+SIGN_UNIT-1:0] sign_start = {arg, {SIGN_UNIT{1'b0}}};
  wire            sign_parity;
  wire            unused_start = &{1'b0, sign_start};

  always @(posedge clk_i) begin
    if (is_signs && !busy_q) sign_q <= sign_start[SA-1:0];
    else if (sign_next) sign_q <= sign_q + 1'b1;
  end

  bb_rom #(
    .WIDTH(TAPS), .DEPTH(SIGN_WORDS), .FILE(SIGN_FILE), .PARITY(PARITY)
  ) sign_memory (
    .clk_i(clk_i), .en_i(sign_next), .addr_i(sign_q), .data_o(sign), .error_o(sign_parity)
  );

  assign parity_o = program_parity || sign_parity;

  // ---- build ----------------------------------------------------------------------------------
  // For each table add its taps, the last one first; store one sum after the other, a tap flipped
  // between two; clear the lanes for the next table.
  wire          build_read, build_write, build_words;
  wire [TB-1:0] build_tap;     // word to read
  wire [EB-1:0] build_entry;   // sum to write or read
  wire          build_two, build_negative;  // coefficient: 1 or 2

  generate
    if (TAPS == 1) begin : gen_no_build
      assign {build_read, build_write, build_words, build_tap, build_entry} = {(3 + TB + EB){1'b0}};
      assign {build_two, build_negative, next_table} = 3'd0;
    end else begin : gen_build
      reg            entries_q;
      reg [TAPS-1:0] step_q;
      wire [TB-1:0]  missing = arg[ALPHA_BITS +: TB];
      wire           there   = !zero || build_tap >= missing;
      wire           begun   = busy_q || arg[ALPHA_BITS + TB];
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

      assign next_table     = is_build && clear;
      assign build_words    = !entries_q || (!write && !clear);
      assign build_tap      = entries_q ? flipped : ~step_q[TB-1:0];
      assign build_entry    = gray;
      assign build_read     = is_build && !write && (clear || (there && (entries_q || begun)));
      assign build_write    = is_build && write;
      assign build_two      = entries_q && !clear;
      assign build_negative = entries_q && !back;

      always @(posedge clk_i) begin
        if (!rst_ni) begin
          entries_q <= 1'b0;
          step_q    <= {TAPS{1'b0}};
        end else if (is_build) begin
          if (added || clear) entries_q <= !entries_q;
          step_q <= added ? {TAPS{1'b0}} : step_q + 1'b1;
        end
      end
    end
  endgenerate

  // ---- next cycle: what the lanes do --------------------------------------------------------
  reg                mac_q, fill_q, fill_write_q, window_write_q;
  reg                read_q, read_first_q;
  reg signed [CB-1:0] coefficient_q;

  // -m = ~(m - 1)
  wire [CB-1:0] magnitude = {{(CB - ALPHA_BITS){1'b0}}, arg[ALPHA_BITS-1:0]}
                            ^ {{(CB - 2){1'b0}}, {2{is_build && build_two}}};
  wire          negative  = is_pass ? sign[0] : build_negative;
  wire [CB-1:0] less      = magnitude + {CB{1'b1}};

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      mac_q          <= 1'b0;
      fill_q         <= 1'b0;
      window_write_q <= 1'b0;
      read_q         <= 1'b0;
    end else begin
      mac_q          <= is_pass || build_read;
      fill_q         <= is_fill && busy_q;
      window_write_q <= fill_q && fill_write_q;
      read_q         <= is_read;
    end
  end

  always @(posedge clk_i) begin
    coefficient_q <= negative ? ~less : magnitude;
    fill_write_q  <= arg[STEP_BITS+COUNT_BITS];
    read_first_q  <= arg[AW-2];
  end

  // ---- window and table memory --------------------------------------------------------------
  reg  [WB-1:0] window_q;

  // With one group the first words that are written are in table 0.
  localparam [31:0] FIRST_WORD = GROUP_BITS == 0 && PIXELWISE == 0 ? TAPS - 1 : (1 << WB) - 1;

  generate
    if (PIXELWISE == 0) begin : gen_next_word
      always @(posedge clk_i) begin
        if (is_set && register == SET_WINDOW) window_q <= arg[WB-1:0] & FIRST_WORD[WB-1:0];
        else if (window_write_q) window_q <= window_q + 1'b1;
      end
    end else begin : gen_far_word
      reg [WB-1:0] window_step_q;
      always @(posedge clk_i) begin
        if (is_set && register == SET_WINDOW) window_q <= arg[WB-1:0];
        else if (window_write_q) window_q <= window_q + window_step_q;
        if (is_set && register == SET_STEP) window_step_q <= arg[WB-1:0];
      end
    end
  endgenerate

  // Sums lie at {0, entry, table}, behind them window words at {1, tap, table}.
  localparam TAB = TAPS == 1 ? NB : 1 + EB + NB;
  localparam TABLE_WORDS = TAPS == 1 ? TABLES : (1 << (NB + EB)) + ((TAPS - 1) << NB) + TABLES;

  wire [LANES*SUM_BITS-1:0] sums, table_data;
  wire [TAB-1:0]            table_address;

  generate
    if (TAPS == 1) begin : gen_window_only
      assign table_address = window_write_q ? window_q : table_index;
      wire unused = &{1'b0, build_words, build_tap, build_entry};
    end else begin : gen_tables
      wire [EB-1:0] pattern = sign[TAPS-1:1] ^ {EB{sign[0]}};
      wire          words   = window_write_q || (is_build && build_words);
      wire [EB-1:0] tap;
      if (EB == TB) begin : gen_same
        assign tap = window_write_q ? window_q[TB-1:0] : build_tap;
      end else begin : gen_longer
        assign tap = {1'b0, window_write_q ? window_q[TB-1:0] : build_tap};
      end
      assign table_address = {words, words ? tap : is_pass ? pattern : build_entry,
                              window_write_q ? window_q[WB-1:TB] : table_index};
    end
  endgenerate

  bb_single_port_ram #(
    .WIDTH(LANES * SUM_BITS), .DEPTH(TABLE_WORDS), .SPRAMS(TABLE_SPRAMS), .AW(TAB)
  ) table_memory (
    .clk_i(clk_i), .we_i(window_write_q || build_write), .en_i(is_pass || build_read),
    .addr_i(table_address), .wdata_i(sums), .rdata_o(table_data)
  );

  // ---- lanes --------------------------------------------------------------------------------
  wire [X_BITS-1:0]               x;
  wire [(LANES+1)*ACC_BITS-1:0]   chain;
  wire [ACC_BITS-1:0]             x_extended = {{(ACC_BITS - X_BITS){x[X_BITS-1]}}, x};
  wire [ACC_BITS-1:0]             bias;

  generate
    if (WORD_BITS - 1 < ACC_BITS) begin : gen_bias_extended
      assign bias = {{(ACC_BITS - WORD_BITS + 1){word[WORD_BITS-2]}}, word[WORD_BITS-2:0]};
    end else begin : gen_bias
      assign bias = word[ACC_BITS-1:0];
    end
  endgenerate

  assign chain[ACC_BITS-1:0] = shift_out ? bias : x_extended;

  wire lanes_hold = !mac_q && !fill_q && !(shift_out && !stall);

  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_lane
      bb_folded_lane #(.ACC_BITS(ACC_BITS), .SUM_BITS(SUM_BITS), .COEFFICIENT_BITS(CB)) lane (
        .clk_i(clk_i), .hold_i(lanes_hold), .shift_i(!mac_q),
        .chain_i(chain[l*ACC_BITS +: ACC_BITS]),
        .sum_i(table_data[l*SUM_BITS +: SUM_BITS]), .coefficient_i(coefficient_q),
        .acc_o(chain[(l+1)*ACC_BITS +: ACC_BITS])
      );
      assign sums[l*SUM_BITS +: SUM_BITS] = chain[(l+1)*ACC_BITS +: SUM_BITS];
    end
  endgenerate

  wire [ACC_BITS-1:0] acc = chain[LANES*ACC_BITS +: ACC_BITS];

  // ---- output: scores, or requantised values pooled in blocks -------------------------------
  reg            raw_q, live_q;
  reg            sum_q;
  reg [LB-1:0]   block_q;
  reg [RB-1:0]   shift_q;
  reg [DB-1:0]   bits_q;

  always @(posedge clk_i) begin
    if (is_set && register == SET_OUTPUT)
      {bits_q, shift_q, block_q, sum_q, raw_q} <= arg[DB+RB+LB+1:0];
    if (is_bias && done) live_q <= 1'b1;
    else if (is_fill) live_q <= 1'b0;
  end

  assign score_last_o  = pc_q == END[PA-1:0];
  assign score_o       = acc;
  assign score_valid_o = shift_out && live_q && raw_q && zero;
  assign stall         = score_valid_o && !score_ready_i;

  wire [Y_MAX_BITS-1:0] y;
  bb_requant_any #(
    .ACC_BITS(ACC_BITS), .SHIFT_MIN(SHIFT_MIN), .SHIFT_MAX(SHIFT_MAX), .BITS_MIN(Y_MIN_BITS),
    .BITS_MAX(Y_MAX_BITS), .RB(RB), .DB(DB)
  ) requant (
    .acc_i(acc), .shift_i(shift_q), .bits_i(bits_q), .y_o(y)
  );

  // One unit pools values that leave the lanes and values that are read, and passes on those that
  // are stored as they are. One carry chain adds or compares: for a maximum the complement of the
  // value so far is kept, and value + complement carries where value is the greater one.
  reg  [X_BITS-1:0] so_far_q;
  wire              sum      = HAS_SUM != 0 && sum_q;
  wire [X_BITS-1:0] value    = shift_out ? {{(X_BITS - Y_MAX_BITS){1'b0}}, y} : is_store ? x_i : x;
  wire              fresh    = shift_out ? (count_q[LB-1:0] | ~block_q) == {LB{1'b1}}
                                         : is_store || read_first_q;
  wire [X_BITS:0]   total    = {1'b0, value} + {1'b0, so_far_q};
  wire              take     = fresh || (!sum && total[X_BITS]);
  wire [X_BITS-1:0] behind   = sum ? total[X_BITS-1:0] : so_far_q;
  wire [X_BITS-1:0] x_stored = is_store && !arg[1] ? {X_BITS{1'b0}}
                             : take ? value : behind ^ {X_BITS{!sum}};
  wire              unused_sum = sum_q;

  always @(posedge clk_i) if (shift_out || read_q) so_far_q <= x_stored ^ {X_BITS{!sum}};

  // ---- activations --------------------------------------------------------------------------

  reg                 pool_write_q;  // the value that was read in the cycle before completes one
  wire                row_done    = is_bias && done && live_q && !raw_q;
  wire                block_write = shift_out && live_q && !raw_q
                                    && (count_q[LB-1:0] & block_q) == {LB{1'b0}};
  reg  [LB-1:0]       in_row_q;   // blocks of the row that this tile has stored
  reg  [XA-1:0]       load_q, store_q;
  reg  [XA-1:0]       pitch_q;
  wire                loading = (is_fill && busy_q) || is_read;
  wire                bump    = is_pitch && busy_q;
  wire                far      = is_pitch || arg[AW-1];  // the step takes all of the argument
  wire [2:0]          upper    = far ? {arg[AW-2], arg[AW-2:AW-3]} : {3{arg[AW-4]}};
  wire [XA+AW-2:0]    extended = {{XA{upper[2]}}, upper[1:0], arg[AW-4:0]};
  wire [XA-1:0]       step    = extended[XA-1:0];
  wire                unused_step = &{1'b0, extended};
  wire [XA-1:0]       load_step = {step[XA-1:STEP_BITS] & {(XA - STEP_BITS){is_read}},
                                   arg[STEP_BITS-1:0]};

  assign x_ready_o = is_store && busy_q && arg[1];

  always @(posedge clk_i) begin
    if (!rst_ni) pool_write_q <= 1'b0;
    else pool_write_q <= is_read && !arg[AW-1] && arg[AW-3];
  end

  always @(posedge clk_i) begin
    if (row_done || !started_q) in_row_q <= {LB{1'b0}};
    else if (block_write) in_row_q <= in_row_q + 1'b1;
    if (!started_q) begin
      load_q  <= {XA{1'b0}};
      store_q <= {XA{1'b0}};
    end else begin
      if (loading) load_q <= load_q + load_step;
      if (row_done || bump || store || pool_write_q) store_q <= store_q + pitch_q;
    end
    if (is_pitch && !busy_q) pitch_q <= step;
  end

  bb_activations #(.WIDTH(X_BITS), .DEPTH(X_WORDS), .SPRAM(X_SPRAM)) activations (
    .clk_i(clk_i), .we_i(block_write || store || pool_write_q),
    .waddr_i(store_q | {{(XA - LB){1'b0}}, in_row_q}), .wdata_i(x_stored),
    .re_i(loading), .raddr_i(load_q), .rdata_o(x)
  );

endmodule

`default_nettype wire
