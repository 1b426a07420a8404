// Lemma: behind Wishbone every access that a client asks for, until its answer, is done once, in its
// first cycle, and answered once, in the next: by ack, or by err where the registers refuse it, with
// what they gave.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_wishbone #(
  parameter AW = 4
) (
  input wire          clk_i,
  input wire          rst_ni,
  input wire          cyc_i,
  input wire          stb_i,
  input wire          we_i,
  input wire [AW-1:0] adr_i,
  input wire [31:0]   dat_i,
  input wire [3:0]    sel_i,
  // of the registers
  input wire          write_error_i,
  input wire [31:0]   any_data_i,
  input wire          any_error_i
);

  wire          ack, err, write, read, read_error;
  wire [31:0]   dat, write_data, read_data;
  wire [3:0]    write_strb;
  wire [AW-1:0] write_addr, read_addr;

  bb_wishbone #(.AW(AW)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .wb_cyc_i(cyc_i), .wb_stb_i(stb_i), .wb_we_i(we_i),
    .wb_adr_i(adr_i), .wb_dat_i(dat_i), .wb_sel_i(sel_i),
    .wb_dat_o(dat), .wb_ack_o(ack), .wb_err_o(err),
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

  // ---- the access under way -----------------------------------------------------------------------
  reg        asked_q;  // it began in the cycle before: its answer is due
  reg        write_q, error_q;
  reg [31:0] data_q;
  wire       asks = cyc_i && stb_i && !asked_q;

  always @(posedge clk_i) begin
    asked_q <= rst_ni && asks;
    write_q <= we_i;
    error_q <= we_i ? write_error_i : any_error_i;
    data_q  <= any_data_i;
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (write == (asks && we_i));
      assert (read == (asks && !we_i));
      if (write) assert ({write_addr, write_data, write_strb} == {adr_i, dat_i, sel_i});
      if (read) assert (read_addr == adr_i);
      assert (ack == (asked_q && !error_q));
      assert (err == (asked_q && error_q));
      if (asked_q && !write_q) assert (dat == data_q);
    end
  end

endmodule

`default_nettype wire
