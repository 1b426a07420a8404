import { FRONT_ENDS } from './front-ends.js';

/** A module with one fault: which front-ends must tell of it, and a word of what each of them says. */
export interface Fault {
  fault: string;
  body: string;
  tellers: readonly string[];
  word: RegExp;
}

/** A body without a fault, of a module with an input `a`, a clock and a register `b` of 8 bits as output. */
export const CLEAN = 'always @(posedge clk) b <= a;';

const VERILATORS = ['verilator', 'the newest verilator'];
const YOSYSES = ['yosys', 'the newest yosys'];

export const FAULTS: readonly Fault[] = [
  {
    fault: 'a name before its declaration',
    body: 'wire c = d; wire d = a[0]; always @(posedge clk) b <= {a[7:1], c};',
    tellers: ['slang'],
    word: /before its declaration/,
  },
  {
    fault: 'a function that may return nothing',
    body: "function f(input i); if (i) f = 1'b1; endfunction always @(posedge clk) b <= {a[7:1], f(a[0])};",
    tellers: ['slang'],
    word: /return a value on all/,
  },
  {
    fault: 'a shift by all bits and more',
    body: 'always @(posedge clk) b <= a >> 8;',
    tellers: ['slang'],
    word: /shift count/,
  },
  {
    fault: 'a generate block without a name',
    body: 'wire [7:0] c; generate if (W > 1) begin assign c = a; end endgenerate always @(posedge clk) b <= c;',
    tellers: ['the newest verilator', 'slang', 'verible-verilog-lint'],
    word: /unnamed|label/i,
  },
  {
    fault: 'a latch',
    body: 'reg c; always @* if (a[0]) c = a[1]; always @(posedge clk) b <= {a[7:1], c};',
    tellers: [...VERILATORS, ...YOSYSES],
    word: /latch/i,
  },
  {
    fault: 'bits cut off',
    body: "wire [8:0] c = {a, 1'b0}; always @(posedge clk) b <= c;",
    tellers: [...VERILATORS, 'slang'],
    word: /9/,
  },
  {
    fault: 'a net that nobody declares',
    body: 'assign c = a[0]; always @(posedge clk) b <= {a[7:1], c};',
    tellers: [...VERILATORS, ...YOSYSES, 'iverilog', 'slang'],
    word: /implicit|declar|bind|find definition/i,
  },
  {
    fault: 'a case without a default',
    body: "always @(posedge clk) case (a[0]) 1'b0: b <= a; 1'b1: b <= ~a; endcase",
    tellers: ['verible-verilog-lint'],
    word: /default/,
  },
  {
    fault: 'a register of blocking and of other assignments',
    body: 'always @(posedge clk) if (a[0]) b = a; else b <= ~a;',
    tellers: VERILATORS,
    word: /blocking/i,
  },
  {
    fault: 'two drivers',
    body: 'wire c; assign c = a[0]; assign c = a[1]; always @(posedge clk) b <= {a[7:1], c};',
    tellers: YOSYSES,
    word: /conflicting drivers|multiple/i,
  },
  {
    fault: 'a word of SystemVerilog',
    body: 'logic c; always @(posedge clk) b <= a;',
    tellers: ['slang'],
    word: /logic/,
  },
  {
    fault: 'what is no Verilog',
    body: 'always @(posedge clk) b <= <= a;',
    tellers: FRONT_ENDS.map(({ name }) => name),
    word: /syntax|expected/i,
  },
];

/** The module `bitbeat_faulty` with this body. */
export const moduleWith = (body: string) => `\`default_nettype none

module bitbeat_faulty #(
  parameter W = 8
) (
  input wire clk,
  input wire [W-1:0] a,
  output reg [7:0] b
);
  ${body}
endmodule

\`default_nettype wire
`;
