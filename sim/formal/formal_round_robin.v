// Lemma: a turn is somebody's who has asked for it, and stays until its owner ends it; no cycle is
// lost while another asks; who asks waits for no more than one turn of each other; whatever the
// requests, ends and resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_round_robin #(
  parameter REQUESTS = 2
) (
  input wire                clk_i,
  input wire                rst_ni,
  input wire [REQUESTS-1:0] request_i,
  input wire                end_i
);

  localparam TB = $clog2(REQUESTS);

  wire [REQUESTS-1:0] grant;
  wire [TB-1:0]       turn;
  wire                open = grant != {REQUESTS{1'b0}};

  bb_round_robin #(.REQUESTS(REQUESTS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .request_i(request_i), .end_i(end_i),
    .grant_o(grant), .turn_o(turn)
  );

  // Who asks goes on until its turn ends, and only a turn that there is ends.
  reg                started_q = 1'b0;
  reg                sound_q;  // the cycle before was no reset
  reg                end_q, open_q;
  reg [REQUESTS-1:0] asked_q, grant_q;
  wire [REQUESTS-1:0] waited = asked_q & ~(grant_q & {REQUESTS{end_q}});

  always @(posedge clk_i) begin
    started_q <= 1'b1;
    sound_q   <= rst_ni;
    asked_q   <= request_i;
    grant_q   <= grant;
    open_q    <= open;
    end_q     <= end_i;
  end
  always @* begin
    if (!started_q) assume (!rst_ni);
    if (started_q && rst_ni && sound_q) assume ((waited & ~request_i) == {REQUESTS{1'b0}});
    if (end_i) assume (open);
  end

  // Turns that began while one of them, whichever it is, was waiting.
  (* anyconst *) reg [TB-1:0] one;
  always @* assume (one < REQUESTS);

  wire       mine   = grant >> one;
  wire       begins = open && (!open_q || end_q);
  reg  [4:0] passed_q;
  wire [4:0] passed = passed_q + {4'd0, begins && !mine};

  always @(posedge clk_i) begin
    if (!rst_ni || mine || !(|((request_i >> one) & {{(REQUESTS - 1){1'b0}}, 1'b1}))) passed_q <= 5'd0;
    else passed_q <= passed;
  end

  always @* begin
    if (started_q && rst_ni) begin
      // One at most, and the one that it says.
      assert ((grant & (grant - 1'b1)) == {REQUESTS{1'b0}});
      assert (turn < REQUESTS);
      if (open) assert (grant == {{(REQUESTS - 1){1'b0}}, 1'b1} << turn);
      if (sound_q) begin
        assert ((grant & ~request_i) == {REQUESTS{1'b0}});
        if (open_q && !end_q) assert (grant == grant_q);
        // No cycle is lost while another than the last owner asked.
        if ((waited & ~grant_q) != {REQUESTS{1'b0}}) assert (open);
        assert (passed < REQUESTS);
      end
    end
  end

endmodule

`default_nettype wire
