// First activation of channels that differ: x = clamp((code - zero) >> shift) to BITS signed bits,
// with the zero and the shift of the code's channel. Codes come position by position, in a position
// channel by channel. Counts the samples of a fragment, which are those of all its channels.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_channel_input #(
  parameter CHANNELS  = 2,    // input channels, 2 or more
  parameter CODE_BITS = 11,   // unsigned converter code
  parameter [CHANNELS*CODE_BITS-1:0] ZEROS = 0,  // codes of 0, that of channel 0 in the low bits
  parameter [CHANNELS*4-1:0] SHIFTS = 0,  // 0 to 15 each, that of channel 0 in the low bits
  parameter BITS      = 8,    // of the signed result, 2 or more
  parameter SAMPLES   = 7200  // of a fragment, a multiple of CHANNELS
) (
  input  wire                 clk_i,   // clock
  input  wire                 rst_ni,  // synchronous reset, active low
  input  wire [CODE_BITS-1:0] code_i,  // converter code
  input  wire                 take_i,  // code_i is taken
  output wire [BITS-1:0]      x_o,     // its activation, in the same cycle
  output wire                 end_o    // code_i is the last of its fragment
);

  generate
    if (CHANNELS < 2 || SAMPLES % CHANNELS != 0) begin : gen_check_samples
      bb_illegal_SAMPLES_is_no_multiple_of_CHANNELS illegal ();
    end
  endgenerate

  localparam CB = $clog2(SAMPLES);
  localparam NB = $clog2(CHANNELS);
  localparam [31:0] LAST = SAMPLES - 1;
  localparam [31:0] LAST_CHANNEL = CHANNELS - 1;

  reg [CB-1:0] count_q;
  reg [NB-1:0] channel_q;

  assign end_o = count_q == LAST[CB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q   <= {CB{1'b0}};
      channel_q <= {NB{1'b0}};
    end else if (take_i) begin
      count_q   <= end_o ? {CB{1'b0}} : count_q + 1'b1;
      channel_q <= channel_q == LAST_CHANNEL[NB-1:0] ? {NB{1'b0}} : channel_q + 1'b1;
    end
  end

  reg [CODE_BITS-1:0] zero_code;
  reg [3:0]           places;
  integer c;

  always @* begin
    zero_code = ZEROS[CODE_BITS-1:0];
    places    = SHIFTS[3:0];
    for (c = 1; c < CHANNELS; c = c + 1)
      if (channel_q == c[NB-1:0]) begin
        zero_code = ZEROS[c*CODE_BITS +: CODE_BITS];
        places    = SHIFTS[c*4 +: 4];
      end
  end

  // Holds the difference and the result.
  localparam W = BITS > CODE_BITS + 1 ? BITS : CODE_BITS + 1;

  wire signed [W-1:0] code    = {{(W - CODE_BITS){1'b0}}, code_i};
  wire signed [W-1:0] zero    = {{(W - CODE_BITS){1'b0}}, zero_code};
  wire signed [W-1:0] offset  = code - zero;
  wire signed [W-1:0] shifted = offset >>> places;
  // It fits when every bit from the sign bit of x upwards is the same.
  wire fits = &shifted[W-1:BITS-1] || ~|shifted[W-1:BITS-1];

  assign x_o = fits ? shifted[BITS-1:0] : {shifted[W-1], {(BITS - 1){~shifted[W-1]}}};

endmodule

`default_nettype wire
