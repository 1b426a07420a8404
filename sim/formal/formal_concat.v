// Lemma: of streams that come in one order, bb_concat gives tile by tile all beats of the first, then
// all of the next, each once and unchanged, with its marks; it takes a beat in the cycle in which it
// is taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_concat #(
  parameter STREAMS = 2,
  parameter BITS    = 1,
  parameter FIRST   = 1,  // channels of the first stream, 1 to 3
  parameter LATER   = 2   // channels of each later one, 1 to 3
) (
  input wire                    clk_i,
  input wire                    rst_ni,
  input wire [STREAMS*BITS-1:0] data_i,
  input wire [STREAMS-1:0]      last_i,
  input wire [STREAMS-1:0]      end_i,
  input wire [STREAMS-1:0]      valid_i,
  input wire                    ready_i
);

  localparam [1:0] FIRST_C = FIRST;
  localparam [1:0] LATER_C = LATER;

  wire [STREAMS-1:0] ready;
  wire               valid, last, ends;
  wire [BITS-1:0]    data;

  bb_concat #(
    .STREAMS(STREAMS), .BITS(BITS), .CB(2), .CHANNELS({{(STREAMS - 1){LATER_C}}, FIRST_C})
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(last_i), .end_i(end_i),
    .valid_i(valid_i), .ready_o(ready), .data_o(data), .last_o(last), .end_o(ends),
    .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // Tiles of one stream that have been taken whole, whichever it is, and of the one before it.
  (* anyconst *) reg [7:0] stream;
  always @* assume (stream < STREAMS);

  wire [7:0] before   = stream == 8'd0 ? STREAMS - 1 : stream - 8'd1;
  wire       takes    = valid_i[stream] && ready[stream];
  wire       takes_it = valid_i[before] && ready[before];
  reg  [1:0] channel_q, channel_before_q;
  reg  [2:0] tiles_q, tiles_before_q;
  wire [1:0] channels        = stream == 8'd0 ? FIRST_C : LATER_C;
  wire [1:0] channels_before = before == 8'd0 ? FIRST_C : LATER_C;
  wire       tile_end        = takes && last_i[stream] && channel_q + 2'd1 == channels;
  wire       tile_end_before =
    takes_it && last_i[before] && channel_before_q + 2'd1 == channels_before;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      channel_q        <= 2'd0;
      channel_before_q <= 2'd0;
      tiles_q          <= 3'd0;
      tiles_before_q   <= 3'd0;
    end else begin
      if (takes && last_i[stream]) channel_q <= tile_end ? 2'd0 : channel_q + 2'd1;
      if (takes_it && last_i[before])
        channel_before_q <= tile_end_before ? 2'd0 : channel_before_q + 2'd1;
      tiles_q        <= tiles_q + {2'd0, tile_end};
      tiles_before_q <= tiles_before_q + {2'd0, tile_end_before};
    end
  end

  // The first stream is a tile ahead of the last at most, every other behind the one before it.
  wire [2:0] ahead = tiles_before_q - tiles_q;

  always @* begin
    if (started_q && rst_ni) begin
      assert (stream == 8'd0 ? ahead == 3'd0 || ahead == 3'd7 : ahead == 3'd0 || ahead == 3'd1);
      // What is taken is given, in that cycle, as it is.
      if (takes) begin
        assert (valid && ready_i && data == data_i[stream*BITS +: BITS]);
        assert (last == last_i[stream]);
        assert (ends == (end_i[stream] && stream == STREAMS - 1));
        // Its turn: those before have given this tile, and those behind all tiles before.
        assert (stream == 8'd0 ? ahead == 3'd0 : ahead == 3'd1);
      end
      // One beat for one.
      assert ((valid && ready_i) == |(valid_i & ready));
      assert ((ready & (ready - 1'b1)) == {STREAMS{1'b0}});
    end
  end

endmodule

`default_nettype wire
