// Several streams of one order as one, the channels of one behind those of the other: tile by tile,
// in a tile the beats of the first stream, then those of the next. Combinational but for the place.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_concat #(
  parameter STREAMS = 2,  // at least 2
  parameter BITS    = 8,  // of a value of any stream, at least 1
  parameter CB      = 3,  // bits of a number of channels, at least 1
  parameter [STREAMS*CB-1:0] CHANNELS = 0  // of each stream, 1 to 2^CB - 1, the first lowest
) (
  input  wire                    clk_i,    // clock
  input  wire                    rst_ni,   // synchronous reset, active low
  input  wire [STREAMS*BITS-1:0] data_i,   // value of each stream, the first lowest
  input  wire [STREAMS-1:0]      last_i,   // the last position of its channel in its tile
  input  wire [STREAMS-1:0]      end_i,    // the last value of its fragment
  input  wire [STREAMS-1:0]      valid_i,  // data_i, last_i and end_i are offered
  output wire [STREAMS-1:0]      ready_o,  // they are taken, if offered
  output reg  [BITS-1:0]         data_o,   // value
  output reg                     last_o,   // the last position of its channel in its tile
  output wire                    end_o,    // the last value of its fragment
  output reg                     valid_o,  // data_o, last_o and end_o are offered
  input  wire                    ready_i   // they are taken, if offered
);

  localparam SB = $clog2(STREAMS);
  localparam [31:0] LAST_STREAM = STREAMS - 1;

  reg  [SB-1:0] stream_q;   // whose turn it is
  reg  [CB-1:0] channel_q;  // its channel
  reg  [CB-1:0] channels;
  reg           ends;

  integer s;

  always @* begin
    data_o   = data_i[BITS-1:0];
    last_o   = last_i[0];
    ends     = end_i[0];
    valid_o  = valid_i[0];
    channels = CHANNELS[CB-1:0];
    for (s = 1; s < STREAMS; s = s + 1)
      if (stream_q == s[SB-1:0]) begin
        data_o   = data_i[s*BITS +: BITS];
        last_o   = last_i[s];
        ends     = end_i[s];
        valid_o  = valid_i[s];
        channels = CHANNELS[s*CB +: CB];
      end
  end

  wire last_channel = channel_q + 1'b1 == channels;
  wire last_stream  = stream_q == LAST_STREAM[SB-1:0];

  assign end_o = ends && last_stream;

  genvar r;
  generate
    for (r = 0; r < STREAMS; r = r + 1) begin : gen_ready
      localparam [31:0] STREAM = r;
      assign ready_o[r] = ready_i && stream_q == STREAM[SB-1:0];
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      stream_q  <= {SB{1'b0}};
      channel_q <= {CB{1'b0}};
    end else if (valid_o && ready_i && last_o) begin
      channel_q <= last_channel ? {CB{1'b0}} : channel_q + 1'b1;
      if (last_channel) stream_q <= last_stream ? {SB{1'b0}} : stream_q + 1'b1;
    end
  end

endmodule

`default_nettype wire
