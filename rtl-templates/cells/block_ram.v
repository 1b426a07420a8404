// Block RAM of FPGAs, to simulate netlists: 2,048 bytes, two ports.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0

module block_ram #(
  parameter BYTE = 9,                // bits of a byte: 8; or 9, of which shorter words see 8
  parameter PITCH = 18,              // bits of IMAGE from one pair of bytes to the next
  parameter WIDTH_A = 18,            // bits of a word of port A: 1, 2, 4, or 1, 2 or 4 bytes
  parameter WIDTH_B = 18,            // likewise of port B
  parameter MODE_A = 0,              // what port A reads as it writes: 0 nothing, 1 new, 2 old
  parameter MODE_B = 0,              // likewise port B
  parameter ASYNC = 0,               // 1: a reset needs no clock
  parameter RESET_BLOCKS_WRITE = 0,  // 1: nothing is written in a cycle with reset
  parameter [1024*PITCH-1:0] IMAGE = 0  // content at first
) (
  // Port A at the lower index.
  input  wire [1:0]  clk_i,   // clock of each
  input  wire [1:0]  en_i,    // access in this cycle
  input  wire [1:0]  we_i,    // it writes; of a word of several bytes those that addr_i[3:0] tells
  input  wire [1:0]  rst_i,   // clears what was read
  input  wire [27:0] addr_i,  // of a bit, 14 of each; digits within a word are not looked at
  input  wire [71:0] data_i,  // written, 36 bits of each
  output wire [71:0] data_o   // read, 36 bits of each
);

  // Digits of an address that lie within a word.
  function [13:0] digits(input integer width);
    digits = (width < BYTE ? width : 8 * (width / BYTE)) - 1;
  endfunction
  localparam [27:0] DIGITS = {digits(WIDTH_B), digits(WIDTH_A)};

  reg [BYTE-1:0] mem [0:2047];
  integer i;
  initial for (i = 0; i < 2048; i = i + 1) mem[i] = IMAGE[PITCH*(i/2) + BYTE*(i%2) +: BYTE];

  // No maker says what a port reads of a word that the other one writes in the same cycle.
  wire overlap = ((addr_i[27:14] ^ addr_i[13:0]) & ~(DIGITS[27:14] | DIGITS[13:0])) == 0;
  wire [1:0] write;

  genvar p;
  generate
    for (p = 0; p < 2; p = p + 1) begin : port
      localparam integer WIDTH = p == 0 ? WIDTH_A : WIDTH_B;
      localparam integer MODE = p == 0 ? MODE_A : MODE_B;
      localparam integer BYTES = WIDTH / BYTE;
      localparam [3:0] ENABLES = BYTES < 2 ? 0 : BYTES == 2 ? 3 : 15;

      wire [13:0] address = addr_i[14*p +: 14] & ~DIGITS[14*p +: 14];
      wire [10:0] at = address[13:3];
      wire [35:0] data = data_i[36*p +: 36];
      wire [3:0]  bytes = BYTES < 2 ? 1 : addr_i[14*p +: 4] & ENABLES;
      assign write[p] = en_i[p] && we_i[p] && bytes != 0 && !(RESET_BLOCKS_WRITE != 0 && rst_i[p]);

      // The word at the address, and the same with the bytes that are written.
      function [35:0] word(input merge);
        integer k;
        begin
          word = 0;
          for (k = 0; k < (BYTES == 0 ? 1 : BYTES); k = k + 1)
            word[BYTE*k +: BYTE] = merge && bytes[k] ? data[BYTE*k +: BYTE] : mem[at | k];
          if (BYTES == 0 && !merge) word = word >> address[2:0];
        end
      endfunction

      integer b;
      always @(posedge clk_i[p])
        if (write[p])
          if (BYTES == 0) begin
            for (b = 0; b < WIDTH; b = b + 1) mem[at][address[2:0] + b] <= data[b];
          end else begin
            for (b = 0; b < BYTES; b = b + 1) if (bytes[b]) mem[at | b] <= data[BYTE*b +: BYTE];
          end

      reg [35:0] read;
      initial read = 0;
      assign data_o[36*p +: 36] = read;
      wire clear = ASYNC != 0 && rst_i[p];
      always @(posedge clk_i[p] or posedge clear)
        if (clear || rst_i[p]) read <= 0;
        else if (en_i[p] && (!we_i[p] || MODE != 0))
          read <= write[1-p] && overlap ? 36'bx : word(we_i[p] && MODE == 1);
    end
  endgenerate

endmodule
