// Wishbone B4 slave of 32 bits, classic cycles, in front of a register file. Every access is
// answered by ack or err, both registered, in the cycle after its strobe.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wishbone #(
  parameter AW = 8  // bits of a byte address
) (
  input  wire          clk_i,          // clock
  input  wire          rst_ni,         // synchronous reset, active low
  input  wire          wb_cyc_i,       // a bus cycle is under way
  input  wire          wb_stb_i,       // an access is asked for, until its answer
  input  wire          wb_we_i,        // it is a write
  input  wire [AW-1:0] wb_adr_i,       // of a byte: the two low bits are 0
  input  wire [31:0]   wb_dat_i,       // data of a write
  input  wire [3:0]    wb_sel_i,       // bytes of a write that count
  output wire [31:0]   wb_dat_o,       // data of a read, with wb_ack_o
  output wire          wb_ack_o,       // the access is done
  output wire          wb_err_o,       // the access is refused
  // register file: the error of a write in the same cycle; data and error of a read from the next
  // cycle on, until the next read
  output wire          write_o,        // a write, for one cycle
  output wire [AW-1:0] write_addr_o,   // its byte address
  output wire [31:0]   write_data_o,   // its data
  output wire [3:0]    write_strb_o,   // its bytes that count
  input  wire          write_error_i,  // it is refused
  output wire          read_o,         // a read, for one cycle
  output wire [AW-1:0] read_addr_o,    // its byte address
  input  wire [31:0]   read_data_i,    // what was read
  input  wire          read_error_i    // the read is refused
);

  reg  answer_q, write_q, write_error_q;

  // In the cycle of its answer an access is still there: it is no second one.
  wire access = wb_cyc_i && wb_stb_i && !answer_q;

  assign write_o      = access && wb_we_i;
  assign write_addr_o = wb_adr_i;
  assign write_data_o = wb_dat_i;
  assign write_strb_o = wb_sel_i;
  assign read_o       = access && !wb_we_i;
  assign read_addr_o  = wb_adr_i;

  wire error = write_q ? write_error_q : read_error_i;

  assign wb_dat_o = read_data_i;
  assign wb_ack_o = answer_q && !error;
  assign wb_err_o = answer_q && error;

  always @(posedge clk_i) begin
    if (!rst_ni) answer_q <= 1'b0;
    else answer_q <= access;
  end

  always @(posedge clk_i) begin
    write_q       <= wb_we_i;
    write_error_q <= write_error_i;
  end

endmodule

`default_nettype wire
