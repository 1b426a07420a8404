// Takes the beats of a stream, with random pauses, and compares them with <NAME>.hex (see
// bench_source). With HOLD a beat must stay, valid and payload, until it is taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bench_sink #(
  parameter BITS  = 1,
  parameter BEATS = 1,
  parameter SEED  = 1,
  parameter HOLD  = 1,
  parameter NAME  = "out"
) (
  input  wire            clk,
  input  wire            rst_n,
  input  wire [15:0]     epoch,
  input  wire [7:0]      pause,
  input  wire            valid,
  input  wire [BITS-1:0] data,
  output reg             ready,
  output wire            done    // all beats of the epoch came
);

  reg [BITS+15:0] beats [0:BEATS-1];
  reg             waiting;
  reg [BITS-1:0]  held;
  integer         next, seed, beat_of_epoch;

  initial begin
    $readmemh({NAME, ".hex"}, beats);
    next          = 0;
    beat_of_epoch = 0;
    seed          = SEED;
    ready         = 1'b0;
    waiting       = 1'b0;
  end

  wire [BITS+15:0] beat = beats[next];
  wire             more = next < BEATS && beat[BITS +: 16] == epoch;

  assign done = !more;

  always @(posedge clk) begin
    if (!rst_n) begin
      while (next < BEATS && beats[next] >> BITS < epoch) next = next + 1;
      beat_of_epoch = 0;
      waiting       = 1'b0;
    end else begin
      if ((valid & ready) === 1'bx || (HOLD != 0 && valid === 1'bx))
        $display("FAIL %0s: valid is x in epoch %0d at beat %0d", NAME, epoch, beat_of_epoch);
      if (HOLD != 0 && waiting && (valid !== 1'b1 || data !== held))
        $display("FAIL %0s: beat %0d of epoch %0d did not stay until it was taken", NAME,
                 beat_of_epoch, epoch);
      if (valid === 1'b1 && ready) begin
        if (!more) $display("FAIL %0s: a beat too many in epoch %0d: %h", NAME, epoch, data);
        else if (data !== beat[BITS-1:0])
          $display("FAIL %0s: beat %0d of epoch %0d is %h, expected %h", NAME, beat_of_epoch, epoch,
                   data, beat[BITS-1:0]);
        if (more) next = next + 1;
        beat_of_epoch = beat_of_epoch + 1;
      end
      waiting = valid === 1'b1 && !ready;
      held    = data;
    end
  end

  always @(negedge clk) ready = ($random(seed) & 32'hff) >= pause;

endmodule

`default_nettype wire
