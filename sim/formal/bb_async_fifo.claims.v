  // Put into bb_async_fifo for its lemma: a pointer that crosses changes in one bit at a time, and
  // is its count in Gray code.
  reg  [AW:0] write_before_q, read_before_q;
  reg         reset_before_q = 1'b0;
  wire [AW:0] write_changed = write_gray_q ^ write_before_q;
  wire [AW:0] read_changed  = read_gray_q ^ read_before_q;

  always @($global_clock) begin
    write_before_q <= write_gray_q;
    read_before_q  <= read_gray_q;
    reset_before_q <= write_rst_ni && read_rst_ni;
  end

  always @* begin
    if (reset_before_q && write_rst_ni && read_rst_ni) begin
      assert ((write_changed & (write_changed - 1'b1)) == {(AW + 1){1'b0}});
      assert ((read_changed & (read_changed - 1'b1)) == {(AW + 1){1'b0}});
      assert (write_gray_q == (write_q ^ (write_q >> 1)));
      assert (read_gray_q == (read_q ^ (read_q >> 1)));
    end
  end
