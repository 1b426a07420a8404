// Decoder of the folded engine: an instruction word as flags and fields. No other module knows
// where in a word a field lies.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_decode #(
  parameter WORD_BITS  = 16,  // at least what the longest instruction takes
  parameter ALPHA_BITS = 8,   // of alpha, at least 1
  parameter GROUP_BITS = 0,   // of a pass' advance; 0: there is one group
  parameter COUNT_BITS = 8,   // of a count less 1, at least 1
  parameter LOOP_BITS  = 9,   // of a loop's state, 2 to 16
  parameter STEP_BITS  = 2,   // of the step of a fill, at least 2
  parameter ACC_BITS   = 20,  // of a bias as the lanes take it
  parameter SIGN_UNIT  = 2,   // lowest bits of the address of signs that a word lacks
  parameter PA         = 10,  // of an address of the program
  parameter SA         = 10,  // of an address of signs, at most WORD_BITS - 4 + SIGN_UNIT
  parameter XA         = 13,  // of an address of activations, above STEP_BITS
  parameter NB         = 6,   // of a table's index
  parameter TB         = 2,   // of a tap's index in its table
  parameter WB         = 8,   // of the address of a window word
  parameter LB         = 3,   // of a lane's index
  parameter RB         = 3,   // of a shift of requantisation, less the least
  parameter DB         = 1,   // of the width of a requantised value, less the least
  parameter DIRECT     = 0,   // of a setPass' direct: 1 where some layer needs it, else 0
  parameter SIGNED     = 0,   // of a setOutput's signed: 1 where some layer needs it, else 0
  parameter GB         = GROUP_BITS > 0 ? GROUP_BITS : 1  // of advance_o
) (
  input  wire [WORD_BITS-1:0]  word_i,         // instruction
  input  wire                  started_i,      // word_i is one; else no flag is set
  output wire                  bias_o,         // it is a bias
  output wire                  pass_o,         // it is a pass
  output wire                  fill_o,         // it is a fill
  output wire                  build_o,        // it is a build
  output wire                  pitch_o,        // it is a pitch
  output wire                  signs_o,        // it is a signs
  output wire                  next_o,         // it is a next
  output wire                  set_pass_o,     // it is a setPass
  output wire                  set_window_o,   // it is a setWindow
  output wire                  set_step_o,     // it is a setStep
  output wire                  set_output_o,   // it is a setOutput
  output wire                  set_loop0_o,    // it is a setLoop0
  output wire                  set_loop1_o,    // it is a setLoop1
  output wire                  store_o,        // it is a store
  output wire                  set_table_o,    // it is a setTable
  output wire                  pool_o,         // it is a pool
  output wire                  read_o,         // it is a read
  output wire [ACC_BITS-1:0]   bias_value_o,   // of a bias: signed
  output wire [ALPHA_BITS-1:0] alpha_o,        // of a pass: coefficient; of a build: 1
  output wire [GB-1:0]         advance_o,      // of a pass: from the group before
  output wire                  write_o,        // of a fill: window words are written
  output wire [COUNT_BITS-1:0] count_o,        // of a fill or store: values, less 1
  output wire [TB-1:0]         missing_o,      // of a build: first taps that table 0 lacks
  output wire                  zero_o,         // of a build: the lanes are 0
  output wire                  bump_o,         // of a pitch: it is added now
  output wire [XA-1:0]         step_o,         // of a pitch, pool or read: signed
  output wire [XA-1:0]         load_step_o,    // of a fill, pool or read: of the load address
  output wire [SA-1:0]         signs_start_o,  // of a signs: address
  output wire [PA-1:0]         target_o,       // of a next: address
  output wire                  loop_o,         // of a next: which loop
  output wire [COUNT_BITS-1:0] lookups_o,      // of a setPass: less 1
  output wire                  direct_o,       // of a setPass: lookups are of window words
  output wire [WB-1:0]         window_o,       // of a setWindow: address; of a setStep: step
  output wire                  raw_o,          // of a setOutput: values are scores
  output wire                  sum_o,          // of a setOutput: pooled by sum
  output wire [LB-1:0]         block_o,        // of a setOutput: positions pooled, less 1
  output wire [RB-1:0]         shift_o,        // of a setOutput: shift, less the least
  output wire [DB-1:0]         bits_o,         // of a setOutput: width, less the least
  output wire                  keep_o,         // of a setOutput: values keep their sign
  output wire [LOOP_BITS-1:0]  rounds_o,       // of a setLoop0 or setLoop1: state
  output wire                  restart_o,      // it is a store that begins the program again
  output wire                  inputs_o,       // of a store: inputs, else zeros
  output wire [NB-1:0]         table_o,        // of a setTable: index
  output wire                  pool_store_o,   // of a pool: the pooled value is stored
  output wire                  pool_first_o    // of a pool: what was read before is forgotten
);

  // isa: written by `make goldens` from generator/arch/folded/isa.ts
  // bias: shifts LANES values out of the lanes and the bias in; the output before it is done
  assign bias_o = started_i && word_i[WORD_BITS-1 -: 1] == 1'b1;
  localparam BIAS_VALUE = 0;  // signed
  localparam BIAS_VALUE_BITS = WORD_BITS - 1;
  // pass: one basis of a group: a lookup in each of its tables, or of each window word, times alpha
  assign pass_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0000;
  localparam PASS_ALPHA = 0;  // coefficient of the basis
  localparam PASS_ADVANCE = ALPHA_BITS;  // tables or window words to those of this one
  // fill: shifts inputs into the lanes
  assign fill_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0001;
  localparam FILL_STEP = 0;  // of the load address
  localparam FILL_COUNT = STEP_BITS;  // of values, less 1
  localparam FILL_WRITE = STEP_BITS + COUNT_BITS;  // each shift also makes a window word
  // build: builds the tables of a group
  assign build_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0010;
  localparam BUILD_ONE = 0;  // 1
  localparam BUILD_MISSING = ALPHA_BITS;  // first taps that table 0 lacks
  localparam BUILD_ZERO = ALPHA_BITS + TB;  // the lanes are 0, else hold the group's last word
  // pitch: sets the step of the store address
  assign pitch_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0011;
  localparam PITCH_STEP = 0;  // signed
  localparam PITCH_STEP_BITS = WORD_BITS - 5;
  localparam PITCH_BUMP = WORD_BITS - 5;  // adds it now
  // signs: sign words are read from here on
  assign signs_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0100;
  localparam SIGNS_ADDRESS = 0;  // without its lowest SIGN_UNIT bits, which are 0
  localparam SIGNS_ADDRESS_BITS = WORD_BITS - 4;
  // next: goes to the target unless the loop is in its last round
  assign next_o = started_i && word_i[WORD_BITS-1 -: 4] == 4'b0101;
  localparam NEXT_TARGET = 0;  // address
  localparam NEXT_LOOP = PA;  // 0 or 1
  // setPass: sets the lookups of a pass
  assign set_pass_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110000;
  localparam SET_PASS_LOOKUPS = 0;  // less 1
  localparam SET_PASS_DIRECT = COUNT_BITS;  // of window words, else of sums; if any layer's are
  // setWindow: sets the address of the next window word
  assign set_window_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110001;
  localparam SET_WINDOW_ADDRESS = 0;  // in window words
  // setStep: sets the step of that address
  assign set_step_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110010;
  localparam SET_STEP_STEP = 0;  // in window words
  // setOutput: sets what becomes of values that leave the lanes
  assign set_output_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110011;
  localparam SET_OUTPUT_RAW = 0;  // they are scores
  localparam SET_OUTPUT_SUM = 1;  // they are pooled by their sum, else by their maximum
  localparam SET_OUTPUT_BLOCK = 2;  // positions that are pooled, less 1
  localparam SET_OUTPUT_SHIFT = LB + 2;  // of requantisation, less SHIFT_MIN
  localparam SET_OUTPUT_BITS = LB + RB + 2;  // of a requantised value, less Y_MIN_BITS
  localparam SET_OUTPUT_SIGNED = LB + RB + DB + 2;  // values keep their sign; if any layer's do
  // setLoop0: sets the rounds of loop 0
  assign set_loop0_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110100;
  localparam SET_LOOP0_ROUNDS = 0;  // state of its shift register before the first
  // setLoop1: sets the rounds of loop 1
  assign set_loop1_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110101;
  localparam SET_LOOP1_ROUNDS = 0;  // state of its shift register before the first
  // store: stores values one after the other
  assign store_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110110;
  localparam STORE_SOURCE = 0;  // 0 zeros, 1 none: the program begins again, 2 inputs
  localparam STORE_COUNT = STEP_BITS;  // of values, less 1
  // setTable: sets the first table of the group
  assign set_table_o = started_i && word_i[WORD_BITS-1 -: 7] == 7'b0110111;
  localparam SET_TABLE_TABLE = 0;  // its index
  // pool: reads a value and pools it; adds the step to the load address
  assign pool_o = started_i && word_i[WORD_BITS-1 -: 5] == 5'b01110;
  localparam POOL_STEP = 0;  // signed
  localparam POOL_STEP_BITS = WORD_BITS - 7;
  localparam POOL_STORE = WORD_BITS - 7;  // stores the pooled value
  localparam POOL_FIRST = WORD_BITS - 6;  // forgets what was read before
  // read: adds the step to the load address
  assign read_o = started_i && word_i[WORD_BITS-1 -: 5] == 5'b01111;
  localparam READ_STEP = 0;  // signed
  localparam READ_STEP_BITS = WORD_BITS - 5;
  // end of isa

  // Fields that share wires lie at the same place.
  generate
    if (BUILD_ONE != PASS_ALPHA || STORE_COUNT != FILL_COUNT || SET_STEP_STEP != SET_WINDOW_ADDRESS
        || SET_LOOP1_ROUNDS != SET_LOOP0_ROUNDS || PITCH_STEP != READ_STEP
        || PITCH_STEP_BITS != READ_STEP_BITS || POOL_STEP != READ_STEP || FILL_STEP != READ_STEP)
    begin : gen_check_shared
      bb_illegal_fields_that_share_wires_lie_apart illegal ();
    end
    if (SA > SIGNS_ADDRESS_BITS + SIGN_UNIT) begin : gen_check_signs
      bb_illegal_SA_is_wider_than_an_address_of_signs illegal ();
    end
    if (XA <= STEP_BITS) begin : gen_check_step
      bb_illegal_XA_is_not_above_STEP_BITS illegal ();
    end
  endgenerate

  assign alpha_o      = word_i[PASS_ALPHA +: ALPHA_BITS];
  assign advance_o    = word_i[PASS_ADVANCE +: GB];
  assign write_o      = word_i[FILL_WRITE];
  assign count_o      = word_i[FILL_COUNT +: COUNT_BITS];
  assign missing_o    = word_i[BUILD_MISSING +: TB];
  assign zero_o       = word_i[BUILD_ZERO];
  assign bump_o       = word_i[PITCH_BUMP];
  assign target_o     = word_i[NEXT_TARGET +: PA];
  assign loop_o       = word_i[NEXT_LOOP];
  assign lookups_o    = word_i[SET_PASS_LOOKUPS +: COUNT_BITS];
  assign direct_o     = DIRECT != 0 && word_i[SET_PASS_DIRECT];
  assign window_o     = word_i[SET_WINDOW_ADDRESS +: WB];
  assign raw_o        = word_i[SET_OUTPUT_RAW];
  assign sum_o        = word_i[SET_OUTPUT_SUM];
  assign block_o      = word_i[SET_OUTPUT_BLOCK +: LB];
  assign shift_o      = word_i[SET_OUTPUT_SHIFT +: RB];
  assign bits_o       = word_i[SET_OUTPUT_BITS +: DB];
  assign keep_o       = SIGNED != 0 && word_i[SET_OUTPUT_SIGNED];
  assign rounds_o     = word_i[SET_LOOP0_ROUNDS +: LOOP_BITS];
  assign restart_o    = store_o && word_i[STORE_SOURCE];
  assign inputs_o     = word_i[STORE_SOURCE+1];
  assign table_o      = word_i[SET_TABLE_TABLE +: NB];
  assign pool_store_o = word_i[POOL_STORE];
  assign pool_first_o = word_i[POOL_FIRST];

  generate
    if (BIAS_VALUE_BITS < ACC_BITS) begin : gen_bias_extended
      assign bias_value_o = {{(ACC_BITS - BIAS_VALUE_BITS){word_i[BIAS_VALUE+BIAS_VALUE_BITS-1]}},
                             word_i[BIAS_VALUE +: BIAS_VALUE_BITS]};
    end else begin : gen_bias
      assign bias_value_o = word_i[BIAS_VALUE +: ACC_BITS];
    end
  endgenerate

  wire [SIGNS_ADDRESS_BITS+SIGN_UNIT-1:0] start = {word_i[SIGNS_ADDRESS +: SIGNS_ADDRESS_BITS],
                                                   {SIGN_UNIT{1'b0}}};
  assign signs_start_o = start[SA-1:0];

  // Of a pool the step is shorter than of the others.
  localparam FAR = READ_STEP_BITS - POOL_STEP_BITS;

  wire [POOL_STEP_BITS-1:0] near_step = word_i[POOL_STEP +: POOL_STEP_BITS];
  wire [FAR-1:0]            far       = pool_o ? {FAR{near_step[POOL_STEP_BITS-1]}}
                                               : word_i[READ_STEP+POOL_STEP_BITS +: FAR];
  wire [XA+READ_STEP_BITS-1:0] extended = {{XA{far[FAR-1]}}, far, near_step};

  assign step_o      = extended[XA-1:0];
  assign load_step_o = {step_o[XA-1:STEP_BITS] & {(XA - STEP_BITS){pool_o || read_o}},
                        step_o[STEP_BITS-1:0]};

  wire unused = &{1'b0, start, extended};

endmodule

`default_nettype wire
