// AXI4-Lite slave of 32 bits in front of a register file. Address and data of a write may come in
// any order; reads and writes go on side by side. One access of each kind in two cycles.
// No output follows an input in the same cycle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_axil #(
  parameter AW = 8  // bits of a byte address
) (
  input  wire          aclk,            // clock
  input  wire          aresetn,         // synchronous reset, active low
  input  wire [AW-1:0] s_axil_awaddr,   // byte address of a write
  input  wire [2:0]    s_axil_awprot,   // not looked at
  input  wire          s_axil_awvalid,  // it is offered
  output wire          s_axil_awready,  // it is taken, if offered
  input  wire [31:0]   s_axil_wdata,    // data of a write
  input  wire [3:0]    s_axil_wstrb,    // bytes of it that count
  input  wire          s_axil_wvalid,   // it is offered
  output wire          s_axil_wready,   // it is taken, if offered
  output reg  [1:0]    s_axil_bresp,    // answer to a write: OKAY or SLVERR
  output reg           s_axil_bvalid,   // it is offered
  input  wire          s_axil_bready,   // it is taken, if offered
  input  wire [AW-1:0] s_axil_araddr,   // byte address of a read
  input  wire [2:0]    s_axil_arprot,   // not looked at
  input  wire          s_axil_arvalid,  // it is offered
  output wire          s_axil_arready,  // it is taken, if offered
  output wire [31:0]   s_axil_rdata,    // data of a read
  output wire [1:0]    s_axil_rresp,    // answer to a read: OKAY or SLVERR
  output reg           s_axil_rvalid,   // both are offered
  input  wire          s_axil_rready,   // they are taken, if offered
  // register file: the error of a write in the same cycle; data and error of a read from the next
  // cycle on, until the next read
  output wire          write_o,         // a write, for one cycle
  output reg  [AW-1:0] write_addr_o,    // its byte address
  output reg  [31:0]   write_data_o,    // its data
  output reg  [3:0]    write_strb_o,    // its bytes that count
  input  wire          write_error_i,   // it is refused
  output wire          read_o,          // a read, for one cycle
  output wire [AW-1:0] read_addr_o,     // its byte address
  input  wire [31:0]   read_data_i,     // what was read
  input  wire          read_error_i     // the read is refused
);

  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  reg address_q, data_q;  // taken, not yet written

  assign s_axil_awready = !address_q;
  assign s_axil_wready  = !data_q;
  assign write_o        = address_q && data_q && (!s_axil_bvalid || s_axil_bready);

  always @(posedge aclk) begin
    if (!aresetn) begin
      address_q     <= 1'b0;
      data_q        <= 1'b0;
      s_axil_bvalid <= 1'b0;
    end else begin
      if (s_axil_awvalid && s_axil_awready) address_q <= 1'b1;
      else if (write_o) address_q <= 1'b0;
      if (s_axil_wvalid && s_axil_wready) data_q <= 1'b1;
      else if (write_o) data_q <= 1'b0;
      if (write_o) s_axil_bvalid <= 1'b1;
      else if (s_axil_bready) s_axil_bvalid <= 1'b0;
    end
  end

  always @(posedge aclk) begin
    if (s_axil_awready) write_addr_o <= s_axil_awaddr;
    if (s_axil_wready) begin
      write_data_o <= s_axil_wdata;
      write_strb_o <= s_axil_wstrb;
    end
    if (write_o) s_axil_bresp <= write_error_i ? SLVERR : OKAY;
  end

  assign s_axil_arready = !s_axil_rvalid;
  assign read_o         = s_axil_arvalid && s_axil_arready;
  assign read_addr_o    = s_axil_araddr;
  assign s_axil_rdata   = read_data_i;
  assign s_axil_rresp   = read_error_i ? SLVERR : OKAY;

  always @(posedge aclk) begin
    if (!aresetn) s_axil_rvalid <= 1'b0;
    else if (read_o) s_axil_rvalid <= 1'b1;
    else if (s_axil_rready) s_axil_rvalid <= 1'b0;
  end

  wire unused = &{1'b0, s_axil_awprot, s_axil_arprot};

endmodule

`default_nettype wire
