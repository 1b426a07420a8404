// Reads the window that is asked for from a ring memory, oldest sample first, offers it sample by
// sample, and answers when its work is done. Its clock may stand still whenever ask_i and answer_o
// are the same.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_window_reader #(
  parameter WINDOW = 16,  // samples, at least 2
  parameter DEPTH  = 16,  // places of the ring, at least WINDOW
  parameter AB     = $clog2(DEPTH)  // bits of a place (from DEPTH)
) (
  input  wire          clk_i,        // clock of the work
  input  wire          rst_ni,       // reset, active low, asserted without a clock
  // window that is asked for; what describes it is held while ask_i is not answer_o
  input  wire          ask_i,        // changes for each window, with this clock
  input  wire [AB-1:0] oldest_i,     // place of its first sample
  input  wire          follows_i,    // it is a hop after the last one
  output wire          answer_o,     // as ask_i when the work is done
  // ring, read with a register
  output wire          re_o,         // read in this cycle
  output wire [AB-1:0] raddr_o,      // this place
  // samples, on the ring's output
  output wire          first_o,      // the sample is the window's first
  output wire          valid_o,      // it is offered
  input  wire          ready_i,      // it is taken, if offered
  output wire          open_o,       // samples of the window are still to be taken
  input  wire          done_i,       // in this cycle the window's work ends
  // low in reset and for the cycle before a window is offered that does not follow the last one
  output reg           core_rst_no   // the network's reset, active low
);

  localparam WB = $clog2(WINDOW + 1);

  localparam [31:0] LAST_PLACE = DEPTH - 1;
  localparam [31:0] WINDOW_C   = WINDOW;

  reg          answer_q;
  reg          active_q;  // the window is in work
  reg [WB-1:0] unread_q;  // its samples that have not been read
  reg [AB-1:0] read_q;
  reg          valid_q, first_q;

  wire start = ask_i != answer_q && !active_q;
  wire read  = unread_q != {WB{1'b0}} && (!valid_q || ready_i);

  assign answer_o = answer_q;
  assign re_o     = read;
  assign raddr_o  = read_q;
  assign valid_o  = valid_q;
  assign first_o  = first_q;
  assign open_o   = valid_q || unread_q != {WB{1'b0}};

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      answer_q <= 1'b0;
      active_q <= 1'b0;
      unread_q <= {WB{1'b0}};
      valid_q  <= 1'b0;
    end else begin
      if (active_q && done_i) answer_q <= ask_i;
      active_q <= start || (active_q && !done_i);
      valid_q  <= read || (valid_q && !ready_i);
      if (start) unread_q <= WINDOW_C[WB-1:0];
      else if (read) unread_q <= unread_q - 1'b1;
    end
  end

  // A register of its own, as it may be an asynchronous reset: no logic drives one.
  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) core_rst_no <= 1'b0;
    else core_rst_no <= !(start && !follows_i);
  end

  always @(posedge clk_i) begin
    if (start) read_q <= oldest_i;
    else if (read) read_q <= read_q == LAST_PLACE[AB-1:0] ? {AB{1'b0}} : read_q + 1'b1;
    if (read) first_q <= unread_q == WINDOW_C[WB-1:0];
  end

endmodule

`default_nettype wire
