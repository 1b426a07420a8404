// Lemma: behind AXI4-Lite every write whose address and data were taken is done once, with the
// address, data and strobes that came, in the order in which they came, and answered once; every read
// that was taken is done once and answered once, with what the registers gave. An answer stays, valid
// and payload, until it is taken. Nothing is taken that has no place.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_axil #(
  parameter AW = 4
) (
  input wire          clk_i,
  input wire          rst_ni,
  input wire [AW-1:0] awaddr_i,
  input wire          awvalid_i,
  input wire [31:0]   wdata_i,
  input wire [3:0]    wstrb_i,
  input wire          wvalid_i,
  input wire          bready_i,
  input wire [AW-1:0] araddr_i,
  input wire          arvalid_i,
  input wire          rready_i,
  // of the registers
  input wire          write_error_i,
  input wire [31:0]   any_data_i,
  input wire          any_error_i
);

  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  wire          awready, wready, bvalid, arready, rvalid, write, read, read_error;
  wire [1:0]    bresp, rresp;
  wire [31:0]   rdata, write_data, read_data;
  wire [3:0]    write_strb;
  wire [AW-1:0] write_addr, read_addr;

  bb_axil #(.AW(AW)) dut (
    .aclk(clk_i), .aresetn(rst_ni),
    .s_axil_awaddr(awaddr_i), .s_axil_awprot(3'd0), .s_axil_awvalid(awvalid_i),
    .s_axil_awready(awready), .s_axil_wdata(wdata_i), .s_axil_wstrb(wstrb_i),
    .s_axil_wvalid(wvalid_i), .s_axil_wready(wready), .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid), .s_axil_bready(bready_i), .s_axil_araddr(araddr_i),
    .s_axil_arprot(3'd0), .s_axil_arvalid(arvalid_i), .s_axil_arready(arready),
    .s_axil_rdata(rdata), .s_axil_rresp(rresp), .s_axil_rvalid(rvalid), .s_axil_rready(rready_i),
    .write_o(write), .write_addr_o(write_addr), .write_data_o(write_data),
    .write_strb_o(write_strb), .write_error_i(write_error_i),
    .read_o(read), .read_addr_o(read_addr), .read_data_i(read_data), .read_error_i(read_error)
  );

  formal_registers registers (
    .clk_i(clk_i), .read_i(read), .any_data_i(any_data_i), .any_error_i(any_error_i),
    .read_data_o(read_data), .read_error_o(read_error)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // ---- what is owed to the client -----------------------------------------------------------------
  reg          address_q, data_q;      // taken, the write not done
  reg          written_q, read_q;      // done, not answered
  reg [AW-1:0] addr_q;
  reg [35:0]   word_q;                 // strobes and data
  reg          write_error_q;
  reg [32:0]   found_q;                // error and data
  wire         answered = bvalid && bready_i;

  always @(posedge clk_i) begin
    if (awvalid_i && awready) addr_q <= awaddr_i;
    if (wvalid_i && wready) word_q <= {wstrb_i, wdata_i};
    if (write) write_error_q <= write_error_i;
    if (read) found_q <= {any_error_i, any_data_i};
    if (!rst_ni) begin
      address_q <= 1'b0;
      data_q    <= 1'b0;
      written_q <= 1'b0;
      read_q    <= 1'b0;
    end else begin
      address_q <= (awvalid_i && awready) || (address_q && !write);
      data_q    <= (wvalid_i && wready) || (data_q && !write);
      written_q <= write || (written_q && !bready_i);
      read_q    <= read || (read_q && !rready_i);
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      // Taken only where none waits: no address and no data is lost.
      assert (awready == !address_q);
      assert (wready == !data_q);
      assert (arready == !read_q);
      // Done as soon as both are there and the answer has a place, and never else.
      assert (write == (address_q && data_q && (!written_q || answered)));
      if (write) assert (write_addr == addr_q && {write_strb, write_data} == word_q);
      assert (read == (arvalid_i && arready));
      if (read) assert (read_addr == araddr_i);
      // One answer each, which stays.
      assert (bvalid == written_q);
      if (bvalid) assert (bresp == (write_error_q ? SLVERR : OKAY));
      assert (rvalid == read_q);
      if (rvalid) assert (rresp == (found_q[32] ? SLVERR : OKAY) && rdata == found_q[31:0]);
    end
  end

endmodule

`default_nettype wire
