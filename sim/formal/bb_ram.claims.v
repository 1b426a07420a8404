
  // Put into bb_ram in proofs (generator/verify/formal/formal.ts): what lets synthesis leave the collision
  // logic of a block RAM out, and that no address lies behind the memory.
  always @* begin
    if (rst_ni && we_i && re_i) assert (waddr_i != raddr_i);
    if (rst_ni && we_i) assert (waddr_i < DEPTH);
    if (rst_ni && re_i) assert (raddr_i < DEPTH);
  end
