// Queue of a ready/valid stream between two clocks: a memory of DEPTH beats, and its output
// register as a place more. Pointers cross as Gray code, one bit at a time; a word is read only
// when its pointer has come, long after it was written. Both resets are asserted at one time and
// released each with its clock, in any order.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_async_fifo #(
  parameter WIDTH  = 8,   // bits of a beat, at least 1
  parameter DEPTH  = 16,  // beats in the memory, a power of two, at least 4
  parameter STAGES = 2    // flip-flops of each synchroniser, at least 2
) (
  input  wire             write_clk_i,   // clock of what comes
  input  wire             write_rst_ni,  // its reset, active low
  input  wire [WIDTH-1:0] data_i,        // beat that comes
  input  wire             valid_i,       // it is offered
  output wire             ready_o,       // it is taken, if offered
  input  wire             read_clk_i,    // clock of what leaves
  input  wire             read_rst_ni,   // its reset, active low
  output wire [WIDTH-1:0] data_o,        // beat that leaves
  output wire             valid_o,       // it is offered
  input  wire             ready_i        // it is taken, if offered
);

  localparam AW = $clog2(DEPTH);

  generate
    if (DEPTH < 4 || 2 ** AW != DEPTH) begin : gen_check
      bb_illegal_DEPTH_is_not_a_power_of_two_from_4 illegal ();
    end
  endgenerate

  reg  [WIDTH-1:0] mem [0:DEPTH-1];

  // Pointers count modulo 2 DEPTH: equal ones are an empty queue, those DEPTH apart a full one.
  reg  [AW:0] write_q, write_gray_q, read_q, read_gray_q;
  wire [AW:0] read_seen, write_seen;  // Gray codes as the other side sees them

  // ---- write_clk_i --------------------------------------------------------------------------
  reg         open_q;  // out of reset
  wire [AW:0] write_next = write_q + 1'b1;
  // In Gray code pointers that are DEPTH apart differ in their two highest bits.
  wire        full  = write_gray_q == {~read_seen[AW:AW-1], read_seen[AW-2:0]};
  wire        write = valid_i && ready_o;

  assign ready_o = open_q && !full;

  bb_synchroniser #(.WIDTH(AW + 1), .STAGES(STAGES)) read_pointer (
    .clk_i(write_clk_i), .rst_ni(write_rst_ni), .data_i(read_gray_q), .data_o(read_seen)
  );

  always @(posedge write_clk_i or negedge write_rst_ni) begin
    if (!write_rst_ni) begin
      open_q       <= 1'b0;
      write_q      <= {(AW + 1){1'b0}};
      write_gray_q <= {(AW + 1){1'b0}};
    end else begin
      open_q <= 1'b1;
      if (write) begin
        write_q      <= write_next;
        write_gray_q <= write_next ^ (write_next >> 1);
      end
    end
  end

  always @(posedge write_clk_i) begin
    if (write) mem[write_q[AW-1:0]] <= data_i;
  end

  // ---- read_clk_i ---------------------------------------------------------------------------
  reg  [WIDTH-1:0] data_q;
  reg              valid_q;
  wire [AW:0]      read_next = read_q + 1'b1;
  wire             empty = read_gray_q == write_seen;
  wire             read  = !empty && (!valid_q || ready_i);

  assign data_o  = data_q;
  assign valid_o = valid_q;

  bb_synchroniser #(.WIDTH(AW + 1), .STAGES(STAGES)) write_pointer (
    .clk_i(read_clk_i), .rst_ni(read_rst_ni), .data_i(write_gray_q), .data_o(write_seen)
  );

  always @(posedge read_clk_i or negedge read_rst_ni) begin
    if (!read_rst_ni) begin
      valid_q     <= 1'b0;
      read_q      <= {(AW + 1){1'b0}};
      read_gray_q <= {(AW + 1){1'b0}};
    end else begin
      valid_q <= read || (valid_q && !ready_i);
      if (read) begin
        read_q      <= read_next;
        read_gray_q <= read_next ^ (read_next >> 1);
      end
    end
  end

  always @(posedge read_clk_i) begin
    if (read) data_q <= mem[read_q[AW-1:0]];
  end

endmodule

`default_nettype wire
