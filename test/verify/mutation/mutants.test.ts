import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutantsOf, OPERATORS } from '../../../generator/verify/mutation/mutants.js';

const HEAD = 'module m #(\n  parameter A = 1\n) (\n  input wire [A-1:0] x_i\n);\n';
const of = (body: string) => mutantsOf('m', `${HEAD}${body}\nendmodule\n`);
const found = (body: string) => of(body).map(({ operator, after }) => `${operator}: ${after}`);

describe('each operator', () => {
  test.each([
    ['wire b = c == d;', 'relational: wire b = c != d;'],
    ['wire b = c <= d;', 'relational: wire b = c < d;'],
    ['wire b = c + d;', 'arithmetic: wire b = c - d;'],
    ['wire b = c && d;', 'logical: wire b = c || d;'],
    ['wire b = !c;', 'logical: wire b = c;'],
    ["wire b = c + 2'd3;", "constant: wire b = c + 2'd0;"],
    ['localparam B = A - 1;', 'constant: localparam B = A - 2;'],
    ['localparam B = A - 1;', 'swapped operands: localparam B = 1 - A;'],
    ['assign b = {c, d};', 'swapped operands: assign b = {d , c};'],
    ['wire b = c ? d : e;', "negated condition: wire b = c == 1'b0 ? d : e;"],
    ['always @(posedge k) if (c && d) b <= e;', 'negated condition: always @(posedge k) if (!(c && d)) b <= e;'],
    ["if (!rst_ni) begin\n b <= 1'b0;\n end", 'dropped reset: ;'],
    ['wire b = c[d:1];', 'part-select: wire b = c[d:2];'],
    ['assign b = c;', "stuck signal: assign b = 1'b0;"],
    ['sub s (.c_i(d));', "stuck port: sub s (.c_i(1'b0));"],
    ['always @(posedge k) begin b <= c; d <= e; end', 'swapped sources: always @(posedge k) begin b <= e; d <= c; end'],
  ])('%s', (body, mutant) => {
    expect(found(body)).toContain(mutant);
  });
});

test.each([
  ['a comment', '// b == c'],
  ['what is written of a table', '// isa: written by `make goldens` from a\nwire b = c == d;\n// end of isa'],
  ['a string', 'initial $display("b == c");'],
  ['a declaration', 'reg [3:0] b;'],
  ['an elaboration check', 'if (A < 1) begin : gen_check_a\n bb_illegal_A x ();\n end'],
  ['a check of the simulation only', '`ifndef SYNTHESIS\nwire b = c == d;\n`endif'],
  ['a nonblocking assignment as a comparison', 'always @(posedge k) b <= c;'],
])('left alone: %s', (_what, body) => {
  expect(of(body)).toEqual([]);
});

test('zeros of two widths do not change places', () => {
  expect(found("always @(posedge k) begin b <= 1'b0; d <= {A{1'b0}}; end").join()).not.toContain('swapped sources');
  expect(found("always @(posedge k) begin b <= 1'b0; d <= c; end").join()).toContain('swapped sources');
});

test('a mutant says where it is', () => {
  expect(of('wire b = c == d;')).toContainEqual(
    expect.objectContaining({ module: 'm', line: 6, before: 'wire b = c == d;', after: 'wire b = c != d;' }),
  );
});

test('every operator has mutants in the modules, each once', () => {
  const files = ['core', 'folded'].flatMap((part) =>
    readdirSync(`rtl-templates/${part}`)
      .filter((file) => file.endsWith('.v'))
      .map((file) => `rtl-templates/${part}/${file}`),
  );
  const all = files.flatMap((file) => mutantsOf(basename(file, '.v'), readFileSync(file, 'utf8')));
  expect(new Set(all.map(({ operator }) => operator))).toEqual(new Set(OPERATORS));
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  expect(new Set(all.map(({ module }) => module)).size).toBe(files.length);
});
