// Host link of a classifier: takes frames of bytes, answers each good one with one frame, gives
// codes to the classifier and keeps its last result. docs/link.md has frames and commands.
//
// A frame is kept until it is whole and its check sum is right; nothing of a bad one has an effect.
// Codes say which fragment and which place in it they are for, and are taken only when that is the
// next, so that a frame may come twice. While a frame is worked on and answered none is received.
// A result of many steps is read in pages, each as often as the host asks for it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_link #(
  parameter CODE_BITS  = 11,    // of a converter code, 1 .. 16
  parameter CODES      = 3600,  // of a fragment, 1 .. 65535
  parameter CLASSES    = 17,    // at most 256; CLASSES * SCORE_BYTES at most 247 of one step
  parameter SCORE_BITS = 20,    // of a score, signed
  parameter STEPS      = 1,     // times that scores and class come for a fragment, at least 1
  parameter [255:0] IDENTITY = 256'd0,  // 32 bytes, the first lowest; 0 to 7 are not sent
  parameter IB         = CLASSES > 1 ? $clog2(CLASSES) : 1  // bits of a class (from CLASSES)
) (
  input  wire       clk_i,                     // clock
  input  wire       rst_ni,                    // synchronous reset, active low
  // bytes
  input  wire [7:0] rx_data_i,                 // stays for 8 cycles
  input  wire       rx_valid_i,                // a byte has come, for one cycle
  input  wire       rx_error_i,                // a byte was lost
  output wire [7:0] tx_data_o,                 // byte to send
  output wire       tx_valid_o,                // it is offered
  input  wire       tx_ready_i,                // low for at least 16 cycles after a byte
  // classifier
  output reg                   core_rst_no,    // low for a cycle after every fragment ...
  output wire                  core_rest_o,    // ... in which this is high
  output wire [CODE_BITS-1:0]  code_o,         // converter code
  output wire                  code_first_o,   // of a fragment
  output wire                  code_valid_o,   // it is offered
  input  wire                  code_ready_i,   // it is taken, if offered
  input  wire [SCORE_BITS-1:0] score_i,        // score, signed
  input  wire                  score_valid_i,  // a score is offered
  input  wire                  score_last_i,   // the last of its step
  output wire                  score_ready_o,  // it is taken, if offered
  input  wire [IB-1:0]         class_i,        // class, with the last score
  input  wire [2:0]            flags_i,        // of the codes of the fragment up to now
  input  wire                  parity_i,       // a weight or program memory has failed its parity
  output wire [2:0]            led_o           // {error, a fragment is begun, changes with each}
);

  // ---- commands and frames ------------------------------------------------------------------
  localparam [2:0] SAMPLES = 3'd1, RESTART = 3'd2, DESCRIBE = 3'd3, RESULT = 3'd4, UNKNOWN = 3'd7;
  localparam [7:0] FLAG = 8'h7e, ESCAPE = 8'h7d;
  localparam [31:0] POLYNOMIAL = 32'hedb88320;  // of CRC-32, the lowest bit first
  localparam [31:0] RESIDUE    = 32'hdebb20e3;  // of a frame with its check sum

  localparam [8:0] LEAST = 9'd10;  // bytes of a request with its check sum's 4
  localparam HEAD = 8;  // bytes of an answer before its payload; a request has the first 6
  localparam [31:0] HEAD_C = HEAD;
  localparam SCORE_BYTES = (SCORE_BITS + 7) / 8;
  localparam BYTES = STEPS * (CLASSES * SCORE_BYTES + 1);  // of a result
  localparam PAGES = (BYTES + 247) / 248;  // answers that hold it
  localparam [31:0] RESULT_END = HEAD + BYTES - 248 * (PAGES - 1);  // of the last one
  localparam GB = $clog2(PAGES + 1);  // bits of a part of the buffer
  localparam PB = $clog2(CODES + 1);
  localparam [31:0] CODES_C = CODES;

  generate
    if ((STEPS == 1 && PAGES > 1) || CLASSES > 256) begin : gen_refuse_classes
      bb_illegal_CLASSES_their_scores_are_above_247_bytes refuse ();
    end
    if (PAGES > 255) begin : gen_refuse_steps
      bb_illegal_STEPS_their_scores_are_above_255_answers refuse ();
    end
    if (CODE_BITS > 16) begin : gen_refuse_code
      bb_illegal_CODE_BITS_is_above_16 refuse ();
    end
    if (CODES > 65535) begin : gen_refuse_codes
      bb_illegal_CODES_is_above_65535 refuse ();
    end
  endgenerate

  localparam [2:0] RECEIVE = 3'd0, LOW = 3'd1, HIGH = 3'd2, OFFER = 3'd3, OPEN = 3'd4,
                   BODY = 3'd5, CHECK = 3'd6, CLOSE = 3'd7;

  reg [2:0]    state_q;
  reg [8:0]    at_q;        // bytes of the frame that were received or sent
  reg [7:0]    read_q;      // place in the frame of the next byte of a code
  reg [2:0]    command_q;
  reg          rest_q;      // the core is in reset
  reg          here_q;      // up to now the frame is for the next code
  reg          bad_q;       // the frame has lost a byte
  reg          hunt_q;      // no frame has begun
  reg          escape_q;    // the byte before was ESCAPE
  reg [7:0]    low_q;       // byte of a code
  reg [7:0]    faults_q;    // bad frames since the last restart, modulo 256
  reg [15:0]   fragment_q;  // fragments done since the last restart, modulo 65536
  reg [PB-1:0] position_q;  // codes taken of the next one
  reg          scored_q;    // all its scores came
  reg          have_q;      // a fragment was done since the last restart
  reg          parity_q;
  reg          error_q;

  wire receiving = state_q == RECEIVE;
  wire payload   = at_q[7:3] != 5'd0;  // behind the head
  wire described = payload && command_q == DESCRIBE;
  wire complete  = position_q == CODES_C[PB-1:0];
  wire result    = have_q && position_q == {PB{1'b0}};

  assign led_o = {error_q, position_q != {PB{1'b0}}, fragment_q[0]};

  // ---- receiver -----------------------------------------------------------------------------
  wire [7:0] received = {rx_data_i[7:6], rx_data_i[5] ^ escape_q, rx_data_i[4:0]};
  wire       flag     = receiving && rx_valid_i && rx_data_i == FLAG;
  wire       escape   = receiving && rx_valid_i && rx_data_i == ESCAPE;
  wire       plain    = receiving && rx_valid_i && rx_data_i != FLAG && rx_data_i != ESCAPE;
  wire       store    = plain && !hunt_q && !at_q[8];

  reg [31:0] crc_q;
  wire       ended   = flag && !hunt_q && at_q != 9'd0;
  wire       good    = ended && !bad_q && !escape_q && crc_q == RESIDUE && at_q >= LEAST;
  wire       restart = good && command_q == RESTART;
  // Not while a frame is answered, so that what one answer says was true at one time.
  wire       done    = scored_q && complete && receiving && !rx_valid_i;

  // ---- codes --------------------------------------------------------------------------------
  // Those of a frame end before its check sum.
  wire [7:0]  word;
  wire [7:0]  pairs = at_q[8:1] - 8'd2;
  wire        last  = {1'b0, read_q[7:1]} == pairs || complete;
  wire        take  = code_valid_o && code_ready_i;
  wire [15:0] code  = {word, low_q};

  assign code_o       = code[CODE_BITS-1:0];
  assign core_rest_o  = rest_q;
  assign code_first_o = position_q == {PB{1'b0}};
  assign code_valid_o = state_q == OFFER;

  // ---- result: of each step the scores' bytes, the lowest first, then the class ---------------
  localparam SB = $clog2(SCORE_BYTES + 1);
  localparam [31:0] SCORE_BYTES_C = SCORE_BYTES;

  reg  [SB-1:0] piece_q;
  reg  [7:0]    result_at_q;

  // One byte more than is sent, so that there is always something to fill up.
  wire [8*SCORE_BYTES+7:0] score =
      {{(8 * SCORE_BYTES + 8 - SCORE_BITS){score_i[SCORE_BITS-1]}}, score_i};
  wire [8:0]  class_byte = {{(9 - IB){1'b0}}, class_i};
  wire        is_class = piece_q == SCORE_BYTES_C[SB-1:0];
  wire        result_we = score_valid_i && !scored_q && !store;

  assign score_ready_o = !scored_q && !store
                      && (is_class || (!score_last_i && piece_q == SCORE_BYTES_C[SB-1:0] - 1'b1));

  // ---- pages of a result: part 0 of the buffer is a frame's, the others are theirs ------------
  wire [GB-1:0] part, asked;  // that the next byte goes to; that the host asks for
  wire          there;        // the host asks for one that there is ...
  wire          ends;         // ... and that is the last
  wire          last_step;    // scores are of the fragment's last step
  wire          full = result_at_q == 8'd255;

  generate
    if (PAGES == 1) begin : gen_page
      wire unused_full = full;

      assign part  = 1'b1;
      assign asked = 1'b1;
      assign there = 1'b1;
      assign ends  = 1'b1;
    end else begin : gen_pages
      localparam [31:0] PAGES_C   = PAGES;
      localparam [31:0] LAST_PAGE = PAGES - 1;
      localparam [31:0] FIRST     = 1;

      reg [GB-1:0] part_q;
      reg [7:0]    asked_q;  // from 0

      assign part  = part_q;
      assign asked = asked_q[GB-1:0] + 1'b1;
      assign there = asked_q < PAGES_C[7:0];
      assign ends  = asked_q == LAST_PAGE[7:0];

      always @(posedge clk_i) begin
        if (rest_q) part_q <= FIRST[GB-1:0];
        else if (result_we && full) part_q <= part_q + 1'b1;
      end

      always @(posedge clk_i) if (store && at_q == 9'd4) asked_q <= received;

      wire unused_pages = &{1'b0, PAGES_C, LAST_PAGE, FIRST};
    end

    if (STEPS == 1) begin : gen_whole
      assign last_step = 1'b1;
    end else begin : gen_steps
      localparam TB = $clog2(STEPS);
      localparam [31:0] LAST_STEP = STEPS - 1;

      reg [TB-1:0] step_q;

      assign last_step = step_q == LAST_STEP[TB-1:0];

      always @(posedge clk_i) begin
        if (rest_q) step_q <= {TB{1'b0}};
        else if (result_we && score_ready_o && score_last_i) step_q <= step_q + 1'b1;
      end
    end
  endgenerate

  reg  [7:0] result_byte;
  integer    i;
  always @* begin
    result_byte = class_byte[7:0];
    for (i = 0; i < SCORE_BYTES; i = i + 1)
      if (piece_q == i[SB-1:0]) result_byte = score[8*i +: 8];
  end

  // ---- buffer: a frame, then the result ------------------------------------------------------
  bb_ram #(.WIDTH(8), .DEPTH(256 * (PAGES + 1))) buffer (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .we_i(store || result_we),
    .waddr_i(store ? {{GB{1'b0}}, at_q[7:0]} : {part, result_at_q}),
    .wdata_i(store ? received : result_byte),
    .re_i(state_q == LOW || state_q == HIGH || (state_q == BODY && !described)),
    .raddr_i(state_q != BODY ? {{GB{1'b0}}, read_q} : {payload ? asked : {GB{1'b0}}, at_q[7:0]}),
    .rdata_o(word)
  );

  // ---- head: the same places in a request and its answer -------------------------------------
  wire [16:0] position = {{(17 - PB){1'b0}}, position_q};
  reg  [7:0]  head;
  always @* begin
    case (at_q[2:0])
      3'd2:    head = fragment_q[7:0];
      3'd3:    head = fragment_q[15:8];
      3'd4:    head = position[7:0];
      3'd5:    head = position[15:8];
      3'd6:    head = {1'b0, flags_i & {3{result}}, 1'b0, parity_q, result, complete};
      default: head = faults_q;
    endcase
  end

  // ---- sender -------------------------------------------------------------------------------
  wire        in_head   = !payload && at_q[2:1] != 2'd0;
  wire [7:0]  body      = in_head ? head : described ? IDENTITY[8*at_q[4:0] +: 8] : word;
  wire [7:0]  out       = state_q == CHECK ? ~crc_q[7:0] : body;
  wire [8:0]  stop      = state_q == CHECK ? 9'd3
                        : command_q == DESCRIBE ? 9'd31
                        : command_q != RESULT || !result || !there ? 9'd7
                        : ends ? RESULT_END[8:0] - 9'd1 : 9'd255;

  wire        framing   = state_q == OPEN || state_q == CLOSE;
  wire        special   = (out == FLAG || out == ESCAPE) && !escape_q;
  wire        sent      = tx_valid_o && tx_ready_i;
  wire        sent_body = sent && !framing && !special;

  assign tx_valid_o = state_q[2];
  assign tx_data_o  = framing ? FLAG : special ? ESCAPE : {out[7:6], out[5] ^ escape_q, out[4:0]};

  // ---- check sum: CRC-32 of both directions, a bit a cycle -----------------------------------
  reg  [7:0]  byte_q;
  reg  [3:0]  left_q;  // bits of it to come
  reg         shift_q;  // the check sum is sent: it moves on by a byte

  wire        feedback = (crc_q[0] ^ byte_q[0]) && !shift_q;

  always @(posedge clk_i) begin
    if (store || sent_body) begin
      byte_q  <= receiving ? received : out;
      shift_q <= state_q == CHECK;
    end else begin
      byte_q <= {1'b0, byte_q[7:1]};
    end
    if (flag || state_q == OPEN) crc_q <= 32'hffffffff;
    else if (left_q != 4'd0) crc_q <= {1'b0, crc_q[31:1]} ^ (feedback ? POLYNOMIAL : 32'd0);
  end

  always @(posedge clk_i) begin
    if (!rst_ni) left_q <= 4'd0;
    else if (flag) left_q <= 4'd0;
    else if (store || sent_body) left_q <= 4'd8;
    else if (left_q != 4'd0) left_q <= left_q - 1'b1;
  end

  // ---- state --------------------------------------------------------------------------------
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= RECEIVE;
      at_q      <= 9'd0;
      hunt_q    <= 1'b1;
      escape_q  <= 1'b0;
      bad_q     <= 1'b0;
      here_q    <= 1'b0;
      command_q <= 3'd0;
      read_q    <= 8'd0;
      low_q     <= 8'd0;
    end else begin
      case (state_q)
        RECEIVE: begin
          if (flag) begin
            hunt_q   <= 1'b0;
            bad_q    <= 1'b0;
            escape_q <= 1'b0;
            here_q   <= 1'b1;
          end else begin
            if (escape) escape_q <= 1'b1;
            else if (plain) escape_q <= 1'b0;
            // A byte more than the buffer holds is a lost one too.
            if (rx_error_i || (plain && at_q[8])) bad_q <= 1'b1;
            if (done || (store && received != head && at_q >= 9'd2 && at_q < 9'd6)) here_q <= 1'b0;
          end
          if (store && at_q == 9'd1) command_q <= received[7:3] != 5'd0 ? UNKNOWN : received[2:0];
          if (!good && flag) at_q <= 9'd0;
          else if (store) at_q <= at_q + 1'b1;
          read_q <= 8'd6;
          if (good) begin
            if (command_q == SAMPLES && here_q) begin
              state_q <= LOW;
            end else begin
              state_q <= OPEN;
              at_q    <= 9'd0;
            end
          end
        end
        LOW: begin
          if (last) begin
            state_q <= OPEN;
            at_q    <= 9'd0;
          end else begin
            state_q <= HIGH;
            read_q  <= read_q + 1'b1;
          end
        end
        HIGH: begin
          low_q   <= word;
          read_q  <= read_q + 1'b1;
          state_q <= OFFER;
        end
        OFFER: if (code_ready_i) state_q <= LOW;
        OPEN:  if (sent) state_q <= BODY;
        CLOSE: begin
          if (sent) state_q <= RECEIVE;
          at_q   <= 9'd0;
          hunt_q <= 1'b1;
        end
        default: begin  // BODY and CHECK
          if (sent) escape_q <= special;
          if (sent_body) begin
            at_q <= at_q == stop ? 9'd0 : at_q + 1'b1;
            if (at_q == stop) state_q <= state_q == BODY ? CHECK : CLOSE;
          end
        end
      endcase
    end
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      faults_q   <= 8'd0;
      fragment_q <= 16'd0;
      position_q <= {PB{1'b0}};
      have_q     <= 1'b0;
      parity_q   <= 1'b0;
      error_q    <= 1'b0;
    end else if (restart) begin
      faults_q   <= 8'd0;
      fragment_q <= 16'd0;
      position_q <= {PB{1'b0}};
      have_q     <= 1'b0;
      parity_q   <= 1'b0;
      error_q    <= 1'b0;
    end else begin
      if (ended && !good) faults_q <= faults_q + 1'b1;
      if (done) begin
        fragment_q <= fragment_q + 1'b1;
        position_q <= {PB{1'b0}};
        have_q     <= 1'b1;
      end else if (take) begin
        position_q <= position_q + 1'b1;
      end
      parity_q <= parity_q || parity_i;
      error_q  <= error_q || parity_i || (ended && !good);
    end
  end

  // Nothing but the core is reset by its reset, which may be an asynchronous one.
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      core_rst_no <= 1'b0;
      rest_q      <= 1'b1;
    end else begin
      core_rst_no <= !restart && !done;
      rest_q      <= restart || done;
    end
  end

  always @(posedge clk_i) begin
    if (rest_q) begin
      scored_q    <= 1'b0;
      piece_q     <= {SB{1'b0}};
      result_at_q <= HEAD_C[7:0];
    end else if (result_we) begin
      result_at_q <= full ? HEAD_C[7:0] : result_at_q + 1'b1;
      piece_q     <= score_ready_o ? {SB{1'b0}} : piece_q + 1'b1;
      scored_q    <= score_ready_o && score_last_i && last_step;
    end
  end

  wire unused = &{1'b0, code, position[16], score[8*SCORE_BYTES +: 8], class_byte[8], CODES_C,
                  HEAD_C, SCORE_BYTES_C, RESULT_END, received};

endmodule

`default_nettype wire
