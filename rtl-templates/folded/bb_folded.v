// Engine of the folded architecture: one engine for all layers, driven by a program.
//
// LANES output positions are computed at once. For a tile of positions the engine fills the window
// memory with each lane's inputs, tap by tap, and builds from it tables of the signed sums of TAPS
// taps. Each pass (one binary basis of a group) then looks one sum up a cycle, addressed by its
// sign bits, and every lane adds alpha * sum to its accumulator. The lanes form a chain: shifting
// it takes new inputs or the next output's bias in and the finished accumulators out, which are
// requantised, pooled in blocks and stored.
//
// One module does one job; here they are connected. bb_folded_decode has the instruction words.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded #(
  parameter LANES         = 8,     // positions at once: a power of two
  parameter TAPS          = 4,     // of a table: 1, 2 or 4
  // widths in bits
  parameter X_BITS        = 8,     // of a stored activation, signed; above Y_MAX_BITS
  parameter SUM_BITS      = 10,    // of a table's sum, signed; at most ACC_BITS
  parameter ACC_BITS      = 20,    // of an accumulator, signed
  parameter ALPHA_BITS    = 8,     // of alpha, unsigned, at least 1
  parameter Y_MIN_BITS    = 4,     // of a requantised value without its sign: narrowest layer
  parameter Y_MAX_BITS    = 4,     // and widest
  parameter SHIFT_MIN     = 9,     // of requantisation: least, 0 .. ACC_BITS - 2
  parameter SHIFT_MAX     = 13,    // and largest
  parameter HAS_SUM       = 0,     // 1: some layer pools by sum
  parameter SIGNED        = 0,     // 1: values of some layer keep their sign
  parameter DIRECT        = 0,     // 1: some layer's passes look window words up; 0 with TAPS 1
  parameter STEPS         = 0,     // 1: loop 0 repeats the last layer for each position
  // program
  parameter WORD_BITS     = 16,    // of an instruction, at least what the longest one takes
  parameter PROGRAM_WORDS = 1024,  // instructions, at least 2
  parameter PROGRAM_END   = 1023,  // address behind the bias that pushes the last score out
  parameter PROGRAM_FILE  = "",    // image for $readmemh; "": none
  parameter COUNT_BITS    = 8,     // of a count less 1; LANES is at most 2^COUNT_BITS
  parameter LOOP_BITS     = 9,     // of a loop's state, 2 to 16
  parameter STEP_BITS     = 2,     // of the load address' step while filling, at least 2
  parameter GROUP_BITS    = 0,     // of a pass' advance to its group's tables; 0: one group
  parameter PIXELWISE     = 0,     // 1: some layer has taps apart in the window memory
  // memories
  parameter SIGN_WORDS    = 1024,  // of TAPS bits, at least 1
  parameter SIGN_UNIT     = 2,     // layers start at multiples of 2^SIGN_UNIT of them
  parameter SIGN_FILE     = "",    // image for $readmemh; "": none
  parameter TABLES        = 64,    // of the largest layer, at least 1
  parameter X_WORDS       = 8192,  // activations, above 2^STEP_BITS and LANES
  parameter X_SPRAM       = 0,     // 1: they lie in a single-port RAM of the iCE40UP5K
  parameter TABLE_SPRAMS  = 0,     // single-port RAMs that hold the low bits of the tables, 0 to 4
  parameter PARITY        = 0      // 1: words of the program and of signs have a parity bit
) (
  input  wire                clk_i,          // clock
  input  wire                rst_ni,         // synchronous reset, active low
  input  wire [X_BITS-1:0]   x_i,            // input, signed
  input  wire                x_valid_i,      // x_i is one
  output wire                x_ready_o,      // it is taken
  output wire [ACC_BITS-1:0] score_o,        // score, signed
  output wire                score_valid_o,  // score_o is one
  input  wire                score_ready_i,  // it is taken
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
  localparam GB = GROUP_BITS > 0 ? GROUP_BITS : 1;
  localparam LB = LANES > 1 ? $clog2(LANES) : 1;
  localparam RB = SHIFT_MAX > SHIFT_MIN ? $clog2(SHIFT_MAX - SHIFT_MIN + 1) : 1;
  localparam DB = Y_MAX_BITS > Y_MIN_BITS ? $clog2(Y_MAX_BITS - Y_MIN_BITS + 1) : 1;

  generate
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : gen_check_lanes
      bb_illegal_LANES_is_not_a_power_of_two illegal ();
    end
    if (Y_MAX_BITS >= X_BITS) begin : gen_check_y
      bb_illegal_X_BITS_is_not_above_Y_MAX_BITS illegal ();
    end
    if (SHIFT_MIN > ACC_BITS - 2) begin : gen_check_shift
      bb_illegal_SHIFT_MIN_is_above_ACC_BITS_less_2 illegal ();
    end
    if (X_BITS > ACC_BITS || SUM_BITS > ACC_BITS) begin : gen_check_acc
      bb_illegal_ACC_BITS_is_below_X_BITS_or_SUM_BITS illegal ();
    end
    if (DIRECT != 0 && TAPS == 1) begin : gen_check_direct
      bb_illegal_DIRECT_with_TAPS_1 illegal ();
    end
  endgenerate

  // ---- program ------------------------------------------------------------------------------
  wire [WORD_BITS-1:0] word;
  wire                 started, busy, done, jump, restart, program_parity;
  wire                 step_last, last_round;
  wire [PA-1:0]        pc_q, target;

  bb_folded_fetch #(
    .WORD_BITS(WORD_BITS), .WORDS(PROGRAM_WORDS), .END(PROGRAM_END), .FILE(PROGRAM_FILE),
    .PARITY(PARITY), .PA(PA)
  ) fetch (
    .clk_i(clk_i), .rst_ni(rst_ni), .done_i(done), .jump_i(jump), .target_i(target),
    .restart_i(restart), .word_o(word), .started_o(started), .busy_o(busy), .pc_o(pc_q),
    .last_o(step_last), .parity_o(program_parity)
  );

  wire                  is_bias, is_pass, is_fill, is_build, is_pitch, is_signs, is_next, is_store;
  wire                  is_pool, is_read, set_pass, set_window, set_step, set_output, set_loop0;
  wire                  set_loop1, set_table;
  wire [ACC_BITS-1:0]   bias;
  wire [ALPHA_BITS-1:0] alpha;
  wire [GB-1:0]         advance;
  wire [COUNT_BITS-1:0] values, lookups;
  wire [TB-1:0]         missing;
  wire [XA-1:0]         step, load_step;
  wire [SA-1:0]         signs_start;
  wire [WB-1:0]         window;
  wire [LB-1:0]         block;
  wire [RB-1:0]         shift;
  wire [DB-1:0]         bits;
  wire [LOOP_BITS-1:0]  rounds;
  wire [NB-1:0]         first_table;
  wire                  write, zero, bump, loop, raw, sum, inputs, pool_store, pool_first;
  wire                  set_direct, keep;

  bb_folded_decode #(
    .WORD_BITS(WORD_BITS), .ALPHA_BITS(ALPHA_BITS), .GROUP_BITS(GROUP_BITS),
    .COUNT_BITS(COUNT_BITS), .LOOP_BITS(LOOP_BITS), .STEP_BITS(STEP_BITS), .ACC_BITS(ACC_BITS),
    .SIGN_UNIT(SIGN_UNIT), .PA(PA), .SA(SA), .XA(XA), .NB(NB), .TB(TB), .WB(WB), .LB(LB), .RB(RB),
    .DB(DB), .DIRECT(DIRECT), .SIGNED(SIGNED), .GB(GB)
  ) decode (
    .word_i(word), .started_i(started), .bias_o(is_bias), .pass_o(is_pass), .fill_o(is_fill),
    .build_o(is_build), .pitch_o(is_pitch), .signs_o(is_signs), .next_o(is_next),
    .set_pass_o(set_pass), .set_window_o(set_window), .set_step_o(set_step),
    .set_output_o(set_output), .set_loop0_o(set_loop0), .set_loop1_o(set_loop1),
    .store_o(is_store), .set_table_o(set_table), .pool_o(is_pool), .read_o(is_read),
    .bias_value_o(bias), .alpha_o(alpha), .advance_o(advance), .write_o(write), .count_o(values),
    .missing_o(missing), .zero_o(zero), .bump_o(bump), .step_o(step), .load_step_o(load_step),
    .signs_start_o(signs_start), .target_o(target), .loop_o(loop), .lookups_o(lookups),
    .window_o(window), .raw_o(raw), .sum_o(sum), .block_o(block), .shift_o(shift), .bits_o(bits),
    .rounds_o(rounds), .restart_o(restart), .inputs_o(inputs), .table_o(first_table),
    .pool_store_o(pool_store), .pool_first_o(pool_first), .direct_o(set_direct), .keep_o(keep)
  );

  bb_folded_loops #(.LOOP_BITS(LOOP_BITS)) loops (
    .clk_i(clk_i), .set0_i(set_loop0), .set1_i(set_loop1), .rounds_i(rounds), .next_i(is_next),
    .loop_i(loop), .jump_o(jump), .last_o(last_round)
  );

  assign score_last_o = step_last && (STEPS == 0 || last_round);

  wire [COUNT_BITS-1:0] count;
  wire                  last, shift_out, shift_in, storing, stall, next_table, direct;

  bb_folded_counter #(.LANES(LANES), .COUNT_BITS(COUNT_BITS), .DIRECT(DIRECT)) counter (
    .clk_i(clk_i), .started_i(started), .busy_i(busy), .bias_i(is_bias), .pass_i(is_pass),
    .fill_i(is_fill), .build_i(is_build), .pitch_i(is_pitch), .bump_i(bump), .signs_i(is_signs),
    .store_i(is_store), .set_pass_i(set_pass), .values_i(values), .lookups_i(lookups),
    .missing_i(inputs && !x_valid_i), .stall_i(stall), .next_table_i(next_table), .count_o(count),
    .last_o(last), .shift_out_o(shift_out), .shift_in_o(shift_in), .storing_o(storing),
    .done_o(done), .direct_i(set_direct), .direct_o(direct)
  );

  assign x_ready_o = is_store && busy && inputs;

  // ---- signs, tables and lanes --------------------------------------------------------------
  wire [TAPS-1:0] sign;
  wire            first_sign, sign_parity;

  wire [TB+COUNT_BITS-1:0] count_extended = {{TB{1'b0}}, count};
  wire [TB-1:0]            tap            = count_extended[TB-1:0];

  bb_folded_signs #(
    .TAPS(TAPS), .WORDS(SIGN_WORDS), .FILE(SIGN_FILE), .PARITY(PARITY), .DIRECT(DIRECT), .SA(SA),
    .TB(TB)
  ) signs (
    .clk_i(clk_i), .signs_i(is_signs), .busy_i(busy), .start_i(signs_start), .pass_i(is_pass),
    .direct_i(direct), .tap_i(tap), .sign_o(sign), .first_o(first_sign), .parity_o(sign_parity)
  );

  assign parity_o = program_parity || sign_parity;

  wire          build_read, build_write, build_words, build_two, build_negative;
  wire [TB-1:0] build_tap;
  wire [EB-1:0] build_entry;

  bb_folded_build #(.TAPS(TAPS), .TB(TB), .EB(EB)) build (
    .clk_i(clk_i), .rst_ni(rst_ni), .build_i(is_build), .busy_i(busy), .last_i(last),
    .missing_i(missing), .zero_i(zero), .next_table_o(next_table), .read_o(build_read),
    .write_o(build_write), .words_o(build_words), .tap_o(build_tap), .entry_o(build_entry),
    .two_o(build_two), .negative_o(build_negative)
  );

  wire                      window_write;
  wire [LANES*SUM_BITS-1:0] lane_sums, table_sums;

  bb_folded_tables #(
    .LANES(LANES), .TAPS(TAPS), .SUM_BITS(SUM_BITS), .COUNT_BITS(COUNT_BITS),
    .GROUP_BITS(GROUP_BITS), .PIXELWISE(PIXELWISE), .DIRECT(DIRECT), .TABLES(TABLES),
    .SPRAMS(TABLE_SPRAMS), .GB(GB), .NB(NB), .TB(TB), .EB(EB), .WB(WB)
  ) tables (
    .clk_i(clk_i), .started_i(started), .busy_i(busy), .bias_i(is_bias), .pass_i(is_pass),
    .build_i(is_build), .direct_i(direct), .count_i(count), .advance_i(advance),
    .set_table_i(set_table), .table_i(first_table), .set_window_i(set_window),
    .set_step_i(set_step), .window_i(window), .window_write_i(window_write), .sign_i(sign),
    .build_read_i(build_read),
    .build_write_i(build_write), .build_words_i(build_words), .build_tap_i(build_tap),
    .build_entry_i(build_entry), .sums_i(lane_sums), .sums_o(table_sums)
  );

  wire [X_BITS-1:0]   x;
  wire [ACC_BITS-1:0] acc;

  bb_folded_lanes #(
    .LANES(LANES), .X_BITS(X_BITS), .SUM_BITS(SUM_BITS), .ACC_BITS(ACC_BITS),
    .ALPHA_BITS(ALPHA_BITS)
  ) lanes (
    .clk_i(clk_i), .rst_ni(rst_ni), .add_i(is_pass || build_read), .alpha_i(alpha),
    .two_i(is_build && build_two), .negative_i(is_pass ? first_sign : build_negative),
    .shift_in_i(shift_in), .write_i(write), .shift_out_i(shift_out), .stall_i(stall),
    .bias_i(bias), .x_i(x), .sums_i(table_sums), .sums_o(lane_sums),
    .window_write_o(window_write), .acc_o(acc)
  );

  // ---- output and activations ---------------------------------------------------------------
  wire [X_BITS-1:0] x_stored;
  wire              block_write, row_done, pool_write_q;

  bb_folded_pool #(
    .X_BITS(X_BITS), .ACC_BITS(ACC_BITS), .Y_MIN_BITS(Y_MIN_BITS), .Y_MAX_BITS(Y_MAX_BITS),
    .SHIFT_MIN(SHIFT_MIN), .SHIFT_MAX(SHIFT_MAX), .HAS_SUM(HAS_SUM), .SIGNED(SIGNED), .LB(LB),
    .RB(RB), .DB(DB)
  ) pool (
    .clk_i(clk_i), .rst_ni(rst_ni), .bias_i(is_bias), .done_i(done), .shift_out_i(shift_out),
    .lane_i(count[LB-1:0]), .last_i(last), .fill_i(is_fill), .acc_i(acc), .set_i(set_output),
    .raw_i(raw), .sum_i(sum), .block_i(block), .shift_i(shift), .bits_i(bits), .keep_i(keep),
    .read_i(is_pool || is_read), .first_i(pool_first), .pool_store_i(is_pool && pool_store),
    .x_i(x), .store_i(is_store), .inputs_i(inputs), .input_i(x_i),
    .score_valid_o(score_valid_o), .score_ready_i(score_ready_i), .stall_o(stall),
    .x_stored_o(x_stored), .block_write_o(block_write), .row_done_o(row_done),
    .pool_write_o(pool_write_q)
  );

  assign score_o = acc;

  wire          load      = shift_in || is_pool || is_read;
  wire          write_one = storing || pool_write_q;
  wire [XA-1:0] load_address, store_address;

  bb_folded_address #(.XA(XA), .LB(LB)) addresses (
    .clk_i(clk_i), .started_i(started), .busy_i(busy), .load_i(load), .load_step_i(load_step),
    .pitch_i(is_pitch), .step_i(step), .block_write_i(block_write), .row_done_i(row_done),
    .write_i(write_one), .load_o(load_address), .store_o(store_address)
  );

  bb_activations #(.WIDTH(X_BITS), .DEPTH(X_WORDS), .SPRAM(X_SPRAM)) activations (
    .clk_i(clk_i), .we_i(block_write || write_one), .waddr_i(store_address), .wdata_i(x_stored),
    .re_i(load), .raddr_i(load_address), .rdata_o(x)
  );

  // Benches look at pc_q, x_stored, block_write and pool_write_q (generator/emit/design/folded.ts).
  wire unused = &{1'b0, pc_q, count_extended};

endmodule

`default_nettype wire
