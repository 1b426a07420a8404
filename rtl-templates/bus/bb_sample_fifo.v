// FIFO of samples that a host writes one by one, or of what is said of steps, which it reads so.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_sample_fifo #(
  parameter WIDTH = 11,   // bits of a sample
  parameter DEPTH = 256,  // samples, a power of two, at least 2
  parameter AW    = $clog2(DEPTH)  // bits of an address (from DEPTH)
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // synchronous reset, active low
  input  wire             clear_i,  // forget what is stored
  input  wire [WIDTH-1:0] data_i,   // sample to store
  input  wire             push_i,   // only while there is space
  output wire [AW:0]      space_o,  // places that are free, 0 .. DEPTH
  output wire [WIDTH-1:0] data_o,   // the oldest sample
  output reg              valid_o,  // it is offered
  input  wire             ready_i   // it is taken, if offered
);

  generate
    if (DEPTH < 2 || (DEPTH & (DEPTH - 1)) != 0) begin : gen_check_depth
      bb_illegal_DEPTH_is_not_a_power_of_two illegal ();
    end
  endgenerate

  localparam [31:0] PLACES = DEPTH;

  // One bit more than an address: equal pointers are an empty memory.
  reg  [AW:0] write_q, read_q;
  wire [AW:0] stored = write_q - read_q;
  // The memory's output register is the head of the queue.
  wire        fetch = stored != {(AW + 1){1'b0}} && (!valid_o || ready_i);

  assign space_o = PLACES[AW:0] - stored;

  bb_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH)) memory (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .we_i(push_i), .waddr_i(write_q[AW-1:0]), .wdata_i(data_i),
    .re_i(fetch), .raddr_i(read_q[AW-1:0]), .rdata_o(data_o)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= {(AW + 1){1'b0}};
      read_q  <= {(AW + 1){1'b0}};
      valid_o <= 1'b0;
    end else if (clear_i) begin
      write_q <= {(AW + 1){1'b0}};
      read_q  <= {(AW + 1){1'b0}};
      valid_o <= 1'b0;
    end else begin
      if (push_i) write_q <= write_q + 1'b1;
      if (fetch) read_q <= read_q + 1'b1;
      valid_o <= fetch || (valid_o && !ready_i);
    end
  end

endmodule

`default_nettype wire
