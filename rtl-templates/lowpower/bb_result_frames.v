// Sends each result as a frame on a line: a flag, 7 bytes, their CRC-32, a flag; flags and escapes
// inside are escaped (docs/low-power.md). A result that comes while one is sent is not sent, and
// the next frame says so: who builds this in leaves more than a frame from one to the next.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_result_frames #(
  parameter CYCLES     = 8,  // of a bit, at least 2
  parameter CLASS_BITS = 5   // of the class, at most 7
) (
  input  wire                  clk_i,          // slow clock
  input  wire                  rst_ni,         // synchronous reset, active low
  input  wire                  result_i,       // a result is there, for this cycle
  input  wire                  class_valid_i,  // it has a class
  input  wire [CLASS_BITS-1:0] class_i,        // its class
  input  wire [2:0]            flags_i,        // its flags
  input  wire [31:0]           index_i,        // number of its last sample
  input  wire [3:0]            status_i,       // with it
  output wire                  tx_o            // line; high at rest
);

  localparam [7:0]  FLAG       = 8'h7e;
  localparam [7:0]  ESCAPE     = 8'h7d;
  localparam [7:0]  KIND       = 8'h01;
  localparam [31:0] POLYNOMIAL = 32'hedb88320;  // of CRC-32, the lowest bit first

  // Places of a frame's bytes: the flag, 7 of content, 4 of check sum, the flag.
  localparam [3:0] OPEN  = 4'd0;
  localparam [3:0] CHECK = 4'd8;
  localparam [3:0] CLOSE = 4'd12;

  reg        busy_q;
  reg        lost_q;     // a result was not sent since the last frame began
  reg [3:0]  place_q;    // byte that is offered
  reg [3:0]  left_q;     // bits by which the byte before is still to be shifted out
  reg        escaped_q;  // its escape was sent
  reg [55:0] content_q;
  reg [31:0] crc_q;

  wire       outside = place_q == OPEN || place_q == CLOSE;
  wire [7:0] plain   = place_q < CHECK ? content_q[7:0] : ~crc_q[7:0];
  wire       special = !outside && (plain == FLAG || plain == ESCAPE);
  wire       escapes = special && !escaped_q;
  wire [7:0] offered = outside ? FLAG
                     : escapes ? ESCAPE : {plain[7:6], plain[5] ^ escaped_q, plain[4:0]};
  wire       ready;
  wire       taken   = busy_q && left_q == 4'd0 && ready;

  // A bit a cycle, and a byte on the line takes 10 or more. The check sum leaves without feedback.
  wire feedback = place_q <= CHECK && (crc_q[0] ^ content_q[0]);

  bb_uart_tx #(.CYCLES(CYCLES)) sender (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .data_i(offered), .valid_i(busy_q && left_q == 4'd0), .ready_o(ready), .tx_o(tx_o)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      lost_q <= 1'b0;
    end else if (!busy_q) begin
      busy_q <= result_i;
      if (result_i) lost_q <= 1'b0;
    end else begin
      if (taken && place_q == CLOSE) busy_q <= 1'b0;
      if (result_i) lost_q <= 1'b1;
    end
  end

  always @(posedge clk_i) begin
    if (!busy_q) begin
      place_q   <= OPEN;
      left_q    <= 4'd0;
      escaped_q <= 1'b0;
      crc_q     <= 32'hffffffff;
      content_q <= {
        status_i, lost_q, flags_i,
        class_valid_i, {(7 - CLASS_BITS) {1'b0}}, class_i,
        index_i, KIND
      };
    end else if (taken) begin
      escaped_q <= escapes;
      if (!escapes) begin
        place_q <= place_q + 4'd1;
        left_q  <= outside ? 4'd0 : 4'd8;
      end
    end else if (left_q != 4'd0) begin
      left_q    <= left_q - 4'd1;
      content_q <= {1'b0, content_q[55:1]};
      crc_q     <= {1'b0, crc_q[31:1]} ^ (feedback ? POLYNOMIAL : 32'd0);
    end
  end

endmodule

`default_nettype wire
