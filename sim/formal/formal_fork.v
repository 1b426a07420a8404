// Lemma: of a stream that stays until it is taken, bb_fork offers every beat to every reader until
// this takes it, once; a beat is taken from the stream in the cycle in which the last reader takes
// it: at no other time, and no later.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_fork #(
  parameter READERS = 2
) (
  input wire               clk_i,
  input wire               rst_ni,
  input wire               valid_i,
  input wire [READERS-1:0] ready_i
);

  wire               ready;
  wire [READERS-1:0] valid;

  bb_fork #(.READERS(READERS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_i), .ready_o(ready), .valid_o(valid),
    .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  reg waiting_q;
  always @(posedge clk_i) begin
    started_q <= 1'b1;
    waiting_q <= rst_ni && valid_i && !ready;
  end
  always @* begin
    if (!started_q) assume (!rst_ni);
    if (started_q && rst_ni && waiting_q) assume (valid_i);
  end

  // Beats taken from the stream, and by one reader, whichever it is; both modulo 8.
  (* anyconst *) reg [7:0] reader;
  always @* assume (reader < READERS);

  wire       offered = valid >> reader;
  wire       takes   = ready_i >> reader;
  reg  [2:0] stream_q, reader_q;
  wire [2:0] ahead = reader_q - stream_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      stream_q <= 3'd0;
      reader_q <= 3'd0;
    end else begin
      stream_q <= stream_q + {2'd0, valid_i && ready};
      reader_q <= reader_q + {2'd0, offered && takes};
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      // It has taken all that has left the stream, and at most the present beat beside it.
      assert (ahead == 3'd0 || (ahead == 3'd1 && valid_i));
      // The present beat is offered as long as it has not been taken.
      assert (offered == (valid_i && ahead == 3'd0));
      // Gone from the stream is what this reader has, or takes now; and it goes when all have it.
      if (valid_i && ready) assert (ahead == 3'd1 || takes);
      if (valid_i && (~valid | ready_i) == {READERS{1'b1}}) assert (ready);
    end
  end

endmodule

`default_nettype wire
