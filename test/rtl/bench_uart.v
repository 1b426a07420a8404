// A UART's receiver on a line whose clock is not its own, and its sender seen by another clock.
// events.hex: lines of a kind and a value. 0 a byte; 1 a byte whose stop bit is low; 2 a low pulse
// of value percent of a bit; 3 the line low for value bits; 4 rest for value percent of a bit;
// 5 reset in the middle of a byte. Prints what the receiver says, and bytes that it was given to
// send as they are seen on the line.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none
`timescale 1ns / 1ps

module bench_uart #(
  parameter CYCLES = 8,
  parameter SKEW   = 0,  // of the other clock's bit, in thousandths
  parameter SEED   = 1
);

  // A cycle is 10 ns; a bit of the other side.
  real    bit_ns;
  reg     clk, rst_n, rx, send;
  wire    valid, error, ready, tx;
  wire [7:0] data;
  reg  [7:0] seen, to_send;
  integer file, found, kind, value, i, seed, sent;

  bb_uart_rx #(.CYCLES(CYCLES)) receiver (
    .clk_i(clk), .rst_ni(rst_n), .rx_i(rx), .data_o(data), .valid_o(valid), .error_o(error)
  );
  bb_uart_tx #(.CYCLES(CYCLES)) sender (
    .clk_i(clk), .rst_ni(rst_n), .data_i(send ? to_send : 8'hxx), .valid_i(send), .ready_o(ready),
    .tx_o(tx)
  );

  always #5 clk = !clk;

  // What the receiver says must stay for eight cycles more.
  reg [7:0] held;
  integer   hold;
  always @(posedge clk) begin
    if (rst_n) begin
      if (valid) $display("BYTE %h", data);
      if (error) $display("ERROR");
      if ((valid | error) === 1'bx) $display("FAIL x");
      if (valid) begin
        held = data;
        hold = 8;
      end else if (hold > 0) begin
        hold = hold - 1;
        if (data !== held) $display("FAIL the byte did not stay");
      end
    end else hold = 0;
  end

  // ---- sender: bytes at random times, counted up, from the first reset to the last event -----
  reg taken;
  always @(negedge clk) begin
    if (!rst_n) begin
      send = 1'b0;
    end else if (send) begin
      if (taken) send = 1'b0;
    end else if (sent < 200 && ($random(seed) & 15) == 0) begin
      send    = 1'b1;
      to_send = $random(seed);
    end
  end
  always @(posedge clk) begin
    taken = rst_n && send && ready;
    if (taken) begin
      $display("SENT %h", to_send);
      sent = sent + 1;
    end
  end
  integer b;
  always @(negedge tx) begin : look
    if (rst_n) begin
      #(bit_ns / 2);
      if (tx) disable look;
      for (b = 0; b < 8; b = b + 1) begin
        #(bit_ns) seen[b] = tx;
      end
      #(bit_ns);
      $display("SEEN %h %b", seen, tx);
    end
  end

  always @(negedge rst_n) disable look;

  task shift(input [7:0] bits, input last);
    begin
      rx = 1'b0;
      #(bit_ns);
      for (i = 0; i < 8; i = i + 1) begin
        rx = bits[i];
        #(bit_ns);
      end
      rx = last;
      #(bit_ns);
      rx = 1'b1;
    end
  endtask

  initial begin
    seed   = SEED;
    bit_ns = 10.0 * CYCLES * (1000 + SKEW) / 1000;
    clk    = 1'b0;
    rst_n  = 1'b0;
    rx     = 1'b1;
    send   = 1'b0;
    sent   = 0;
    hold   = 0;
    file   = $fopen("events.hex", "r");
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    #(3.3);
    found = $fscanf(file, "%h %h", kind, value);
    while (found == 2) begin
      case (kind)
        0: shift(value, 1'b1);
        1: begin
          shift(value, 1'b0);
          #(2 * bit_ns);
        end
        2: begin
          rx = 1'b0;
          #(bit_ns * value / 100);
          rx = 1'b1;
          #(bit_ns * (100 - value) / 100 + 20);
        end
        3: begin
          rx = 1'b0;
          #(bit_ns * value);
          rx = 1'b1;
          #(bit_ns);
        end
        4: #(bit_ns * value / 100);
        default: begin
          rx = 1'b0;
          #(bit_ns * 4) rst_n = 1'b0;
          rx = 1'b1;
          #(30);
          @(negedge clk) rst_n = 1'b1;
          $display("RESET");
          #(12 * bit_ns);
        end
      endcase
      found = $fscanf(file, "%h %h", kind, value);
    end
    sent = 200;  // what is being sent is sent to its end
    #(bit_ns * 30);
    $display("DONE");
    $finish;
  end

endmodule

`default_nettype wire
