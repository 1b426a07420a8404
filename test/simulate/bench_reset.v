// Resets a design at any time and checks every score and class since; `device`, which the test
// writes, is the design with a reset that is asserted high. An asynchronous reset is asserted
// before there is a clock, and later for any time at any place of a cycle.
`timescale 1ns / 1ps

module bench_reset #(
  parameter SAMPLES = 1, FRAGMENTS = 1, CLASSES = 1, CODE_BITS = 1, SCORE_BITS = 1, CLASS_BITS = 1,
  parameter ASYNC = 0, REGISTERED = 0, RESETS = 1, CYCLES = 1, SEED = 1
);

  reg                   clk, rst, valid, score_ready;
  reg  [CODE_BITS-1:0]  samples [0:SAMPLES*FRAGMENTS-1];
  reg  [SCORE_BITS-1:0] scores [0:CLASSES*FRAGMENTS-1];
  reg  [CLASS_BITS-1:0] classes [0:FRAGMENTS-1];
  wire                  ready, score_valid, score_last;
  wire [SCORE_BITS-1:0] score;
  wire [CLASS_BITS-1:0] class_index;
  wire [CODE_BITS-1:0]  sample = samples[sent];
  integer               seed, sent, got, compared, failures, round, quiet;

  device dut (
    .clk(clk), .rst(rst), .sample(sample), .valid(valid), .ready(ready), .score(score),
    .score_valid(score_valid), .score_ready(score_ready), .score_last(score_last),
    .class_index(class_index)
  );

  function integer below(input integer n);
    below = $unsigned($random(seed)) % n;
  endfunction

  task check(input good, input [8*24-1:0] what);
    if (good !== 1'b1) begin
      failures = failures + 1;
      if (failures < 6) $display("FAIL %0s at %0t, round %0d", what, $time, round);
    end
  endtask

  // In reset nothing is offered, and what a register gives is 0; a reset with the clock alone does
  // not hold back the ready of the sample port.
  task check_reset;
    begin
      check(score_valid === 1'b0, "score_valid_o in reset");
      if (ASYNC != 0 || REGISTERED != 0) check(ready === 1'b0, "sample_ready_o in reset");
      else check(^ready !== 1'bx, "sample_ready_o undefined");
      if (REGISTERED != 0) check({score, score_last, class_index} === 0, "outputs in reset");
    end
  endtask

  always @(posedge clk or posedge rst) begin
    if (rst) begin
      sent        <= 0;
      got         <= 0;
      valid       <= 1'b0;
      score_ready <= 1'b0;
    end else begin
      check(^{ready, score_valid} !== 1'bx, "a port is undefined");
      if (valid && ready) sent <= sent + 1;
      if (!valid || ready) valid <= sent + (valid && ready) < SAMPLES * FRAGMENTS && below(3) != 0;
      score_ready <= below(3) != 0;
      if (score_valid && score_ready) begin
        check(score === scores[got], "score");
        check(score_last === (got % CLASSES == CLASSES - 1), "score_last_o");
        if (score_last) check(class_index === classes[got/CLASSES], "class");
        compared = compared + 1;
        got <= got + 1;
      end
    end
  end

  initial begin
    $readmemh("samples.hex", samples);
    $readmemh("scores.hex", scores);
    $readmemh("class.hex", classes);
    seed     = SEED;
    compared = 0;
    failures = 0;
    round    = 0;
    clk      = 1'b0;
    rst      = 1'b0;
    #3 rst   = 1'b1;
    #1 if (ASYNC != 0) check_reset;
    #6;
    fork
      forever #5 clk = !clk;
      begin
        repeat (2) @(negedge clk);
        check_reset;
        rst = 1'b0;
        for (round = 1; round <= RESETS; round = round + 1) begin
          repeat (below(CYCLES)) @(negedge clk);
          if (ASYNC != 0) #(below(9) + 0.3);
          rst = 1'b1;
          if (ASYNC == 0) @(posedge clk);
          #0.4 check_reset;
          if (ASYNC != 0) #(below(25) + 0.1);
          else repeat (1 + below(2)) @(negedge clk);
          rst = 1'b0;
        end
        for (quiet = 0; got < CLASSES * FRAGMENTS && quiet < 20 * CYCLES; quiet = quiet + 1)
          @(negedge clk);
        check(got == CLASSES * FRAGMENTS, "scores missing");
        $display("%0s: %0d scores compared", failures == 0 ? "PASS" : "FAIL", compared);
        $finish;
      end
    join
  end

endmodule
