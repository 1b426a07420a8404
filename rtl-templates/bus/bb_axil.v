// AXI4-Lite slave of 32 bits in front of a register file. Address and data of a write may come in
// any order; reads and writes go on side by side. One access of each kind in two cycles.
// No output follows an input in the same cycle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_axil #(
  parameter AW = 8  // bits of a byte address
) (
  input  wire          aclk,
  input  wire          aresetn,
  input  wire [AW-1:0] s_axil_awaddr,
  input  wire [2:0]    s_axil_awprot,  // not looked at
  input  wire          s_axil_awvalid,
  output wire          s_axil_awready,
  input  wire [31:0]   s_axil_wdata,
  input  wire [3:0]    s_axil_wstrb,
  input  wire          s_axil_wvalid,
  output wire          s_axil_wready,
  output reg  [1:0]    s_axil_bresp,
  output reg           s_axil_bvalid,
  input  wire          s_axil_bready,
  input  wire [AW-1:0] s_axil_araddr,
  input  wire [2:0]    s_axil_arprot,  // not looked at
  input  wire          s_axil_arvalid,
  output wire          s_axil_arready,
  output wire [31:0]   s_axil_rdata,
  output wire [1:0]    s_axil_rresp,
  output reg           s_axil_rvalid,
  input  wire          s_axil_rready,
  // register file: the error of a write in the same cycle; data and error of a read from the next
  // cycle on, until the next read
  output wire          write_o,
  output reg  [AW-1:0] write_addr_o,
  output reg  [31:0]   write_data_o,
  output reg  [3:0]    write_strb_o,
  input  wire          write_error_i,
  output wire          read_o,
  output wire [AW-1:0] read_addr_o,
  input  wire [31:0]   read_data_i,
  input  wire          read_error_i
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
