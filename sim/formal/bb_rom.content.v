
  // Put into bb_rom where two copies of a module must hold the same (generator/verify/formal/formal.ts): a
  // content that is fixed, and without a pattern.
  function [BITS-1:0] content(input [31:0] at);
    reg [31:0] mixed;
    begin
      mixed   = (at + 32'd1) * 32'h9e3779b1;
      mixed   = (mixed ^ (mixed >> 15)) * 32'h85ebca6b;
      content = mixed[31 -: BITS];
    end
  endfunction

  integer i;
  initial for (i = 0; i < DEPTH; i = i + 1) mem[i] = content(i);
