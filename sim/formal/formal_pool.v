// Lemma: what bb_pool gives out of a channel and window is the largest value (SUM = 0) or the sum
// (SUM = 1) of the window's values, at the position that closes it and at no other; last_o marks
// the last of a channel in a tile. One channel and one window, chosen freely, stand for all.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_pool #(
  parameter CHANNELS  = 2,
  parameter BITS      = 2,
  parameter SUM       = 0,
  parameter OUT_BITS  = 2,
  parameter LANES     = 1,
  parameter KERNEL    = 2,
  parameter STRIDE    = 2,
  parameter POSITIONS = 4,
  parameter TILES     = 4
) (
  input wire            clk_i,
  input wire            rst_ni,
  input wire            en_i,
  input wire            valid_i,
  input wire [BITS-1:0] data_i
);

  localparam WINDOWS = (POSITIONS - KERNEL) / STRIDE + 1;

  wire                valid, last;
  wire [OUT_BITS-1:0] data;

  bb_pool #(
    .CHANNELS(CHANNELS), .BITS(BITS), .SUM(SUM), .OUT_BITS(OUT_BITS), .LANES(LANES),
    .KERNEL(KERNEL), .STRIDE(STRIDE), .POSITIONS(POSITIONS), .TILES(TILES)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en_i), .valid_i(valid_i), .data_i(data_i),
    .valid_o(valid), .data_o(data), .last_o(last)
  );

  reg started_q = 1'b0;
  reg primed_q;  // an enabled cycle has gone by since the reset, as in a layer
  always @(posedge clk_i) begin
    started_q <= 1'b1;
    primed_q  <= rst_ni && (primed_q || en_i);
  end
  always @* begin
    if (!started_q) assume (!rst_ni);
    if (started_q && !primed_q) assume (!valid_i);
  end

  // ---- place of the value --------------------------------------------------------------------
  reg [7:0] lane_q, channel_q, tile_q;
  wire [7:0] position = tile_q * LANES + lane_q;
  wire       take     = rst_ni && en_i && valid_i;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      lane_q    <= 8'd0;
      channel_q <= 8'd0;
      tile_q    <= 8'd0;
    end else if (take) begin
      lane_q <= lane_q == LANES - 1 ? 8'd0 : lane_q + 8'd1;
      if (lane_q == LANES - 1) begin
        channel_q <= channel_q == CHANNELS - 1 ? 8'd0 : channel_q + 8'd1;
        if (channel_q == CHANNELS - 1) tile_q <= tile_q == TILES - 1 ? 8'd0 : tile_q + 8'd1;
      end
    end
  end

  // Positions that close a window, one bit each.
  function [63:0] closings(input integer unused);
    integer p;
    begin
      closings = 64'd0;
      for (p = 0; p < 64; p = p + 1)
        if (p < POSITIONS && p >= KERNEL - 1 && (p - (KERNEL - 1)) % STRIDE == 0)
          closings = closings | (64'd1 << p);
    end
  endfunction
  localparam [63:0] CLOSINGS = closings(0);

  // ---- the window of the claim ---------------------------------------------------------------
  (* anyconst *) reg [7:0] channel;
  (* anyconst *) reg [7:0] window;
  always @* assume (channel < CHANNELS && window < WINDOWS);

  wire [7:0]            first = window * STRIDE;
  wire                  here  = channel_q == channel;
  reg [KERNEL*BITS-1:0] values_q;  // of the window, as they came
  wire [KERNEL*BITS-1:0] shifted = {data_i, values_q} >> BITS;

  always @(posedge clk_i)
    if (take && here && position >= first && position < first + KERNEL) values_q <= shifted;

  reg [31:0] wanted, value;
  integer    k;
  always @* begin
    wanted = 32'd0;
    for (k = 0; k < KERNEL; k = k + 1) begin
      value  = {{(32 - BITS){1'b0}}, shifted[k*BITS +: BITS]};
      wanted = SUM != 0 ? wanted + value : value > wanted ? value : wanted;
    end
  end

  reg     more;  // a later position of the tile closes a window
  integer l;
  always @* begin
    more = 1'b0;
    for (l = 0; l < LANES; l = l + 1)
      if (l > lane_q && CLOSINGS[tile_q[5:0] * LANES + l]) more = 1'b1;
  end

  always @* begin
    if (started_q && rst_ni && valid_i) begin
      assert (valid == CLOSINGS[position[5:0]]);
      if (valid) assert (last == !more);
      if (here && position == first + KERNEL - 1)
        assert ({{(32 - OUT_BITS){1'b0}}, data} == wanted);
    end
    if (started_q && rst_ni && !valid_i) assert (!valid);
  end

endmodule

`default_nettype wire
