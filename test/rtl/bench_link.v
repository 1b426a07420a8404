// Plays events to bb_link and prints the bytes that it sends. The classifier is a sum over the codes
// for each class and step, as in test/link/device.ts, that pauses at random.
//
// events.hex: lines of a kind and a value. 0 a byte comes; 1 a byte is lost; 2 reset for so many
// cycles; 3 wait until the link rests; 4 hold the classifier's last score back (1) or not (0);
// 5 flags; 6 a parity error; 7 wait so many cycles.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bench_link #(
  parameter CODE_BITS  = 11,
  parameter CODES      = 300,
  parameter CLASSES    = 3,
  parameter SCORE_BITS = 12,
  parameter STEPS      = 1,
  parameter [255:0] IDENTITY = 256'd0,
  parameter SEED       = 1,
  parameter REST       = 100  // cycles without anything, behind which the link is at rest
);

  localparam IB = CLASSES > 1 ? $clog2(CLASSES) : 1;

  reg        clk, rst_n, rx_valid, rx_error, hold, parity;
  reg  [7:0] rx_data;
  reg  [2:0] flags;
  wire [7:0] tx_data;
  wire       tx_valid, core_rst_n, code_first, code_valid, score_ready;
  wire [2:0] led;
  wire [CODE_BITS-1:0] code;
  reg        tx_ready, code_ready, may_score;
  integer    seed, tx_left;

  // ---- classifier ---------------------------------------------------------------------------
  reg [SCORE_BITS-1:0] sums [0:STEPS*CLASSES-1];
  integer taken, given, best, c, s;

  wire score_last  = given % CLASSES == CLASSES - 1;
  wire score_valid = taken == CODES && given < STEPS * CLASSES && may_score
                     && !(hold && given == STEPS * CLASSES - 1);
  wire signed [SCORE_BITS-1:0] score = score_valid ? sums[given] : {SCORE_BITS{1'bx}};

  always @* begin
    best = 0;
    s    = given < STEPS * CLASSES ? given - given % CLASSES : 0;  // of this step
    for (c = 1; c < CLASSES; c = c + 1) if ($signed(sums[s+c]) > $signed(sums[s+best])) best = c;
  end

  // Beats pass at the rising edge; what is offered changes at the falling one.
  reg took, gave, rested, was_first;
  reg [CODE_BITS-1:0] was_code;

  always @(posedge clk) begin
    took      = code_valid && code_ready;
    gave      = score_valid && score_ready;
    rested    = core_rst_n !== 1'b1;
    was_code  = code;
    was_first = code_first;
    if (!rested && (code_valid === 1'bx || (score_valid && score_ready === 1'bx))) $display("FAIL x");
  end

  always @(negedge clk) begin
    if (rested) begin
      taken = 0;
      given = 0;
      for (c = 0; c < STEPS * CLASSES; c = c + 1) sums[c] = 7 + c / CLASSES;
    end else begin
      if (took) begin
        if (was_first !== (taken == 0)) $display("FAIL first");
        for (c = 0; c < STEPS * CLASSES; c = c + 1)
          sums[c] = sums[c] * 31 + was_code * (c % CLASSES + 1) + taken;
        taken = taken + 1;
      end
      if (gave) given = given + 1;
    end
    if (rested || gave || !may_score) may_score = $random(seed) & 1;
    code_ready = taken < CODES && ($random(seed) & 3) != 0;
  end

  bb_link #(
    .CODE_BITS(CODE_BITS), .CODES(CODES), .CLASSES(CLASSES), .SCORE_BITS(SCORE_BITS),
    .STEPS(STEPS), .IDENTITY(IDENTITY)
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .rx_data_i(rx_data), .rx_valid_i(rx_valid), .rx_error_i(rx_error),
    .tx_data_o(tx_data), .tx_valid_o(tx_valid), .tx_ready_i(tx_ready),
    .core_rst_no(core_rst_n), .code_o(code), .code_first_o(code_first), .code_valid_o(code_valid),
    .code_ready_i(code_ready), .score_i(score), .score_valid_i(score_valid),
    .score_last_i(score_last), .score_ready_o(score_ready),
    .class_i(score_valid && score_last ? best[IB-1:0] : {IB{1'bx}}),
    .flags_i(flags), .parity_i(parity), .led_o(led)
  );

  // ---- line ---------------------------------------------------------------------------------
  integer quiet;
  always @(posedge clk) begin
    quiet = rx_valid || tx_valid || !tx_ready || code_valid || score_valid ? 0 : quiet + 1;
    if (rst_n && tx_valid === 1'bx) $display("FAIL x");
    if (rst_n && tx_valid && tx_ready) begin
      $display("TX %h", tx_data);
      tx_ready <= 1'b0;
      tx_left   = 16 + ($random(seed) & 3);
    end else if (tx_left > 0) begin
      tx_left = tx_left - 1;
      if (tx_left == 0) tx_ready <= 1'b1;
    end
  end

  integer file, found, kind, value, waited;

  initial begin
    seed     = SEED;
    clk      = 1'b0;
    rst_n    = 1'b0;
    rx_valid = 1'b0;
    rx_error = 1'b0;
    rx_data  = 8'hxx;
    tx_ready = 1'b1;
    tx_left  = 0;
    hold     = 1'b0;
    parity   = 1'b0;
    flags    = 3'd0;
    quiet    = 0;
    may_score = 1'b0;
    file     = $fopen("events.hex", "r");
    repeat (3) @(negedge clk);
    rst_n = 1'b1;
    found = $fscanf(file, "%h %h", kind, value);
    while (found == 2) begin
      case (kind)
        0: begin
          rx_data  = value;
          rx_valid = 1'b1;
          @(negedge clk);
          rx_valid = 1'b0;
          repeat (8 + ($random(seed) & 3)) @(negedge clk);
          rx_data = 8'hxx;
        end
        1: begin
          rx_error = 1'b1;
          @(negedge clk);
          rx_error = 1'b0;
        end
        2: begin
          rst_n = 1'b0;
          repeat (value) @(negedge clk);
          rst_n = 1'b1;
          $display("RESET");
        end
        3: begin
          quiet = 0;
          waited = 0;
          while (quiet < REST && waited < 40000) begin
            @(negedge clk);
            waited = waited + 1;
          end
          $display("REST %b", led);
          if (waited == 40000) begin
            $display("FAIL the link never rests");
            $finish;
          end
        end
        4: hold = value;
        5: flags = value;
        6: begin
          parity = 1'b1;
          @(negedge clk);
          parity = 1'b0;
        end
        default: repeat (value) @(negedge clk);
      endcase
      found = $fscanf(file, "%h %h", kind, value);
    end
    $display("DONE");
    $finish;
  end

  always #5 clk = !clk;

endmodule

`default_nettype wire
